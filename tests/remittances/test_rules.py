"""Accounts that add up, whatever happens: apportioning, postings, judgements, random stories."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.remittances import claim_page, errors, postings, rules
from app.remittances.postings import Advised, Money, contra, posting, signed
from app.remittances.rules import JudgedLine, LineLedger, Movement, after, apportion

OMR = Decimal
ZERO = OMR("0.000")
baisa = st.integers(0, 40_000).map(lambda n: OMR(n).scaleb(-3))
some = st.integers(1, 40_000).map(lambda n: OMR(n).scaleb(-3))


def line(number: int, billed: str, share: str, approved: str) -> JudgedLine:
    return JudgedLine(
        line=number, billed=OMR(billed), patient_share=OMR(share), approved=OMR(approved)
    )


def an_account(*lines: JudgedLine) -> dict[int, LineLedger]:
    return after({}, rules.judged({}, lines))


TWO = an_account(line(1, "12.500", "1.250", "11.250"), line(2, "4.200", "0.420", "0.000"))


@given(amount=baisa, weights=st.lists(baisa, min_size=1, max_size=8))
def test_parts_sum_up_exactly_and_stay_within_their_weights(amount, weights):
    parts = apportion(amount, weights)
    assert sum(parts) == amount
    assert all(part >= 0 for part in parts)
    if amount <= sum(weights):
        assert all(part <= weight for part, weight in zip(parts, weights, strict=True))


def test_one_baisa_over_three_equal_lines():
    assert apportion(OMR("10.000"), [OMR(1)] * 3) == (OMR("3.334"), OMR("3.333"), OMR("3.333"))
    assert apportion(OMR("1.000"), [ZERO, ZERO]) == (OMR("1.000"), ZERO)


def test_a_judgement_opens_an_account_and_a_second_one_moves_only_the_difference():
    assert (TWO[1].outstanding, TWO[2].denied_open) == (OMR("11.250"), OMR("3.780"))
    again = rules.judged(TWO, [line(2, "4.200", "0.420", "3.780")])
    assert again == [Movement(2, "approved", OMR("3.780"))]
    assert rules.judged(TWO, [line(1, "12.500", "1.250", "11.250")]) == []


def test_what_was_let_go_gives_way_when_the_payer_approves_after_all():
    gone = after(TWO, rules.let_go(TWO, 2, OMR("3.780")))
    assert gone[2].denied_open == 0
    won = after(gone, rules.judged(gone, [line(2, "4.200", "0.420", "3.000")]))
    assert (won[2].let_go, won[2].denied_open, won[2].outstanding) == (OMR("0.780"), 0, OMR("3.000"))  # fmt: skip


def test_a_payment_for_the_whole_claim_goes_to_what_is_owed_on_each_line():
    both = an_account(line(1, "10.000", "0", "10.000"), line(2, "5.000", "0", "5.000"))
    first = after(both, posting(both, Money(kind="payment", amount=OMR("10.000"), line=1)))
    rest = after(first, posting(first, Money(kind="payment", amount=OMR("5.000"))))
    assert [one.paid for one in rest.values()] == [OMR("10.000"), OMR("5.000")]
    assert rules.state_of(rest) == rules.SETTLED
    assert rules.is_settled(rest)


def test_refusals_by_name():
    pay = lambda amount, **how: posting(TWO, Money(kind="payment", amount=OMR(amount), **how))  # noqa: E731
    with pytest.raises(errors.OverApproved) as over:
        pay("11.251")
    assert over.value.excess == OMR("0.001")
    assert over.value.code == "over_approved"
    with pytest.raises(errors.OverClaimed):
        pay("15.031")
    with pytest.raises(errors.NothingToTakeBack):
        pay("-0.001")
    with pytest.raises(errors.NoSuchLine):
        pay("1", line=9)
    with pytest.raises(errors.NothingMoves):
        pay("0")
    with pytest.raises(errors.NotJudgedYet):
        posting({}, Money(kind="advance", amount=OMR(1)))


def test_a_person_may_take_more_than_is_owed_and_the_account_says_so():
    over = after(TWO, posting(TWO, Money(kind="payment", amount=OMR("12.000")), over=True))
    assert rules.summed(over).outstanding == OMR("-0.750")
    assert rules.state_of(over) == rules.OVERPAID


def test_taking_back_is_capped_at_what_was_paid_over_many_remittances():
    paid = after(TWO, posting(TWO, Money(kind="payment", amount=OMR("5.000"))))
    back = after(paid, posting(paid, Money(kind="takeback", amount=OMR("-5.000"))))
    assert (back[1].paid, back[1].taken_back, back[1].net_paid) == (OMR("5.000"), OMR("5.000"), 0)
    with pytest.raises(errors.NothingToTakeBack):
        posting(back, Money(kind="takeback", amount=OMR("-0.001")))
    again = after(back, posting(back, Money(kind="payment", amount=OMR("11.250"))))
    assert again[1].outstanding == 0


def test_fees_and_early_payment_cost_but_do_not_reduce_what_was_paid():
    one = after(TWO, posting(TWO, Money(kind="payment", amount=OMR("11.250"))))
    one = after(one, posting(one, Money(kind="fee", amount=OMR("-0.250"))))
    assert (one[1].paid, one[1].fee, one[1].outstanding) == (OMR("11.250"), OMR("0.250"), 0)
    two = after(one, posting(one, Money(kind="early_payment", amount=OMR("-0.100"))))
    assert (two[1].early_payment, two[1].outstanding) == (OMR("0.100"), 0)


def test_what_was_written_off_and_then_paid_comes_back():
    off = after(TWO, rules.write_off(TWO, 1, OMR("11.250")))
    assert rules.state_of(off) == rules.SETTLED
    with pytest.raises(errors.TooMuchToWriteOff):
        rules.write_off(off, 1, OMR("0.001"))
    paid = after(off, posting(off, Money(kind="payment", amount=OMR("11.000"))))
    assert (paid[1].written_off, paid[1].outstanding) == (OMR("0.250"), 0)


def test_a_cancelled_claim_owes_nothing():
    gone = after(TWO, rules.revoked(TWO))
    assert rules.state_of(gone) == rules.REVOKED
    paid = after(TWO, posting(TWO, Money(kind="payment", amount=OMR("1.000"))))
    assert rules.state_of(after(paid, rules.revoked(paid))) == rules.OVERPAID


def test_a_payment_is_not_taken_off_while_it_was_taken_back():
    paid = posting(TWO, Money(kind="payment", amount=OMR("5.000")))
    now = after(TWO, paid)
    assert after(now, contra(now, paid))[1].paid == 0
    back = after(now, posting(now, Money(kind="takeback", amount=OMR("-1.000"))))
    with pytest.raises(errors.StillTakenBack):
        contra(back, paid)


def test_a_complaint_never_takes_away():
    has = TWO[2]
    assert rules.with_complaint(has, OMR("3.780"), OMR("3.780")) == OMR("3.780")
    part = LineLedger(line=1, billed=OMR("10"), approved=OMR("6"))
    assert rules.with_complaint(part, OMR("4"), OMR("3")) == OMR("9")
    assert rules.with_complaint(part, OMR("10"), OMR("3")) == OMR("6")
    assert rules.with_complaint(part, OMR("4"), OMR("40")) == OMR("10")


def test_a_fee_written_either_way_is_a_fee():
    plain = [Advised("payment", OMR("10")), Advised("fee", OMR("-0.5"))]
    turned = [Advised("payment", OMR("10")), Advised("fee", OMR("0.5"))]
    assert signed(plain, OMR("9.5")) == signed(turned, OMR("9.5")) == [OMR("10"), OMR("-0.5")]
    assert signed(turned, OMR("9.4")) is None


# ---- any story ---------------------------------------------------------------------------------

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("payment"), some, st.sampled_from([None, 1, 2, 3])),
        st.tuples(st.just("takeback"), some, st.sampled_from([None, 1, 2, 3])),
        st.tuples(st.just("fee"), some, st.none()),
        st.tuples(st.just("early_payment"), some, st.none()),
        st.tuples(st.just("over"), some, st.none()),
        st.tuples(st.just("write_off"), some, st.sampled_from([1, 2])),
        st.tuples(st.just("let_go"), some, st.sampled_from([1, 2])),
        st.tuples(st.just("judged"), baisa, st.sampled_from([1, 2])),
        st.tuples(st.just("contra"), some, st.none()),
        st.tuples(st.just("revoked"), some, st.none()),
    ),
    max_size=30,
)
BILLED = {1: OMR("20.000"), 2: OMR("7.301")}


def step(now, kind, amount, number, last):
    if kind in ("payment", "over"):
        return posting(now, Money(kind="payment", amount=amount, line=number), over=kind == "over")
    if kind in postings.LINE_KINDS:
        return posting(now, Money(kind=kind, amount=-amount, line=number))
    if kind == "judged":
        approved = min(amount, BILLED[number])
        one = JudgedLine(line=number, billed=BILLED[number], patient_share=ZERO, approved=approved)
        return rules.judged(now, [one])
    if kind == "contra":
        return contra(now, last)
    if kind == "revoked":
        return rules.revoked(now)
    return getattr(rules, kind)(now, number, amount)


@settings(max_examples=400, deadline=None)
@given(steps=STEPS)
def test_any_story_adds_up_and_nothing_falls_below_zero(steps):
    now = an_account(*(line(n, str(billed), "0", str(billed)) for n, billed in BILLED.items()))
    entries = [(one.line, kind, getattr(one, kind)) for one in now.values() for kind in rules.KINDS]
    last: list[Movement] = []
    for kind, amount, number in steps:
        try:
            moved = step(now, kind, amount, number, last)
        except (errors.MoneyRefusal, errors.StillTakenBack, errors.TooMuchToLetGo, errors.TooMuchToWriteOff):  # fmt: skip
            continue
        last = [] if kind == "contra" else moved if kind in ("payment", "over") else last
        entries += [(one.line, one.kind, one.amount) for one in moved]
        now = after(now, moved)
        assert now == rules.account(entries), "the ledger and the account are one"
        for one in now.values():
            assert one.billed == one.patient_share + one.approved + one.denied_open + one.let_go
            assert one.outstanding == one.approved - one.paid + one.taken_back - one.written_off
            assert one.net_paid >= 0
            assert one.taken_back >= 0
            assert one.let_go >= 0
            assert 0 <= one.written_off <= max(one.owed, ZERO)
            assert one.denied_open >= 0


USUAL = ["billed", "patient_share", "approved", "paid", "outstanding"]


@pytest.mark.parametrize(
    ("moved", "shown"),
    [
        ({}, USUAL),
        ({"taken_back": Decimal("1.000")}, [*USUAL[:4], "taken_back", USUAL[4]]),
        ({"approved": Decimal("4.000")}, [*USUAL[:3], "denied_open", *USUAL[3:]]),
        (
            {"approved": Decimal("4.000"), "let_go": Decimal("5.000")},
            [*USUAL[:3], "let_go", *USUAL[3:]],
        ),
    ],
)
def test_the_account_of_a_claim_has_the_columns_that_tell_something(moved, shown):
    usual = {"billed": Decimal("10.000"), "patient_share": Decimal("1.000"), "approved": Decimal("9.000")}  # fmt: skip
    lines = [LineLedger(line=1, **usual), LineLedger(line=2, **{**usual, **moved})]

    assert claim_page._columns(lines) == shown
    assert claim_page._amounts(lines[0], USUAL) == [*usual.values(), None, Decimal("9.000")]
