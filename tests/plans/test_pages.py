"""The owner's pages, and who else may see them; what a late payment freezes, and what it never does."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.kernel.clock import today
from app.kernel.db import db
from app.plans import billing, books, freezing, metering, selling, settling, subscribing, telling
from app.plans.accounts import Terms
from app.plans.billing import INVOICES, LINES
from app.plans.books import USAGE
from app.plans.errors import PriceStays
from app.plans.models import PlanChange, PlanRow, UsageEvent
from app.plans.pricing import Price, Tier
from app.plans.proration import Month
from tests.factories.mode import be_live
from tests.factories.plans import seen_on
from tests.onboarding.conftest import letters
from tests.papers import words_of
from tests.plans.conftest import CLAIMS, USERS, accept, at_desk

NOVEMBER = Month(2026, 11)
STEPS = (
    "Each month OMR 10.000 (with VAT OMR 10.500 ) "
    "Each further user, each month; 3 are included OMR 2.000 (with VAT OMR 2.100 ) "
    "Claims 1 to 100 of a month, each OMR 0.000 (with VAT OMR 0.000 ) "
    "Claims 101 to 500 of a month, each OMR 0.120 (with VAT OMR 0.126 ) "
    "Claims of a month from 501 on, each OMR 0.080 (with VAT OMR 0.084 ) "
    "Claims of a month, at least OMR 15.000 (with VAT OMR 15.750 ) "
    "Claims of a month, at most OMR 60.000 (with VAT OMR 63.000 )"
)
NEWER = {"claims": {"tiers": (Tier(None, Decimal("0.200")),)}, "users": {"seat": Decimal("9.000")}}


@pytest.fixture
def used(noor, inside, days):
    """November by claim from the 16th, 30 claims, final on 5 December."""
    with inside("amal"):
        subscribing.choose(noor, USERS, "now")
        db.session.commit()
    days(date(2026, 11, 16))
    with inside("amal"):
        subscribing.choose(noor, CLAIMS, "now")
        accept(noor, date(2026, 11, 20), 300)
        db.session.commit()
    days(date(2026, 12, 1))
    with at_desk():
        identity = billing.close(noor, NOVEMBER)
    days(date(2026, 12, 5))
    with at_desk():
        billing.finalise(noor, identity)
        line = db.session.scalar(select(LINES.c.id).where(LINES.c.reason == "claims"))
    return identity, line


def test_an_owner_reads_the_invoice_down_to_the_single_claim(used, as_):
    invoice_id, line_id = used
    amal = as_("amal")
    assert "MAIN-INV-000001" in amal.get("plans.invoices").text
    page = amal.get("plans.invoice", invoice_id=invoice_id)
    assert "29.000" in page.text
    behind = amal.get("plans.behind", invoice_id=invoice_id, line_id=line_id)
    assert behind.text.count("C-2026-") >= 20
    rows = amal.client.get(f"/plan/invoices/{invoice_id}/lines/{line_id}.csv").get_data(
        as_text=True
    )
    assert rows.count("C-2026-") == 300


def test_a_change_is_shown_and_then_written_as_shown(used, as_, inside, days):
    amal = as_("amal")
    body = {"plan": "flat", "when": "now", "add_ons": "sms"}
    shown = amal.post("plans.preview", data=body, status=200)
    assert "54.000" not in shown.text
    assert "52.258" in shown.text  # 27 of 31 days of 60.000
    amal.post("plans.choose", data={**body, "seen": seen_on(shown)}, status=303)
    assert "52.258" in amal.get("plans.index").text
    again = amal.post("plans.choose", data=body, status=422)
    assert "your plan already" in again.text
    with inside("amal"):
        assert db.session.scalars(select(PlanChange.plan).order_by(PlanChange.position)).all() == [
            "users",
            "claims",
            "flat",
        ]


def test_what_would_do_something_else_is_shown_again_and_not_written(used, as_, inside, noor, days):
    amal = as_("amal")
    body = {"plan": "flat", "when": "now"}
    yesterday = {**body, "seen": seen_on(amal.post("plans.preview", data=body, status=200))}
    days(date(2026, 12, 6))
    for stale in (yesterday, body, {**body, "seen": "0" * 64}):
        page = as_("amal").post("plans.choose", data=stale, status=409)
        assert "Something changed since these lines were shown" in " ".join(page.errors)
        assert "50.323" in page.text  # 26 of 31 days of 60.000
    with inside("amal"):
        assert db.session.scalars(select(PlanChange.plan).where(PlanChange.plan == "flat")).all() == []  # fmt: skip
    as_("amal").post("plans.choose", data={**body, "seen": seen_on(page)}, status=303)


def test_a_price_announced_meanwhile_is_shown_before_it_is_agreed_to(used, as_, days):
    days(date(2026, 12, 6))
    body = {"plan": "steps", "when": "now"}
    first = as_("amal").post("plans.preview", data=body, status=200)
    assert "Claims of a month, at least OMR 15.000" in first.text
    assert "(with VAT OMR 0.126 )" in first.text
    newer = Price(valid_from=date(2027, 2, 1), announced_on=date(2026, 12, 6), flat=Decimal(11))
    with at_desk():
        selling.announce("users", replace(newer, flat=Decimal(0), seat=Decimal(9)))
    # Another plan's price is no reason to ask again.
    assert seen_on(as_("amal").post("plans.preview", data=body, status=200)) == seen_on(first)
    with at_desk():
        selling.announce("steps", newer)
    again = as_("amal").post("plans.choose", data={**body, "seen": seen_on(first)}, status=409)
    assert "A new price begins on 1 Feb 2027" in again.text
    assert "OMR 11.550" in again.text
    as_("amal").post("plans.choose", data={**body, "seen": seen_on(again)}, status=303)


def test_every_price_stands_before_the_choice(used, as_):
    page = as_("amal").get("plans.change")
    assert [row[:3] for row in page.rows()] == [
        ["Claims", "By accepted claim", "Each accepted claim OMR 0.150 (with VAT OMR 0.158 )"],
        ["Flat", "Flat, without limit", "Each month OMR 60.000 (with VAT OMR 63.000 )"],
        ["Sms", "Add-on", "The add-on, each month OMR 3.100 (with VAT OMR 3.255 )"],
        ["Steps", "Mixed", STEPS],
        ["Users", "By user", "Each user, each month OMR 8.000 (with VAT OMR 8.400 )"],
    ]  # fmt: skip
    assert "0.150" in as_("amal").get("plans.index").text


def test_a_plan_sold_no_more_is_offered_to_who_has_it_only(used, as_):
    with at_desk():
        selling.stop_selling("claims")
        selling.stop_selling("users")
    page = as_("amal").get("plans.change")
    assert [row[0] for row in page.rows()] == ["Claims", "Flat", "Sms", "Steps"]
    refused = as_("amal").post("plans.preview", data={"plan": "users", "when": "now"}, status=422)
    assert refused.errors
    same = {"plan": "claims", "add_ons": "sms", "when": "now"}
    as_("amal").post("plans.preview", data=same, status=200)


def test_the_operator_grants_a_pause_and_the_owner_only_ends_it(used, as_, inside, noor):
    amal, paused = as_("amal"), {"plan": "claims", "paused": "y", "when": "now"}
    assert 'name="paused"' not in amal.get("plans.change").html
    refused = amal.post("plans.preview", data=paused, status=422)
    assert "already" in refused.text, "the tick says nothing, so nothing changes"
    with at_desk():
        subscribing.choose(noor, Terms("claims", paused=True), "now")
    assert 'name="paused"' in amal.get("plans.change").html
    page = amal.post("plans.preview", data={"plan": "claims", "when": "now"}, status=200)
    amal.post("plans.choose", data={"plan": "claims", "when": "now", "seen": seen_on(page)})
    with inside("amal"):
        assert books.account(noor).terms_on(today()) == Terms("claims")


def test_a_new_price_is_told_when_it_is_announced_and_shortly_before(used, app, as_, days):
    def heard():
        before = len(letters(app))
        with app.app_context():  # As a worker has it, without what a request left behind.
            for _round in range(2):
                telling.tell_everywhere()
        return letters(app)[: len(letters(app)) - before]

    days(date(2026, 12, 6))
    heard()
    with at_desk():
        for code in ("claims", "users"):
            price = Price(
                valid_from=date(2027, 2, 1), announced_on=date(2026, 12, 6), **NEWER[code]
            )
            selling.announce(code, price)
    (told,) = heard()
    assert told.subject.startswith("A new price for your plan")
    assert all(words in told.text for words in ("0.150", "0.200", "1 Feb 2027", "كل مطالبة مقبولة"))
    assert "9.000" not in told.text
    page = as_("amal").get("plans.index")
    assert "A new price begins on 1 Feb 2027" in page.text
    assert "OMR 0.200" in page.text
    days(date(2027, 1, 21))
    assert heard() == []
    days(date(2027, 1, 22))
    assert [one.subject.split(" · ")[0] for one in heard()] == ["The new price of your plan begins soon"]  # fmt: skip


def test_a_price_is_withdrawn_before_it_begins_and_those_who_were_told_hear_of_it(
    used, app, as_, days, desk
):
    def heard():
        before = len(letters(app))
        with app.app_context():
            for _round in range(2):
                telling.tell_everywhere()
        return letters(app)[: len(letters(app)) - before]

    def announce(rials):
        price = Price(valid_from=date(2027, 2, 1), announced_on=today(), tiers=(Tier(None, Decimal(rials)),))  # fmt: skip
        with at_desk():
            selling.announce("claims", price)

    days(date(2026, 12, 20))
    heard()
    announce("2.000")
    assert "2.000" in heard()[0].text
    with at_desk():
        plan_id = db.session.scalars(select(PlanRow.id).where(PlanRow.code == "claims")).one()
    tariq, where = desk("tariq"), f"/desk/plans/{plan_id}/prices"
    assert f"{where}/2027-02-01/withdraw" in tariq.get("platform_admin.prices").html
    tariq.post(f"{where}/2027-02-02/withdraw", {}, status=404)
    tariq.post(f"{where}/soon/withdraw", {}, status=404)
    assert "2.000" in as_("amal").get("plans.index").text
    tariq.post(f"{where}/2027-02-01/withdraw", {}, status=303)
    (gone,) = heard()
    assert gone.subject.startswith("The new price of your plan is withdrawn")
    assert "1 Feb 2027" in gone.text
    assert "2.000" not in as_("amal").get("plans.index").text
    announce("0.200")
    assert "0.200" in heard()[0].text, "the right price for the same day is news"
    with at_desk():
        first = books.catalogue().plan("claims").prices[0].valid_from
    refused = tariq.post(f"{where}/{first}/withdraw", {}, follow=True)
    assert "Only an announced price can be withdrawn" in refused.text


@pytest.mark.parametrize(
    ("day", "withdrawn"), [(date(2027, 1, 31), True), (date(2027, 2, 1), False)]
)
def test_a_price_that_has_begun_stays(used, days, day, withdrawn):
    with at_desk():
        selling.announce("claims", Price(valid_from=date(2027, 2, 1), announced_on=today(), tiers=(Tier(None, Decimal("0.200")),)))  # fmt: skip
    days(day)
    with at_desk():
        if withdrawn:
            selling.withdraw_price("claims", date(2027, 2, 1))
        else:
            with pytest.raises(PriceStays):
                selling.withdraw_price("claims", date(2027, 2, 1))
        assert len(books.catalogue().plan("claims").prices) == (1 if withdrawn else 2)


def test_a_planned_change_waits_and_can_be_withdrawn(used, as_):
    amal = as_("amal")
    body = {"plan": "flat", "when": "renewal"}
    seen = seen_on(amal.post("plans.preview", data=body, status=200))
    amal.post("plans.choose", data={**body, "seen": seen}, status=303)
    assert "Planned change" in amal.get("plans.index").text
    refused = amal.post("plans.choose", data={"plan": "users", "when": "now"}, status=422)
    assert "already planned" in refused.text
    amal.post("plans.withdraw")
    assert "Planned change" not in amal.get("plans.index").text


def test_the_calculator_and_the_seats_read_well_in_both_languages(used, as_):
    amal = as_("amal")
    # November's 300 claims and four people; Nadia, who only reads, is free.
    asked = ["32.000", "36.000", "45.000", "60.000"]
    for language, since, amount in (
        ("en", "1 Jan 2026", "OMR {}"), ("ar", "1 يناير 2026", "{} ر.ع."),
    ):  # fmt: skip
        amal.post("/language", data={"language": language})
        compared = amal.get("plans.compare").rows()[:4]
        assert [row[4] for row in compared] == [amount.format(one) for one in asked]
        assert [row[1:] for row in amal.get("plans.seats").rows()] == [[since, "–"]] * 4


@pytest.mark.parametrize("name", ["badr", "huda", "salim", "nadia"])
def test_what_a_place_pays_is_its_owner_s(used, as_, name):
    client = as_(name)
    doors = ("plans.index", "plans.invoices", "plans.seats", "plans.compare")
    assert {client.get(endpoint, status=403).status for endpoint in doors} == {403}


def test_another_tenant_finds_no_invoice(used, as_):
    invoice_id, line_id = used
    salma = as_("salma")
    assert "MAIN-INV" not in salma.get("plans.invoice", status=404, invoice_id=invoice_id).text
    assert (
        "C-2026"
        not in salma.get("plans.behind", status=404, invoice_id=invoice_id, line_id=line_id).text
    )


def test_day_45_freezes_new_users_and_reports_and_a_payment_opens_them_at_once(
    used, as_, days, noor
):
    invoice_id, _line = used
    amal = as_("amal")
    days(date(2027, 2, 1))  # Due on 19 December: day 44.
    amal = as_("amal")
    assert "30 days late" in amal.get("plans.index").text
    amal.get("access.add_person")
    days(date(2027, 2, 2))
    amal = as_("amal")
    for endpoint in ("access.add_person", "access.invite", "reports.index"):
        assert "waits for a payment" in amal.get(endpoint, status=403).text
    amal.get("eligibility.desk")
    amal.get("claims.index")
    with at_desk():
        owed = db.session.execute(select(INVOICES).where(INVOICES.c.id == invoice_id)).one().gross
        paid = settling.enter(
            settling.Received(bank_reference="B-9", booked_on=date(2027, 2, 2), amount=owed)
        )
        settling.match(paid, noor, invoice_id)
    amal.get("access.add_person")
    amal.get("reports.index")


def test_nothing_that_treats_patients_is_ever_frozen(house):
    """Over the whole URL map: only new people and reports on the screen, and every name of the list exists."""
    known = {rule.endpoint for rule in house.url_map.iter_rules()}
    assert known >= freezing.FROZEN
    assert {name.partition(".")[0] for name in freezing.FROZEN} == {"access", "reports"}
    assert not {
        name for name in freezing.FROZEN if "export" in name or "print" in name or "sign" in name
    }


def accepted(people, number="C-1"):
    from uuid import UUID

    claim = UUID(int=7)
    return metering.Accepted(
        root_claim_id=claim, claim_id=claim, claim_number=number, payer_id=claim, message_id=claim
    )


def test_a_claim_counts_once_comes_back_and_counts_again(noor, inside, people, days):
    with inside("amal"):
        assert metering.is_running() is False
        be_live(noor)
        metering.count(accepted(people))
        metering.count(accepted(people))
        assert len(db.session.scalars(select(UsageEvent)).all()) == 1
        metering.take_back(accepted(people).claim_id)
        assert db.session.scalar(select(USAGE.c.voided_at)) is not None
        days(date(2026, 11, 3))
        metering.count(accepted(people))
        assert db.session.execute(select(USAGE.c.counted_on, USAGE.c.voided_at)).all() == [
            (date(2026, 11, 3), None)
        ]


def test_a_trial_comes_with_the_first_plan_only(noor, inside):
    from app.plans.models import PlanRow

    with at_desk():
        for row in db.session.scalars(select(PlanRow)):
            row.trial_claims = 20
    with inside("amal"):
        subscribing.choose(noor, USERS, "now")
        subscribing.choose(noor, Terms("claims"), "now")
        assert db.session.scalars(
            select(PlanChange.trial_claims).order_by(PlanChange.position)
        ).all() == [20, 20]
        accept(noor, date(2026, 11, 1), 30)
        from app.plans import books

        assert books.account(noor).trial_claims == 20


def test_the_paper_says_both_languages_and_both_tax_numbers(used, as_, inside, tmp_path):
    invoice_id, _line = used
    body = as_("amal").client.get(f"/plan/invoices/{invoice_id}.pdf").data
    said = words_of(body)
    for words in (
        "Tax invoice",
        "MAIN-INV-000001",
        "OM1100000001",
        "29.000",
        "1.450",
        "30.450",
        "Accepted claims",
    ):
        assert words in said
    assert "مقبول" in unicodedata.normalize("NFKC", said)
    assert len(body) < 150_000
