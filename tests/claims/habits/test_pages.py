"""Repeat, favourites and templates as people meet them, and the accepted claim beside this one."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from app.claims.models import Claim, ClaimLine
from app.contracts.models import Price, Service
from app.kernel.clock import today
from app.kernel.db import db
from app.practitioners.models import Practitioner
from app.reference.models import Code
from tests.claims.test_entry_pages import entries


def change(inside, statement, name="amal"):
    with inside(name):
        db.session.execute(statement)
        db.session.commit()


def plain(page):
    """The page's words without the characters that keep scripts apart."""
    return " ".join(re.sub("[\u2066-\u2069]", "", page.text).split())


def service_id(code):
    return select(Service.id).where(Service.local_code == code).scalar_subquery()


def test_the_last_visit_again(as_, inside, noor, draft_of):
    draft_of(services=("CONS-GP", "LAB-CBC"), diagnoses=("J06.9", "I10"), days_ago=30)
    huda = as_("huda")
    assert "Repeat the last visit" in huda.get("patients.show", patient_id=noor.patient_id).text
    assert "Repeat the last visit" in huda.get(f"/claims/new?patient={noor.patient_id}").text
    page = huda.post("habits.repeat", follow=True, patient_id=noor.patient_id)
    assert [page.value(f"diagnoses-{n}-code") for n in (0, 1)] == ["J06.9", "I10"]
    assert [page.value(f"lines-{n}-service") for n in (0, 1)] == ["CONS-GP", "LAB-CBC"]
    assert page.value("service_date-day") == str(today().day)
    assert page.value("practitioner") == str(noor.practitioner_id)
    assert "price changed since" not in page.text
    with inside("amal"):
        claim = db.session.scalars(select(Claim).order_by(Claim.number.desc())).first()
        assert (claim.service_date, claim.net) == (today(), Decimal("16.700"))
        last = db.session.scalars(select(Claim.number).order_by(Claim.number)).first()
        told = claim.id
    story = huda.get("claims.show", claim_id=told)
    assert "Begun from the last visit" in story.text
    assert last in story.text


def test_a_repeat_keeps_the_site_and_the_days(as_, inside, noor, draft_of):
    draft_of(services=("CONS-GP",), diagnoses=("J06.9",), days_ago=30)
    change(inside, update(ClaimLine).values(site="26", days_supply=14))
    as_("huda").post("habits.repeat", patient_id=noor.patient_id)
    with inside("amal"):
        claim = db.session.scalars(select(Claim).order_by(Claim.number.desc())).first()
        assert [(one.site, one.days_supply) for one in claim.lines] == [("26", 14)]


def test_what_differs_stands_beside_its_row(as_, inside, noor, draft_of):
    draft_of(services=("CONS-GP", "LAB-CBC"), diagnoses=("J06.9",), days_ago=30)
    change(inside, update(Price).where(Price.service_id == service_id("CONS-GP")).values(unit_price=Decimal("13.250")))  # fmt: skip
    with inside("amal"):
        for price in db.session.scalars(select(Price).where(Price.service_id == service_id("LAB-CBC"))):  # fmt: skip
            db.session.delete(price)
        doctor = db.session.scalars(select(Practitioner)).one()
        doctor.active = False
        code = db.session.scalars(select(Code).where(Code.code == "J06.9")).one()
        assert code.valid_to is None
        db.session.commit()
    page = as_("huda").post("habits.repeat", follow=True, patient_id=noor.patient_id)
    for words in (
        "The price changed since the last visit: OMR 12.500 then, OMR 13.250 now.",
        "Not in the price list of AlphaCare today; at the last visit it cost OMR 4.200",
        "The practitioner of the last visit no longer works here",
    ):
        assert words in plain(page), words


def test_nothing_to_repeat_is_said(as_, noor, draft_of):
    huda = as_("huda")
    assert "Repeat the last visit" not in huda.get(f"/claims/new?patient={noor.patient_id}").text
    page = huda.post("habits.repeat", follow=True, patient_id=noor.patient_id)
    assert "no earlier claim to this insurer" in page.text


def test_another_clinics_patient_is_a_missing_one(as_, inside, seeb):
    assert as_("huda").answer("POST", "habits.repeat", patient_id=seeb.patient_id) == 404
    for name in ("amal", "salma"):
        with inside(name):
            assert db.session.scalars(select(Claim)).all() == []


def offered(page, box):
    lists = [e for e in page.with_class("favourites") if e.get("data-favourites-for") == box]
    return [button.get("data-value") for e in lists for button in e.iter() if button.get("data-value")]  # fmt: skip


