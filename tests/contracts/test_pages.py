from __future__ import annotations

import io
from uuid import UUID

from sqlalchemy import select

from app.contracts.models import Contract, Price
from app.imports import running
from app.kernel.db import db
from app.tenants.scope import find
from tests.reference.counting import counted_queries

SAVE = {"name_en": "ECG", "name_ar": "تخطيط القلب", "category": "procedure", "vat_category": "exempt", "favourite": "", "active": "y"}  # fmt: skip
DAY = {"valid_from-day": "1", "valid_from-month": "1", "valid_from-year": "2027"}


def test_contracts_are_listed_and_payers_without_one_named(noor, as_):
    page = as_("badr").get("/contracts/")
    (row,) = page.rows()
    assert (row[0], row[1], row[4]) == ("AlphaCare", "A-2026", "In effect")
    assert "3 payers have no contract in force" in page.text
    assert "Open a contract" not in page.text


def test_a_contract_shows_its_prices(noor, as_):
    page = as_("amal").get(f"/contracts/{noor['own']['contract']}")
    visit, blood = page.rows()
    assert visit[:2] == ["CON-GP", "General visit"]
    assert "10.000" in visit[5]
    assert "Cannot be claimed until mapped" in blood[4]
    assert "Approval first" in blood[6]


def test_prices_are_searched(noor, as_):
    client, where = as_("amal"), f"/contracts/{noor['own']['contract']}"
    assert [row[0] for row in client.get(f"{where}?q=صورة").rows()] == ["LAB-CBC"]
    assert "No price matches" in client.get(f"{where}?q=zzz").text
    client.get(f"{where}?page=nonsense", 404)


def test_a_list_costs_the_same_number_of_queries_whatever_its_length(noor, as_, inside):
    from decimal import Decimal

    from app.contracts import service, services
    from app.contracts.service import PriceTerms
    from app.kernel.db import db
    from tests.contracts.conftest import facts

    client, where = as_("amal"), f"/contracts/{noor['own']['contract']}"
    client.get(where)
    with counted_queries() as few:
        client.get(where)
    with inside("amal"):
        for number in range(20):
            added = services.add_service(facts(f"X-{number:02d}"))
            service.set_price(noor["own"]["prices"], added.id, PriceTerms(unit_price=Decimal(1)))
        db.session.commit()
    with counted_queries() as many:
        assert len(client.get(where).rows()) == 22
    assert many.number == few.number


def test_opening_a_contract(noor, as_, app):
    from app.reference import queries as reference

    with app.app_context():
        beta = reference.payer_by_licence("DEMO-BETA").id
    client = as_("amal")
    data = {"payer": str(beta), "number": "B-27", **DAY, "filing_days": "٩٠"}
    page = client.post("/contracts/new", data, follow=True)
    assert page.heading == "BetaTPA"
    assert "No price list yet" in page.text
    assert "90" in page.text
    wrong = client.post("/contracts/new", data, 422)
    assert wrong.errors == [
        "Another contract with this payer holds on some of these days: end it first."
    ]
    assert wrong.value("number") == "B-27"
    assert client.post("/contracts/new", {}, 422).errors


def test_ending_a_contract(noor, as_):
    client, where = as_("amal"), f"/contracts/{noor['own']['contract']}"
    early = {"valid_to-day": "1", "valid_to-month": "1", "valid_to-year": "2020"}
    assert client.post(f"{where}/end", early, 422).errors == [
        "The last day lies before the first day. Correct one of them."
    ]
    late = early | {"valid_to-day": "31", "valid_to-month": "12", "valid_to-year": "2026"}
    assert "31 Dec 2026" in client.post(f"{where}/end", late, follow=True).text


def test_a_new_price_list_takes_the_prices_along(noor, as_):
    client, where = as_("amal"), f"/contracts/{noor['own']['contract']}"
    page = client.post(
        f"{where}/lists/new", {"name": "2027", **DAY, "copy_prices": "y"}, follow=True
    )
    assert len(page.rows()) == 2
    again = client.post(f"{where}/lists/new", {"name": "2027", **DAY}, 422)
    assert "already begins on that day" in again.errors[0]


def test_changing_a_price(noor, as_):
    client = as_("amal")
    where = f"/contracts/lists/{noor['own']['prices']}/prices/{noor['own']['visit']}"
    assert client.get(where).value("unit_price") == "10.000"
    page = client.post(where, {"unit_price": "١٢٫٢٥٠", "approval_required": "y"}, follow=True)
    assert "12.250" in page.rows()[0][5]
    wrong = client.post(where, {"unit_price": "ten"}, 422)
    assert wrong.value("unit_price") == "ten"


