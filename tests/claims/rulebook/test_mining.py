"""Patterns in own refusals, counted by hand: support, precision, lift, and what is not worth a rule."""

from __future__ import annotations

from decimal import Decimal

from app.claims.rulebook.mining import FEWEST, JudgedLine, candidates, patterns

OK, BAD = "", "AUTH-1"


def lines(count, reason=OK, amount="5", **features):
    rial = Decimal(amount) if reason else Decimal(0)
    return [JudgedLine(features, reason, rial)] * count


def usual(count=40):
    """Lines that were paid, none like the other."""
    return [JudgedLine({"service": f"S-{n}", "payer": "P9", "principal": f"D-{n}"}, OK) for n in range(count)]  # fmt: skip


def test_three_refusals_of_one_service():
    (found,) = candidates([*usual(), *lines(3, BAD, service="MRI")])
    assert found.pattern == (("service", "MRI"),)
    assert (found.reason, found.support, found.matched) == (BAD, 3, 3)
    assert found.precision == Decimal("1.0000")
    assert found.lift == Decimal("14.33")  # 1 / (3 / 43)
    assert found.amount == Decimal(15)


def test_never_on_fewer_than_three():
    assert FEWEST == 3
    assert candidates([*usual(), *lines(2, BAD, service="MRI")]) == []
    assert candidates([*usual(), *lines(2, BAD, service="MRI"), *lines(2, "OTHER", service="MRI")]) == []  # fmt: skip


def test_precision_on_both_sides_of_its_edge():
    refused = lines(3, BAD, service="MRI")
    assert candidates([*usual(), *refused, *lines(2, OK, service="MRI")])[0].precision == Decimal("0.6000")  # fmt: skip
    assert candidates([*usual(), *refused, *lines(3, OK, service="MRI")]) == []


def test_no_lift_no_rule():
    """Where every second line is refused for it anyway, the pattern says nothing."""
    everywhere = [JudgedLine({"service": f"S-{n}"}, BAD if n % 2 else OK, Decimal(1)) for n in range(40)]  # fmt: skip
    assert candidates([*everywhere, *lines(3, BAD, service="MRI")]) == []


def test_a_pair_only_where_it_is_surer_than_either():
    by_alpha = lines(4, BAD, service="MRI", payer="ALPHA")
    by_beta = lines(4, OK, service="MRI", payer="BETA")
    other = lines(8, OK, service="LAB", payer="ALPHA")
    (found,) = candidates([*usual(), *by_alpha, *by_beta, *other])
    assert found.pattern == (("payer", "ALPHA"), ("service", "MRI"))
    assert (found.support, found.matched) == (4, 4)


def test_the_wider_pattern_where_it_says_the_same():
    (found,) = candidates([*usual(), *lines(2, BAD, service="MRI", payer="A"), *lines(2, BAD, service="MRI", payer="B")])  # fmt: skip
    assert found.pattern == (("service", "MRI"),)


def test_the_dearest_first_and_each_refusal_once():
    cheap = lines(3, BAD, "1", service="LAB")
    dear = lines(3, BAD, "90", service="MRI", principal="M54", practitioner="dr")
    found = candidates([*usual(), *cheap, *dear])
    assert [one.amount for one in found] == [Decimal(270), Decimal(3)]


def test_the_same_pattern_has_the_same_key():
    first = candidates([*usual(), *lines(3, BAD, service="MRI")])[0].key
    later = candidates([*usual(9), *lines(7, BAD, service="MRI")])[0].key
    assert first == later == "AUTH-1|service=MRI"


def test_features_that_are_missing_make_no_pattern():
    assert patterns({"payer": "A"}) == []
    assert patterns({"payer": "A", "service": "X", "principal": ""}) == [
        (("service", "X"),),
        (("payer", "A"), ("service", "X")),
    ]
    assert candidates([]) == []