def test_a_doctors_own_come_first_and_pins_before_them(as_, noor, draft_of):
    for _ in range(2):
        draft_of(services=("LAB-A1C",), diagnoses=("E11.9",), days_ago=3)
    mine = draft_of(services=("IMG-CHEST",), diagnoses=("M54.50",), days_ago=2)
    salim = as_("salim")
    page = salim.get("claims.edit", claim_id=mine)
    assert offered(page, "diagnoses-0-code")[:2] == ["E11.9", "M54.50"]
    assert offered(page, "lines-0-service")[:4] == ["LAB-A1C", "IMG-CHEST", "CONS-GP", "LAB-CBC"]
    shown = salim.get("/claims/habits/favourites")
    assert ["E11.9", "Type 2 diabetes mellitus without complications", "2", "Pin"] in shown.rows()
    for kind, code in (("diagnosis", "I10"), ("service", "DRESSING"), ("service", "DRESSING")):
        salim.post("habits.pin", {"kind": kind, "code": code}, practitioner_id=noor.practitioner_id)
    page = salim.get("claims.edit", claim_id=mine)
    assert offered(page, "diagnoses-0-code")[0] == "I10"
    assert offered(page, "lines-0-service")[0] == "DRESSING"
    salim.post("habits.unpin", {"kind": "diagnosis", "code": "I10"}, practitioner_id=noor.practitioner_id)  # fmt: skip
    page = salim.get("claims.edit", claim_id=mine)
    assert offered(page, "diagnoses-0-code")[0] == "E11.9"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"kind": "diagnosis", "code": "Q99.99"}, "No code “Q99.99” is known"),
        ({"kind": "diagnosis", "code": "E11"}, "No code “E11” is known"),
        ({"kind": "service", "code": "J06.9"}, "No code “J06.9” is known"),
        ({"code": "J06.9"}, "Choose whether it is a diagnosis or a service"),
    ],
)
def test_a_pin_that_is_no_code_is_refused_beside_its_box(as_, noor, typed, words):
    page = as_("salim").post("habits.pin", typed, status=422, practitioner_id=noor.practitioner_id)
    assert any(words in error for error in page.errors), page.errors
    assert page.value("code") == typed["code"]


TEMPLATE = {
    "name": "Influenza", "shortcuts": "flu, إنفلونزا", "diagnoses": "J06.9, i10", "services": "CONS-GP, lab-cbc x 2",
}  # fmt: skip


def test_a_template_is_made_and_put_in(as_, noor, draft_of):
    huda = as_("huda")
    page = huda.post("habits.add_template", TEMPLATE, follow=True)
    (row,) = page.rows()
    for words in (
        "Influenza",
        "flu",
        "انفلونزا",
        "The whole clinic",
        "J06.9 I10",
        "CONS-GP LAB-CBC × 2",
    ):
        assert words in " ".join(row), (words, row)
    address = huda.post("claims.start", patient_id=noor.patient_id).location
    page = huda.get(address)
    page = huda.post(address, entries(page, template="zzz", apply="1"), status=422)
    assert "No template is called zzz. Nothing was added." in plain(page)
    assert page.value("template") == "zzz"
    page = huda.post(address, entries(page, template="FLU", apply="1"), follow=True)
    assert page.value("template") == ""
    assert [page.value(f"lines-{n}-service") for n in (0, 1)] == ["CONS-GP", "LAB-CBC"]
    assert [page.value(f"lines-{n}-quantity") for n in (0, 1)] == ["1", "2"]
    assert [page.value(f"diagnoses-{n}-code") for n in (0, 1)] == ["J06.9", "I10"]
    assert "Added from the template: J06.9, I10, CONS-GP, LAB-CBC." in plain(page)
    page = huda.post(address, entries(page, template="الإنفلونزا", apply="1"), follow=True)
    assert "All of this template stands here already." in page.text


