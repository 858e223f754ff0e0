"""Changes of plan, reminders, credits, numbers and the calculator."""

from datetime import date
from decimal import Decimal

import pytest

from app.plans import dunning, errors, preview
from app.plans.accounts import Account, Change, Seat, Terms, decide, planned, withdraw_planned
from app.plans.crediting import credit, follow
from app.plans.estimating import estimates
from app.plans.invoicing import Sums, lines_of
from app.plans.proration import Month
from tests.plans.prices import CATALOGUE

TODAY = date(2026, 11, 16)
START = Account(changes=(Change(date(2026, 11, 1), Terms("users")),), seats=(Seat(date(2026, 11, 1)),) * 5)  # fmt: skip


def test_the_preview_is_what_the_invoice_says():
    shown = preview.apply(CATALOGUE, START, Terms("claims"), preview.NOW, TODAY)
    assert [(line.reason, str(line.net)) for line in shown.lines] == [("unused", "-20.000")]
    assert shown.next_fees == shown.falls_away == ()
    assert lines_of(CATALOGUE, shown.account, Month(2026, 11)) == shown.lines


def test_a_second_change_of_the_day_says_what_falls_away():
    first = preview.apply(CATALOGUE, START, Terms("claims"), preview.NOW, TODAY)
    second = preview.apply(CATALOGUE, first.account, Terms("flat"), preview.NOW, TODAY)
    assert second.falls_away == first.lines
    assert [(line.reason, str(line.net)) for line in second.lines] == [
        ("unused", "-20.000"),
        ("added", "30.000"),
    ]


def test_at_renewal_nothing_moves_before_the_first():
    shown = preview.apply(CATALOGUE, START, Terms("flat"), preview.AT_RENEWAL, TODAY)
    assert shown.change.on == date(2026, 12, 1)
    assert shown.lines == ()
    assert [str(line.net) for line in shown.next_fees] == ["60.000"]
    assert shown.account.terms_on(date(2026, 11, 30)).plan == "users"
    assert planned(shown.account, TODAY) == shown.change
    assert withdraw_planned(shown.account, TODAY) == START


def test_what_cannot_be_decided_is_refused_by_name():
    with pytest.raises(errors.ChangeInPast):
        decide(START, Change(date(2026, 11, 15), Terms("flat")), TODAY)
    with pytest.raises(errors.NothingChanges):
        preview.apply(CATALOGUE, START, Terms("users"), preview.NOW, TODAY)
    with pytest.raises(errors.PlanUnknown):
        preview.apply(CATALOGUE, START, Terms("gold"), preview.NOW, TODAY)
    waiting = preview.apply(CATALOGUE, START, Terms("flat"), preview.AT_RENEWAL, TODAY).account
    with pytest.raises(errors.ChangeOverlaps):
        preview.apply(CATALOGUE, waiting, Terms("claims"), preview.NOW, TODAY)


@pytest.mark.parametrize(
    ("late", "stage", "step"),
    [(-1, "clear", None), (0, "reminded", 0), (6, "reminded", 0), (7, "reminded", 7), (21, "reminded", 21),
     (29, "reminded", 21), (30, "warned", 30), (44, "warned", 30), (45, "read_only", 45), (400, "read_only", 45)],
)  # fmt: skip
def test_the_ladder_of_a_late_invoice(late, stage, step):
    due = date.fromordinal(TODAY.toordinal() - late)
    found = dunning.standing([due], TODAY)
    assert found.stage == stage
    assert found.is_read_only == (late >= 45)
    assert dunning.step_due(due, TODAY, ()) == step
    assert dunning.step_due(due, TODAY, dunning.STEPS) is None


def test_nobody_who_owes_nothing_is_late():
    assert dunning.standing([], TODAY) == dunning.Standing("clear")
    assert dunning.next_step(TODAY, TODAY) == date(2026, 11, 23)
    assert dunning.next_step(date(2026, 1, 1), TODAY) is None


WHOLE = Sums(Decimal("100.000"), Decimal("5.000"))


def test_credits_of_a_line_end_where_the_line_ends():
    line, none = Sums(Decimal("0.450"), Decimal("0.023")), Sums(Decimal("0.000"), Decimal("0.000"))
    first = credit(line, none, WHOLE, Decimal("0.150"))
    assert (str(first.net), str(first.vat)) == ("-0.150", "-0.008")
    rest = credit(line, first, WHOLE, Decimal("0.300"))
    assert (str(rest.net), str(rest.vat)) == ("-0.300", "-0.015")
    for wrong in ("0.301", "0.000", "-0.001"):
        with pytest.raises(errors.CreditTooLarge):
            credit(line, first, WHOLE, Decimal(wrong))


def test_credits_end_where_the_invoice_ends_too():
    """60.000 of claims, 16.000 given back for people: no more than 44.000 can go back."""
    line, none = Sums(Decimal("60.000"), Decimal("3.000")), Sums(Decimal("0.000"), Decimal("0.000"))
    whole = Sums(Decimal("44.000"), Decimal("2.200"))
    assert credit(line, none, whole, Decimal("44.000")) == Sums(
        Decimal("-44.000"), Decimal("-2.200")
    )
    with pytest.raises(errors.CreditTooLarge, match=r"44\.000"):
        credit(line, none, whole, Decimal("44.001"))
    with pytest.raises(errors.CreditTooLarge):
        credit(line, none, Sums(Decimal("-1.000"), Decimal("-0.050")), Decimal("0.001"))


def test_the_last_credit_of_an_invoice_gives_back_the_rest_of_its_vat():
    """Lines of 0.011 and -0.005: VAT of 0.001 and nothing, and 0.006 of net that stands."""
    line, none = Sums(Decimal("0.011"), Decimal("0.001")), Sums(Decimal("0.000"), Decimal("0.000"))
    back = credit(line, none, Sums(Decimal("0.006"), Decimal("0.001")), Decimal("0.006"))
    assert back == Sums(Decimal("-0.006"), Decimal("-0.001"))


def test_numbers_follow_one_another():
    assert follow(0) == 1
    assert follow(41, 42) == 42
    for wrong in (41, 43):
        with pytest.raises(errors.SequenceBroken):
            follow(41, wrong)


def test_the_calculator_lays_the_plans_side_by_side():
    account = Account(seats=START.seats, usage={date(2026, 11, 20): 300})
    found = estimates(CATALOGUE, account, Month(2026, 11))
    assert [(one.plan, str(one.net)) for one in found] == [
        ("steps", "38.000"), ("users", "40.000"), ("claims", "45.000"), ("flat", "60.000"),
    ]  # fmt: skip