def test_a_service_is_added_and_then_mapped(noor, as_):
    client = as_("amal")
    page = client.post("/contracts/services/new", {"local_code": "pro-ecg", **SAVE}, follow=True)
    assert page.heading == "ECG"
    where = page.response.request.path
    wrong = client.post(f"{where}?system=demo-services", {"code": "DEMO-1", **DAY}, 422)
    assert wrong.errors == ["“DEMO-1” is not in this code list on that day. Search for it by name."]
    client.post(
        f"{where}?system=demo-services", {"code": "demo-2001", **DAY | {"valid_from-year": "2026"}}
    )
    assert "DEMO-2001" in client.get("/contracts/codes?mapped=yes").text
    taken = client.post("/contracts/services/new", {"local_code": "PRO-ECG", **SAVE}, 422)
    assert taken.errors == ["Another service has this code already. Choose a different code."]


def test_unmapped_services_come_first(noor, as_):
    page = as_("badr").get("/contracts/codes")
    assert [row[0] for row in page.rows()] == ["LAB-CBC", "PRO-X"]
    assert "2 services cannot be claimed until they are mapped." in page.text


def test_services_are_filtered(noor, as_):
    page = as_("amal").get("/contracts/services?category=consultation")
    assert [row[0] for row in page.rows()] == ["CON-GP"]
    assert as_("amal").get("/contracts/services?category=nonsense&q=lab").rows()[0][0] == "LAB-CBC"


def test_the_claims_box_gets_prices_of_the_day(noor, as_):
    where = f"/contracts/services/search?payer={noor['own']['payer']}&on=2026-11-22"
    assert as_("huda").get(f"{where}&q=visit").response.json == [
        {
            "value": "CON-GP",
            "text": "CON-GP General visit · OMR 10.000",
            "hint": "demo-services DEMO-1001",
        }
    ]
    assert (
        as_("huda").get(f"{where}&q=blood").response.json[0]["hint"]
        == "Cannot be claimed until mapped"
    )
    assert as_("huda").get(where.replace("2026", "2020")).response.json == []
    as_("huda").get("/contracts/services/search?payer=nonsense", 400)
    as_("huda").get(f"{where.replace('2026-11-22', 'soon')}", 400)


def bring(client, prices, content):
    """A file of prices up to its preview; where that is."""
    sent = client.post(f"/imports/new/prices?target={prices}", {"target": str(prices), "file": (io.BytesIO(content), "prices.csv")})  # fmt: skip
    columns = client.get(sent.location)
    boxes = (f"column_{place}" for place in range(len(content.splitlines()[0].split(b","))))
    where = sent.location.rpartition("/")[0]
    assert client.post(sent.location, {name: columns.value(name) for name in boxes}).location == where  # fmt: skip
    return where


def test_prices_are_imported_from_the_list_and_undone_there(noor, as_, inside):
    client, prices = as_("amal"), noor["own"]["prices"]
    listed = f"/contracts/{noor['own']['contract']}?list={prices}"
    assert f"/imports/new/prices?target={prices}" in client.get(listed).html
    assert client.get(f"/imports/new/prices?target={prices}").value("target") == str(prices)
    where = bring(client, prices, b"code,price\nCON-GP,11.000\nLAB-CBC,3.000\nPRO-X,1.000\n")
    preview = client.get(where)
    assert [word in preview.text for word in ("Dearer", "Cheaper", "Import 3 rows")] == [True] * 3
    client.post(f"{where}/start", {})
    _worked(inside, where)
    page = client.get(listed)
    assert [row[0] for row in page.rows()] == ["CON-GP", "LAB-CBC", "PRO-X"]
    assert "Undo the last import" in page.text
    assert where in page.html
    client.post(f"{where}/undo", {})
    _worked(inside, where)
    page = client.get(listed)
    assert "10.000" in page.rows()[0][5]
    assert len(page.rows()) == 2
    assert "Undo the last import" not in page.text


def _worked(inside, where):
    with inside("amal"):
        running.drive(UUID(where.rpartition("/")[2]))
        db.session.rollback()


def test_a_list_of_another_clinic_is_none_to_choose(noor, as_):
    stranger = str(noor["stranger"]["prices"])
    file = {"target": stranger, "file": (io.BytesIO(b"code,price\nCON-GP,1\n"), "prices.csv")}
    assert as_("amal").post("/imports/new/prices", file, 422).errors != []


def test_downloads_open_safely(noor, as_):
    where = f"/contracts/lists/{noor['own']['prices']}/prices"
    client = as_("badr")
    assert "CON-GP,10.000,General visit" in client.get(f"{where}.csv").response.get_data(
        as_text=True
    )
    assert client.get(f"{where}.xlsx").response.data.startswith(b"PK")


def test_the_download_of_a_list_is_read_back_unchanged(noor, as_):
    client, prices = as_("amal"), noor["own"]["prices"]
    content = client.get(f"/contracts/lists/{prices}/prices.csv").response.data
    assert "The file changes nothing." in client.get(bring(client, prices, content)).text


def test_a_strangers_contract_is_not_there(noor, as_, inside):
    amal, address = as_("amal"), f"/contracts/{noor['stranger']['contract']}/end"
    assert (amal.answer("GET", address), amal.answer("POST", address)) == (404, 404)
    with inside("salma"):
        assert find(Contract, noor["stranger"]["contract"]).valid_to is None
        assert len(db.session.scalars(select(Price)).all()) == 2
