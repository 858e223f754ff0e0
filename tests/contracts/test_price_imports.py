"""Prices come in by the wizard: what a file does to a list, what it leaves, what is refused, and taking it back."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.contracts import ceilings, coding, queries, service, services
from app.contracts.code_lists import NO_SUCH_CODE, NO_SUCH_SYSTEM
from app.contracts.importing_prices import NEW_NEEDS_NAMES, OVER_HIGHEST
from app.contracts.service import PriceTerms
from app.imports import bringing
from app.imports import queries as kept
from app.imports import service as imports
from app.imports.cells import MISSING, NOT_A_COUNT, NOT_AN_AMOUNT, NOT_IN_LIST, NOT_YES_OR_NO
from app.imports.errors import NothingInFile
from app.imports.exporting import present
from app.imports.judging import TWICE
from app.imports.judging_now import comparison
from app.imports.kinds import kind_named
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.sheets import write_table
from app.reference.imports import Edition, load_file
from tests.imports.conftest import imported, undone

LISTS = Path(__file__).parents[2] / "app" / "demo" / "lists"
HEAD = "code,price,name_en,name_ar,category,code_system,exchange_code"
FILE = f"{HEAD}\nCON-GP,12.000,,,,,\nPRO-X,7.000,,,,,\nNEW-1,5.000,New thing,شيء جديد,procedure,demo-services,demo2001\n"  # fmt: skip
BEFORE = {"CON-GP": Decimal("10.000"), "LAB-CBC": Decimal("3.500")}
AFTER = BEFORE | {"CON-GP": Decimal("12.000"), "PRO-X": Decimal("7.000"), "NEW-1": Decimal("5.000")}


@pytest.fixture
def look(desk):
    """A file of prices brought in and compared, its columns taken as they were guessed."""

    def looked(content: str | bytes = FILE, target=None):
        written = content if isinstance(content, bytes) else content.encode()
        one = imports.choose("prices", target or desk.prices.id, "prices.csv", written)
        guess = {int(place): key for place, key in one.settings["columns"].items()}
        return imports.understand(one.id, guess, None)

    return looked


def prices(desk):
    return {one.local_code: one.unit_price for one in queries.prices_of(queries.price_list(desk.prices.id))}  # fmt: skip


def counted(one):
    return tuple(one.counts[name] for name in ("created", "changed", "same", "broken"))


def repaired(one):
    return {(repair.column, repair.sentence) for repair in comparison(one).repairs}


def test_looking_changes_nothing_and_tells_dearer_from_cheaper(desk, look):
    one = look(FILE + "LAB-CBC,3.000,,,,,\n")
    assert counted(one) == (2, 2, 0, 0)
    assert comparison(one).movements == {"Dearer": 1, "Cheaper": 1}
    assert prices(desk) == BEFORE


def test_importing_does_what_was_shown(desk, look):
    one = imported(look())
    assert (one.counts["written_created"], one.counts["written_changed"]) == (2, 1)
    assert prices(desk) == AFTER
    new = next(one for one in queries.prices_of(queries.price_list(desk.prices.id)) if one.local_code == "NEW-1")  # fmt: skip
    assert (new.name_ar, new.code) == ("شيء جديد", "DEMO-2001")


def test_every_price_that_moves_stands_on_the_trail(look):
    imported(look())
    query = select(AuditEvent).where(AuditEvent.event == "price.set").order_by(AuditEvent.seq)
    told = [(one.changes["before"], one.changes["after"]) for one in db.session.scalars(query)]
    assert sorted(told[-3:], key=str) == [("10.000", "12.000"), (None, "5.000"), (None, "7.000")]


def test_terms_that_a_file_leaves_out_stay(desk, look):
    one = imported(look("code,price\nlab-cbc,3.600\n"))
    assert one.counts["written_changed"] == 1
    blood = service.price_of(desk.prices.id, desk.blood.id)
    assert (blood.unit_price, blood.approval_required, blood.max_per_day) == (Decimal("3.600"), True, 2)  # fmt: skip
    imported(look("code,price,approval,max per day\nLAB-CBC,3.600,no,5\n"))
    blood = service.price_of(desk.prices.id, desk.blood.id)
    assert (blood.approval_required, blood.max_per_day) == (False, 5)


def test_names_of_a_known_service_stand_for_reading(desk, look):
    assert counted(look("code,price,name_en,category\nCON-GP,10.000,Something else,dental\n")) == (0, 0, 1, 0)  # fmt: skip
    assert services.by_local_code("CON-GP").name_en == "General visit"


def test_a_price_that_moved_since_the_look_is_not_overwritten(desk, look):
    one = look()
    service.set_price(desk.prices.id, desk.visit.id, PriceTerms(unit_price=Decimal("11.000")))
    done = imported(one)
    assert done.counts["written_moved"] == 1
    assert prices(desk) == AFTER | {"CON-GP": Decimal("11.000")}


def test_undoing_puts_every_price_back_and_leaves_the_services(desk, look):
    one = imported(look())
    coding.accept(services.by_local_code("PRO-X").id, "demo-services", "DEMO-2001")
    assert undone(one).counts["undone"] == 3
    assert prices(desk) == BEFORE
    assert services.by_local_code("NEW-1") is not None


def test_undoing_does_not_trample_on_later_changes(desk, look):
    one = imported(look())
    service.set_price(desk.prices.id, desk.visit.id, PriceTerms(unit_price=Decimal("99.000")))
    back = undone(one)
    assert (back.counts["undone"], back.counts["kept"]) == (2, 1)
    assert prices(desk) == BEFORE | {"CON-GP": Decimal("99.000")}


@pytest.mark.parametrize(("hours", "possible"), [(24, True), (25, False)])
def test_the_list_offers_its_last_import_for_a_day(desk, look, clock, hours, possible):
    done = imported(look())
    clock.shift(timedelta(hours=hours))
    found = kept.to_undo("prices", desk.prices.id)
    assert (found.id if found else None) == (done.id if possible else None)


@pytest.mark.parametrize("content", [b"", f"{HEAD}\n".encode(), b"code,price\n,\n"])
def test_an_empty_file_wipes_nothing(desk, content):
    with pytest.raises(NothingInFile):
        imports.choose("prices", desk.prices.id, "x.csv", content)
    assert prices(desk) == BEFORE


@pytest.mark.parametrize(
    ("row", "repair"),
    [
        ("CON-GP,ten,,,,,", ("unit_price", NOT_AN_AMOUNT)),
        ("CON-GP,-1,,,,,", ("unit_price", NOT_AN_AMOUNT)),
        ('CON-GP,"12,500",,,,,', ("unit_price", NOT_AN_AMOUNT)),
        ("CON-GP,1.2345,,,,,", ("unit_price", NOT_AN_AMOUNT)),
        ("CON-GP,,,,,,", ("unit_price", MISSING)),
        (",1,,,,,", ("local_code", MISSING)),
        ("BARE,1,,,,,", ("local_code", NEW_NEEDS_NAMES)),
        ("N1,1,New,جديد,shoes,,", ("category", NOT_IN_LIST)),
        ("N1,1,New,جديد,procedure,nowhere,1", ("system", NO_SUCH_SYSTEM)),
        ("N1,1,New,جديد,procedure,demo-services,9999", ("code", NO_SUCH_CODE)),
        ("N1,1,New,جديد,procedure,demo-services,", ("code", MISSING)),
    ],
)
def test_a_wrong_cell_is_named_and_the_good_rows_wait(desk, look, row, repair):
    one = look(f"{HEAD}\n{row}\nPRO-X,7.000,,,,,\n")
    assert counted(one) == (1, 0, 0, 1)
    assert repaired(one) == {repair}


@pytest.mark.parametrize(
    ("row", "repair"),
    [
        ("CON-GP,10,maybe,", ("approval_required", NOT_YES_OR_NO)),
        ("CON-GP,10,no,0", ("max_per_day", NOT_A_COUNT)),
        ("CON-GP,10,no,1000", ("max_per_day", NOT_A_COUNT)),
        ("CON-GP,10,no,2.5", ("max_per_day", NOT_A_COUNT)),
    ],
)
def test_wrong_terms_are_named(look, row, repair):
    assert repaired(look(f"code,price,approval,max per day\n{row}\n")) == {repair}


def test_one_code_twice_with_two_prices_is_nobodys_guess(look):
    one = look("code,price\nCON-GP,12.000\ncon-gp,12.000\nLAB-CBC,1.000\nLAB-CBC,2.000\n")
    assert counted(one) == (0, 2, 1, 1)
    assert repaired(one) == {("unit_price", TWICE)}


@pytest.mark.parametrize(("price", "broken"), [("0.150", 0), ("0.151", 1)])
def test_a_price_never_exceeds_what_is_allowed(look, monkeypatch, price, broken):
    monkeypatch.setattr(ceilings, "_sources", [lambda codes: dict.fromkeys(codes, Decimal("0.150"))])  # fmt: skip
    one = look(f"code,price\nCON-GP,{price}\n")
    assert one.counts["broken"] == broken
    assert repaired(one) == ({("unit_price", OVER_HIGHEST)} if broken else set())


def test_a_code_without_its_list_is_of_the_one_that_fits(desk, look):
    imported(look("code,price,name_en,name_ar,category,exchange_code\nNEW-2,5,New,جديد,laboratory,demo-2001\n"))  # fmt: skip
    mapped = coding.current(services.by_local_code("NEW-2").id)
    assert (mapped.system, mapped.code) == ("demo-services", "DEMO-2001")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_our_own_download_changes_nothing(app, desk, look, language):
    imported(look())
    with app.test_request_context(headers={"Accept-Language": language}):
        content = write_table("xlsx", present(kind_named("prices"), desk.prices.id), right_to_left=language == "ar")  # fmt: skip
    assert counted(look(content)) == (0, 0, 4, 0)


def test_prices_belong_to_a_list_of_the_clinic_itself(desk):
    for target in (None, desk.contract.id):
        with pytest.raises(NotFound):
            kind_named("prices").open(target)
    assert dict(kind_named("prices").targets()).keys() == {desk.prices.id}


@pytest.mark.parametrize("payer", ["alpha", "beta", "gamma", "delta"])
def test_the_invented_price_lists_load_whole(desk, payer):
    for name in ("demo-services", "demo-drugs"):
        edition = Edition(system=name, version="demo", valid_from=desk.prices.valid_from)
        load_file(LISTS / f"{name}.csv", edition, retire_most=True)
    for kind, least in (("clinic", 60), ("pharmacy", 40)):
        name = f"{kind}-prices-{payer}.csv"
        one = imports.choose("prices", desk.prices.id, name, (LISTS / name).read_bytes())
        bringing.write_what_is_good(one)
        assert (one.status, one.counts["broken"]) == ("done", 0)
        assert one.counts["written_created"] >= least - 2
    listed = queries.prices_of(queries.price_list(desk.prices.id))
    assert [one.local_code for one in listed if not one.mapped] == ["LAB-CBC"]