def test_a_template_leaves_what_is_typed_and_tells_what_the_lists_do_not_hold(as_, inside, noor):
    huda = as_("huda")
    huda.post("habits.add_template", TEMPLATE)
    with inside("amal"):
        for price in db.session.scalars(select(Price).where(Price.service_id == service_id("LAB-CBC"))):  # fmt: skip
            db.session.delete(price)
        db.session.commit()
    address = huda.post("claims.start", patient_id=noor.patient_id).location
    typed = {"lines-0-service": "LAB-A1C", "lines-0-quantity": "3", "template": "flu", "apply": "1"}
    page = huda.post(address, entries(huda.get(address), **typed), follow=True)
    found = [(page.value(f"lines-{n}-service"), page.value(f"lines-{n}-quantity")) for n in range(3)]  # fmt: skip
    assert found == [("LAB-A1C", "3"), ("CONS-GP", "1"), ("LAB-CBC", "2")]
    assert "Not in this insurer's price list: LAB-CBC." in plain(page)
    unread = {"service_date-day": "31", "service_date-month": "2", "template": "flu", "apply": "1"}
    page = huda.post(address, entries(page, **unread), status=422)
    assert page.value("service_date-day") == "31"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"diagnoses": "Q99.99"}, "No code “Q99.99” is known"),
        ({"services": "NOTHING"}, "No code “NOTHING” is known"),
        ({"services": "LAB-CBC x many"}, "holds codes with quantities"),
        ({"diagnoses": "cold & fever"}, "holds codes parted by commas"),
        ({"diagnoses": "", "services": ""}, "A template needs a diagnosis or a service"),
        ({"name": ""}, "Name"),
        ({"name": "Another"}, "“flu” already calls the template “Influenza”"),
    ],
)
def test_a_template_that_cannot_be_kept_says_why(as_, noor, changes, words):
    huda = as_("huda")
    huda.post("habits.add_template", TEMPLATE)
    typed = {**TEMPLATE, "name": "Second", "shortcuts": "second", **changes}
    if changes.get("name") == "Another":
        typed["shortcuts"] = "flu"
    page = huda.post("habits.add_template", typed, status=422)
    assert any(words in error for error in page.errors), page.errors
    for box in ("shortcuts", "diagnoses", "services"):
        assert page.value(box) == typed[box]


def test_a_template_from_a_claim_is_changed_and_removed(as_, noor, draft_of):
    claim, huda = draft_of(services=("CONS-GP", "LAB-CBC"), diagnoses=("J06.9",)), as_("huda")
    assert f"/claims/habits/templates/new?claim={claim}" in huda.get("claims.edit", claim_id=claim).links  # fmt: skip
    page = huda.get(f"/claims/habits/templates/new?claim={claim}")
    assert (page.value("diagnoses"), page.value("services")) == ("J06.9", "CONS-GP, LAB-CBC")
    form = {**entries(page), "name": "Cold"}
    listed = huda.post("habits.add_template", form, follow=True)
    (address,) = [link for link in listed.links if "/templates/0" in link]
    first, second = (huda.get(address), huda.get(address))
    huda.post(address, {**entries(first), "services": "CONS-GP"})
    stale = huda.post(address, {**entries(second), "name": "Mine"}, status=422)
    assert any("Somebody else changed this template" in error for error in stale.errors)
    assert huda.get(address).value("services") == "CONS-GP"
    page = huda.post(f"{address}/remove", follow=True)
    assert "No templates yet" in page.text
    huda.get("/claims/habits/templates/new?claim=nobody", status=404)


def test_the_accepted_claim_stands_beside_this_one(as_, inside, noor, draft_of):
    older = draft_of(services=("CONS-GP",), days_ago=20)
    newer = draft_of(services=("CONS-GP", "LAB-A1C"), days_ago=10)
    mine = draft_of(services=("CONS-GP", "LAB-CBC"))
    huda = as_("huda")
    assert "Compared with an accepted claim" not in huda.get("claims.check", claim_id=mine).text
    approved = {"status": "adjudicated", "adjudication": "approved"}
    change(inside, update(Claim).where(Claim.id.in_([older, newer])).values(**approved))
    page = huda.get("claims.check", claim_id=mine)
    assert f"/claims/{newer}" in page.links
    rows = [row for row in page.rows() if row[-1] in {"Not there", "× 1"}]
    assert rows == [["Service LAB-CBC", "× 1", "Not there"], ["Service LAB-A1C", "Not here", "× 1"]]
    other = draft_of(services=("CONS-GP",), diagnoses=("I10",))
    assert "Compared with an accepted claim" not in huda.get("claims.check", claim_id=other).text


def test_the_pages_in_arabic(as_, noor, draft_of):
    draft_of(services=("CONS-GP",), days_ago=5)
    huda = as_("huda")
    huda.post("habits.add_template", TEMPLATE)
    huda.post("access.language", {"language": "ar", "next": "/"})
    for endpoint, words in (
        ("habits.templates", "قوالب الزيارات"),
        ("habits.new_template", "كلمات تستدعيه"),
        ("habits.missing", "مسودة لم تُرسل"),
    ):
        assert words in huda.get(endpoint).text, endpoint
    shown = huda.get("habits.favourites_of", practitioner_id=noor.practitioner_id)
    assert "تثبيت رمز آخر" in shown.text
    page = huda.post("habits.repeat", follow=True, patient_id=noor.patient_id)
    assert "كل ما في آخر زيارة هنا" in page.text
