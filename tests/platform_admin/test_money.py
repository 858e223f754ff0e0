"""The operator bills: an invoice made final once, credited, paid once; prices announced or refused by name."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine
from sqlalchemy import select

from app.kernel.db import db
from app.plans import billing, books, subscribing
from app.plans.accounts import Terms
from app.plans.billing import LINES
from app.plans.books import USAGE
from app.plans.models import PlanRow
from app.plans.proration import Month
from app.tenants.scope import as_platform
from tests.factories.plans import accept, seen_on, sell

NOVEMBER = Month(2026, 11)


@pytest.fixture
def days():
    with time_machine.travel(datetime(2026, 11, 1, 5, tzinfo=UTC), tick=False) as machine:
        yield lambda day: machine.move_to(datetime(day.year, day.month, day.day, 5, tzinfo=UTC))


@pytest.fixture
def noor(context, people, inside, days):
    """Noor has been billed by claim for November: 100 claims, in review until 4 December."""
    with as_platform():
        sell()
        db.session.commit()
    tenant_id = people["amal"].tenant_id
    with inside("amal"):
        subscribing.choose(tenant_id, Terms("claims"), "now")
        accept(tenant_id, date(2026, 11, 20), 100)
        db.session.commit()
    days(date(2026, 12, 1))
    with as_platform():
        invoice_id = billing.close(tenant_id, NOVEMBER)
        db.session.commit()
    return {"tenant_id": tenant_id, "invoice_id": invoice_id}


def paid_line(noor):
    """The line that costs something; finalising writes the lines anew."""
    with as_platform():
        return db.session.scalar(
            select(LINES.c.id).where(LINES.c.invoice_id == noor["invoice_id"], LINES.c.net > 0)
        )


def test_an_invoice_is_made_final_credited_and_paid_once(noor, desk, days):
    tariq = desk("tariq")
    early = tariq.post("platform_admin.finalise", {}, status=422, **noor)
    assert "days of grace end" in early.text
    days(date(2026, 12, 5))
    tariq = desk("tariq")
    tariq.post("platform_admin.finalise", {}, status=303, **noor)
    # A final one is never changed.
    again = tariq.post("platform_admin.finalise", {}, status=409, **noor)
    assert "cannot be changed" in again.text
    assert "MAIN-INV-000001" in tariq.get("platform_admin.invoice", **noor).text
    days(date(2027, 1, 25))  # Due on 19 December: 37 days late.
    tariq = desk("tariq")
    assert tariq.get("platform_admin.ageing").rows()[0][1:] == [
        "OMR 0.000", "OMR 0.000", "OMR 15.750", "OMR 0.000", "OMR 0.000", "OMR 15.750",
    ]  # fmt: skip
    line = paid_line(noor)
    too_much = tariq.post("platform_admin.credit", {"amount": "15.001", "reason": "x"}, status=422, line_id=line, **noor)  # fmt: skip
    assert "At most 15.000" in too_much.text
    tariq.post("platform_admin.credit", {"amount": "5", "reason": "Counted twice"}, status=303, line_id=line, **noor)  # fmt: skip
    assert "10.500" in tariq.get("platform_admin.invoice", **noor).text
    _pay(tariq, noor)


def _pay(tariq, noor):
    money = {"bank_reference": "B-7", "booked_on": "2027-01-25", "amount": "10.500"}
    matching = tariq.post("platform_admin.enter", money, status=303).location
    assert "entered already" in tariq.post("platform_admin.enter", money, status=422).text
    chosen = {"invoice": str(noor["invoice_id"])}
    tariq.post(matching, chosen, status=303)
    assert "Nothing is owed" in tariq.get("platform_admin.ageing").text
    # Matched, it is not on the list of open invoices any more.
    assert "not in the list" in tariq.post(matching, chosen, status=422).text
    listed = tariq.client.get("/desk/invoices.csv?payment=paid").get_data(as_text=True)
    assert ("MAIN-INV-000001" in listed, "CN-" in listed) == (True, False)


def test_money_is_not_matched_twice(noor, desk, days, inside):
    """What is spent pays no second invoice, though that one is open."""
    days(date(2026, 12, 5))
    with inside("amal"):
        accept(noor["tenant_id"], date(2026, 12, 3), 10, "D-2026")
        db.session.commit()
    with as_platform():
        billing.finalise(noor["tenant_id"], noor["invoice_id"])
        db.session.commit()
    days(date(2027, 1, 1))
    with as_platform():
        second = billing.close(noor["tenant_id"], Month(2026, 12))
        db.session.commit()
    days(date(2027, 1, 8))
    with as_platform():
        billing.finalise(noor["tenant_id"], second)
        db.session.commit()
    tariq = desk("tariq")
    money = {"bank_reference": "B-8", "booked_on": "2027-01-05", "amount": "1.000"}
    matching = tariq.post("platform_admin.enter", money, status=303).location
    tariq.post(matching, {"invoice": str(noor["invoice_id"])}, status=303)
    refused = tariq.post(matching, {"invoice": str(second)}, status=422)
    assert "matched already" in refused.text


def test_an_invoice_beyond_the_list_is_named_by_its_number(noor, desk, days):
    days(date(2026, 12, 5))
    with as_platform():
        billing.finalise(noor["tenant_id"], noor["invoice_id"])
        db.session.commit()
    tariq = desk("tariq")
    money = {"bank_reference": "B-8", "booked_on": "2026-12-05", "amount": "1.000"}
    nothing = tariq.post("platform_admin.enter", {**money, "amount": "0"}, status=422)
    assert "The amount is zero" in nothing.text
    matching = tariq.post("platform_admin.enter", money, status=303).location
    for typed, words in (
        ({}, "Choose an invoice, or enter its number"),
        ({"number": "MAIN-INV-000009"}, "No open invoice has this number"),
    ):
        assert words in tariq.post(matching, typed, status=422).text
    listed = tariq.get(matching).html
    assert str(noor["invoice_id"]) in listed
    tariq.post(matching, {"number": " main-inv-000001 "}, status=303)
    assert "OMR 14.750" in tariq.get("platform_admin.invoice", **noor).text


def test_a_plan_changes_as_it_was_shown_and_in_the_owners_words(noor, desk, as_, days):
    tariq, there = desk("tariq"), {"tenant_id": noor["tenant_id"]}
    days(date(2026, 12, 16))
    tariq = desk("tariq")
    body = {"plan": "flat", "when": "now"}
    shown = tariq.post("platform_admin.preview", body, status=200, **there)
    owners = as_("amal").post("plans.preview", data=body, status=200)
    assert [row[:6] for row in shown.rows()] == [row[:6] for row in owners.rows()] != []
    seen = {"seen": seen_on(shown)}
    assert seen_on(owners) == seen["seen"]
    unseen = tariq.post("platform_admin.choose", body, status=409, **there)
    assert seen_on(unseen) == seen["seen"]
    tariq.post("platform_admin.choose", {**body, **seen}, status=303, **there)
    page = tariq.get("platform_admin.tenant", **there)
    assert "30.968" in page.text  # 16 of 31 days of 60.000
    assert tariq.post("platform_admin.choose", body, status=422, **there).errors
    with as_platform():
        assert books.account(noor["tenant_id"]).terms_on(date(2026, 12, 16)).plan == "flat"


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ({"valid_from": "2026-12-01", "tiers": "* 0.100"}, "30 days ahead"),
        ({"valid_from": "2026-01-01", "tiers": "* 0.100"}, "already has a price"),
        ({"valid_from": "2027-06-02", "tiers": "* 0.100"}, "first day of a month"),
        ({"valid_from": "2027-06-01", "tiers": "* -0.100"}, "below zero"),
        ({"valid_from": "2027-06-01", "tiers": "100 0.200\n50 0.100\n* 0.050"}, "must end above"),
        ({"valid_from": "2027-06-01", "tiers": "* 0.1", "minimum": "9", "cap": "8"}, "cap is below"),
        ({"valid_from": "2027-06-01", "flat": "9"}, "no such price"),
    ],
)  # fmt: skip
def test_a_price_that_breaks_a_rule_is_refused_by_its_name(noor, desk, typed, refusal):
    with as_platform():
        plan_id = db.session.scalars(select(PlanRow.id).where(PlanRow.code == "claims")).one()
    page = desk("tariq").post("platform_admin.price", typed, status=422, plan_id=plan_id)
    assert refusal in " ".join(page.errors)


def test_a_price_is_announced_and_a_plan_goes_off_sale(noor, desk, as_):
    tariq = desk("tariq")
    new = {"code": "gold", "kind": "per_claim", "name_en": "Gold", "name_ar": "ذهبية"}
    pricing = tariq.post("platform_admin.add_plan", new, status=303).location
    tariq.post(pricing, {"valid_from": "2026-12-01", "tiers": "100 0.200\n* 0.100"}, status=303)
    assert "0.200" in tariq.get("platform_admin.prices").text
    assert "Gold" in as_("amal").get("plans.change").text
    tariq.post(pricing.replace("/price", "/stop"), {}, status=303)
    assert "Gold" not in as_("amal").get("plans.change").text
    assert "code exists" in tariq.post("platform_admin.add_plan", new, status=422).text


def test_figures_count_what_was_billed_and_files_say_the_same(noor, desk, days, inside):
    with inside("amal"):
        # Forty of the hundred needed no second claim of their chain.
        first = USAGE.update().where(USAGE.c.claim_number < "C-2026-000040")
        db.session.execute(first.values(claim_id=USAGE.c.root_claim_id))
        db.session.commit()
    days(date(2026, 12, 5))
    with as_platform():
        billing.finalise(noor["tenant_id"], noor["invoice_id"])
        db.session.commit()
    tariq = desk("tariq")
    row = tariq.get("platform_admin.figures").rows()
    november = next(one for one in row if one[0] == "2026-11" and len(one) == 7)
    assert november[1:] == ["OMR 15.000", "100", "40", "1", "1", "0"]
    assert "2026-11,15.000,100,40,1,1,0" in tariq.client.get("/desk/figures.csv").get_data(as_text=True)  # fmt: skip
    of_plans = tariq.client.get("/desk/figures/plans.csv").get_data(as_text=True)
    assert "2026-11,Claims,15.000,100,1" in of_plans


def test_tenants_are_found_by_state_plan_and_name(noor, desk, inside):
    with inside("amal"):
        accept(noor["tenant_id"], date(2026, 12, 1), 37, "E-2026")
        db.session.commit()
    omar = desk("omar")
    for query, names in (
        ("plan=claims", ["Noor Clinic"]),
        ("name=seeb", ["Seeb Clinic"]),
        ("name=DEMO-P-WADI", ["Wadi Pharmacy"]),
        ("state=closed", []),
    ):
        rows = omar.get(f"/desk?{query}").rows()
        assert [row[0].partition(" DEMO")[0] for row in rows] == names
    assert "37" in omar.get("/desk?plan=claims").rows()[0]
    assert "Noor" not in omar.client.get("/desk/tenants.csv?state=closed").get_data(as_text=True)


def test_support_sees_no_money_and_reviewers_neither(noor, desk):
    lina = desk("lina")
    page = lina.get("platform_admin.tenant", tenant_id=noor["tenant_id"])
    assert ("Noor Clinic" in page.text, "Plan and use" in page.text) == (True, False)
    assert lina.get("platform_admin.invoices", status=403).status == 403


def test_the_trail_is_filtered_and_leaves_as_a_file(noor, desk):
    omar = desk("omar")
    omar.post("platform_admin.enter", {"bank_reference": "B-9", "booked_on": "2026-11-30", "amount": "1"}, status=303)  # fmt: skip
    shown = omar.get("/desk/trail?event=payment.entered").rows()
    assert [row[3] for row in shown] == ["Payment entered"]
    assert omar.get("/desk/trail?first=x", status=422).errors
    file = omar.client.get("/desk/trail.csv?event=payment.entered").get_data(as_text=True)
    assert (file.count("Payment entered"), "Trail" in file) == (1, False)
    assert omar.get("/desk/trail?event=audit.downloaded").rows()
