"""The numbers of reports against sums made by hand, and the same numbers in every dress."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest

from app.claims.models import Claim
from app.disputes.models import Dispute
from app.kernel.clock import now, today
from app.kernel.db import db
from app.kernel.sheets import read_table
from app.remittances.models import ClaimAccount, LedgerEntry
from app.remittances.rules import PAID, TAKEN_BACK
from app.reports.catalogue import FAMILIES
from app.reports.families import (
    cycles,
    details,
    doctors,
    payments,
    receivable,
    refusals,
    rejected,
    speed,
    summary,
    years,
)
from app.reports.values import Wanted
from app.tenants.scope import current_tenant_id
from tests.factories import clinic, money

ALWAYS = Wanted(first=date(2020, 1, 1), last=date(2030, 1, 1))


@pytest.fixture
def october(past):
    """Six claims: two approved at once, one at the second try, one cut, one denied, one rejected, one waiting."""
    past("approved", approved="10.000")
    past("approved", approved="10.000", payer=clinic.GAMMA)
    past("approved", approved="10.000", attempts=2)
    past("partial", asked="20.000", approved="15.000", reason="MNEC-003", days_ago=40)
    past("denied", asked="8.000", approved="0.000", reason="AUTH-001")
    past("none", status="rejected", asked="7.000", days_ago=95)
    past("none", status="sent", asked="6.000")


def test_sums_by_insurer(october, in_noor):
    report = summary.by_payer(ALWAYS)
    alpha = next(row for row in report.rows if row[0] == "AlphaCare")
    # claims, asked, approved, not approved, waiting, first pass
    assert alpha[1:6] == (
        6,
        Decimal("61.000"),
        Decimal("35.000"),
        Decimal("13.000"),
        Decimal("6.000"),
    )
    assert alpha[6] == Decimal("0.2000")
    assert report.foot is not None
    assert report.foot[1:6] == (
        7,
        Decimal("71.000"),
        Decimal("45.000"),
        Decimal("13.000"),
        Decimal("6.000"),
    )
    assert report.foot[6] == Decimal("0.3333")


def test_every_view_of_the_sums_comes_to_the_same(october, in_noor):
    feet = {view(ALWAYS).foot for view in (summary.by_payer, summary.by_month, summary.by_kind)}
    assert len(feet) == 1


def test_why_it_was_not_approved(october, in_noor):
    report = refusals.by_reason(ALWAYS)
    assert [(row[0], row[2], row[3], row[4]) for row in report.rows] == [
        ("AUTH-001", "Approval", 1, Decimal("8.000")), ("MNEC-003", "Diagnosis", 1, Decimal("5.000")),
    ]  # fmt: skip
    assert report.rows[-1][5] == Decimal("1.0000")
    assert refusals.by_box(ALWAYS).foot == (None, 2, Decimal("13.000"), None)


def test_what_would_have_helped_a_doctor(october, in_noor):
    (row,) = doctors.overview(ALWAYS).rows
    assert row[1:5] == (5, 2, Decimal("0.4000"), Decimal("13.000"))
    assert row[5] == "Approval"
    assert doctors.coaching(ALWAYS).foot[2] == doctors.reasons(ALWAYS).foot[5] == Decimal("13.000")


def test_rejected_claims_have_ages(october, in_noor):
    report = rejected.by_payer(ALWAYS)
    assert report.rows == [("AlphaCare", 1, Decimal("7.000"), 0, 0, 0, Decimal("7.000"))]
    (claim,) = rejected.claims(ALWAYS).rows
    assert claim[2] == 95


def test_first_pass_leaves_out_what_waits(october, in_noor):
    report = speed.first_pass(ALWAYS)
    assert report.foot == (None, 6, Decimal("0.3333"))


def test_what_was_taken_back_before_it_left_is_no_sending(past, request):
    past("approved", approved="10.000", attempts=2, withdrawals=1)
    past("approved", approved="10.000", attempts=3, withdrawals=1)
    past("none", status="sent", attempts=2, withdrawals=1)
    request.getfixturevalue("in_noor")
    assert speed.first_pass(ALWAYS).foot == (None, 2, Decimal("0.5000"))


@pytest.mark.parametrize("status", ["rejected", "closed", "draft"])
def test_what_was_rejected_stays_a_first_pass_that_failed(past, request, status):
    """Whether it waits, was closed or is being put right: no verb of ours makes the rate better."""
    past("approved", approved="10.000")
    past("none", status=status)
    request.getfixturevalue("in_noor")
    assert speed.first_pass(ALWAYS).foot == (None, 2, Decimal("0.5000"))


def test_a_draft_that_never_left_is_in_no_report(past, request):
    past("approved", approved="10.000")
    past("none", status="draft", attempts=0)
    past("none", status="draft", attempts=2, withdrawals=2)
    request.getfixturevalue("in_noor")
    assert speed.first_pass(ALWAYS).foot == (None, 1, Decimal("1.0000"))
    assert summary.by_payer(ALWAYS).foot[1] == 1


@pytest.mark.parametrize(("many", "shown"), [(4, (None, None)), (5, (3.0, 3.0))])
def test_few_answers_show_no_speed(past, request, many, shown):
    for _ in range(many):
        past("approved", approved="10.000", took=3)
    request.getfixturevalue("in_noor")
    assert speed.to_answer(ALWAYS).rows == [("AlphaCare", many, *shown)]


def test_months_stand_beside_the_year_before(past, request):
    """It is 22 November 2026, in Jumada al-Akhirah 1448; a Hijri year before was early December 2025."""
    past("approved", approved="10.000", asked="10.000")
    past("approved", approved="6.000", asked="6.000", days_ago=366)
    past("approved", approved="5.000", asked="5.000", days_ago=354)
    past("denied", asked="4.000", approved="0.000", days_ago=40)
    request.getfixturevalue("in_noor")
    year = Wanted(first=date(2026, 10, 1), last=date(2026, 11, 22))
    report = years.by_gregorian_month(year)
    november, october = report.rows
    assert november == (
        "2026-11",
        1,
        Decimal("10.000"),
        Decimal("10.000"),
        1,
        Decimal("6.000"),
        Decimal("0.6667"),
        0,
        0,
    )
    assert october[:7] == ("2026-10", 1, Decimal("4.000"), 0, 0, 0, None)
    assert report.foot[1:7] == (
        2,
        Decimal("14.000"),
        Decimal("10.000"),
        1,
        Decimal("6.000"),
        Decimal("1.3333"),
    )
    newest = years.by_hijri_month(year).rows[0]
    assert newest[0] == "Jumada al-Akhirah 1448"
    assert newest[4:6] == (1, Decimal("5.000"))


def test_details_and_lines_add_up_alike(october, in_noor):
    claims, lines = details.claims(ALWAYS), details.lines(ALWAYS)
    assert claims.foot is not None
    assert lines.foot is not None
    assert claims.foot[9:] == lines.foot[7:9] == (Decimal("71.000"), Decimal("45.000"))


@pytest.fixture
def unsent(past):
    past("none", status="draft", asked="99.000", attempts=0)


def test_a_filter_narrows_and_a_draft_counts_nowhere(october, unsent, in_noor):
    narrow = Wanted(first=date(2026, 10, 1), last=date(2026, 10, 31))
    assert summary.by_payer(narrow).foot[1:3] == (1, Decimal("20.000"))
    assert summary.by_payer(ALWAYS).foot[2] == Decimal("71.000")


@pytest.mark.parametrize("key", FAMILIES)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_view_is_a_page(as_, october, key, language):
    amal = as_("amal")
    if language == "ar":
        amal.post("/language", {"language": "ar", "next": "/account"})
    for tab in FAMILIES[key].tabs:
        shown = amal.get("reports.show", key=key, tab=tab.key, period="year")
        # Nothing was paid or disputed in October; whatever is empty says so instead of showing an empty table.
        is_empty = key in {"payments", "cycles"} or tab.key == "money"
        assert bool(shown.all("table")) != is_empty, tab.key
        assert bool(shown.with_class("empty-state")) == is_empty


def test_the_page_the_sheet_and_the_csv_say_the_same(as_, october):
    amal = as_("amal")
    asked = {"key": "summary", "tab": "payer", "period": "year"}
    page = amal.get("reports.show", **asked)
    files = {kind: amal.get("reports.export", kind=kind, **asked).response.get_data() for kind in ("csv", "xlsx")}  # fmt: skip
    lines = list(csv.reader(io.StringIO(files["csv"].decode("utf-8-sig"))))
    sheet = read_table(files["xlsx"])
    assert len(lines) == 4
    assert [line[2] for line in lines[1:]] == ["61.000", "10.000", "71.000"]
    assert [Decimal(row[2]) for row in sheet[1:]] == [Decimal(61), Decimal(10), Decimal(71)]
    for amount in ("OMR 61.000", "OMR 10.000", "OMR 71.000"):
        assert amount in page.html


def test_a_view_is_kept_found_again_and_removed(as_, october):
    amal, badr = as_("amal"), as_("badr")
    amal.post(
        "reports.save",
        {"name": "Ours", "role": "claims_officer"},
        key="summary",
        tab="payer",
        period="month",
    )
    assert "Ours" in amal.get("reports.index").html
    assert "Ours" in badr.get("reports.index").html
    assert "Ours" not in as_("nadia").get("reports.index").html
    page = amal.post("reports.save", {"name": "Ours"}, key="summary", status=422)
    assert page.errors == ["You have a view of this name already. Choose another name."]


def test_filters_that_make_no_sense_narrow_nothing(as_, october):
    amal = as_("amal")
    nonsense = {"payer": "x", "period": "never", "first": "2026-02-31"}
    # The last 90 days, which the claim of 95 days ago is not in.
    assert "OMR 64.000" in amal.get("reports.show", key="summary", **nonsense).html


def test_a_long_list_is_cut_on_the_page_and_says_so(as_, october, monkeypatch):
    monkeypatch.setattr("app.reports.printing.ROWS_ON_A_PAGE", 3)
    shown = as_("amal").get("reports.show", key="details", period="year")
    assert "The first rows only" in shown.html
    whole = as_("amal").get("reports.export", key="details", kind="csv", period="year")
    assert len(whole.response.get_data().splitlines()) == 1 + 7 + 1


@pytest.fixture
def paid(past, inside):
    """Three judged claims: paid in full, paid in part with money taken back, not paid; and one that waits."""
    accounts = {
        past("approved", approved="10.000"): ("10.000", "0.000"),
        past("approved", approved="20.000", asked="20.000", days_ago=40): ("15.000", "5.000"),
        past("approved", approved="8.000", asked="8.000", attempts=2): ("0.000", "0.000"),
    }
    past("none", status="sent", asked="6.000")
    with inside("amal"):
        for claim_id, (came, went) in accounts.items():
            account(claim_id, Decimal(came), Decimal(went))
        db.session.commit()


def account(claim_id, came: Decimal, went: Decimal) -> None:
    """What the ledger of a claim comes to, as posting would have left it."""
    claim = db.session.get_one(Claim, (current_tenant_id(), claim_id))
    db.session.add(
        ClaimAccount(
            claim_id=claim.id, payer_id=claim.payer_id, service_date=claim.service_date, judged_on=today(),
            first_paid_on=today() + timedelta(days=7) if came else None, state="expected", billed=claim.net,
            approved=claim.approved, paid=came, taken_back=went, outstanding=claim.approved - came + went,
        )
    )  # fmt: skip
    for kind, amount in ((PAID, came), (TAKEN_BACK, went)):
        if amount:
            db.session.add(
                LedgerEntry(claim_id=claim.id, line=1, kind=kind, amount=amount, day=today())
            )


def test_what_is_still_to_come_by_age(paid, in_noor):
    everything = receivable.everything(ALWAYS)
    # insurer, claims, to receive, then the four ages
    assert everything.rows == [
        ("AlphaCare", 3, Decimal("24.000"), Decimal("14.000"), Decimal("10.000"), 0, 0),
    ]  # fmt: skip
    assert receivable.never_answered(ALWAYS).rows[0][1:3] == (1, Decimal("6.000"))
    assert receivable.after_resubmission(ALWAYS).rows[0][1:3] == (1, Decimal("8.000"))


def test_every_view_of_payments_comes_to_the_same(paid, in_noor):
    by_payer, claims, lines = (
        payments.by_payer(ALWAYS),
        payments.claims(ALWAYS),
        payments.lines(ALWAYS),
    )
    assert by_payer.foot == (None, 3, Decimal("38.000"), Decimal("25.000"), Decimal("5.000"), Decimal("18.000"))  # fmt: skip
    assert claims.foot[3:] == by_payer.foot[2:]
    assert lines.foot[4:] == (Decimal("25.000"), Decimal("5.000"))


def test_remittances_of_the_period(paid, inside, request):
    with inside("amal"):
        one = money.a_remittance("RA-77")
        one.paid_on, one.amount = today(), Decimal("25.000")
        db.session.commit()
    request.getfixturevalue("in_noor")
    report = payments.remittances(ALWAYS)
    assert [(row[0], row[3]) for row in report.rows] == [("RA-77", Decimal("25.000"))]
    early = Wanted(first=date(2020, 1, 1), last=date(2020, 2, 1))
    assert payments.remittances(early).rows == []


@pytest.mark.parametrize(("many", "shown"), [(4, (None, None)), (5, (7, 7))])
def test_days_to_the_money_need_five_payments(past, inside, request, many, shown):
    made = [past("approved", approved="10.000") for _ in range(many)]
    with inside("amal"):
        for claim_id in made:
            account(claim_id, Decimal("10.000"), Decimal(0))
        db.session.commit()
    request.getfixturevalue("in_noor")
    assert speed.to_money(ALWAYS).rows == [("AlphaCare", many, *shown)]


@pytest.fixture
def disputed(past, inside):
    """One claim complained about twice: the first attempt won 2.000 of 5.000, the second is not decided."""
    first, second, third = (
        past("partial", asked="10.000", approved="5.000", reason="MNEC-003") for _ in range(3)
    )
    with inside("amal"):
        for following, days, recovered in ((second, 9, "2.000"), (third, 1, None)):
            claim = db.session.get_one(Claim, (current_tenant_id(), first))
            db.session.add(
                Dispute(
                    claim_id=first, root_claim_id=first, following_claim_id=following, payer_id=claim.payer_id,
                    kind="complaint", status="won" if recovered else "sent", at_stake=Decimal("5.000"),
                    recovered=Decimal(recovered) if recovered else None, opened_at=now() - timedelta(days=days),
                    sent_at=now() - timedelta(days=days), decided_at=now() - timedelta(days=days - 4) if recovered else None,
                )
            )  # fmt: skip
        db.session.commit()


def test_what_each_attempt_recovered(disputed, in_noor):
    report = cycles.by_attempt(ALWAYS)
    # attempt, sent, decided, at stake, recovered, share, median days
    assert report.rows == [
        (1, 1, 1, Decimal("5.000"), Decimal("2.000"), Decimal("0.4000"), 4.0),
        (2, 1, 0, 0, 0, None, None),
    ]
    assert cycles.by_kind(ALWAYS).foot[1:5] == cycles.by_payer(ALWAYS).foot[1:5] == (2, 1, Decimal("5.000"), Decimal("2.000"))  # fmt: skip
