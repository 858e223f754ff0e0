"""Prices: steps, announcements, and what is refused."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.plans import errors
from app.plans.pricing import Price, Tier, announce, check_price, steps
from tests.plans.prices import FLAT, LONG_AGO, STEPS

TIERS = STEPS.prices[0].tiers


@pytest.mark.parametrize(
    ("claims", "told"),
    [
        (0, []),
        (100, [(100, "0.000")]),
        (101, [(100, "0.000"), (1, "0.120")]),
        (500, [(100, "0.000"), (400, "0.120")]),
        (750, [(100, "0.000"), (400, "0.120"), (250, "0.080")]),
    ],
)
def test_claims_fill_the_steps_one_after_the_other(claims, told):
    assert [(step.quantity, str(step.unit_price)) for step in steps(TIERS, claims)] == told


def price(**parts):
    return Price(valid_from=parts.pop("valid_from", LONG_AGO), announced_on=LONG_AGO, **parts)


@pytest.mark.parametrize(
    ("kind", "wrong", "refusal"),
    [
        ("per_claim", price(tiers=(Tier(None, Decimal("-0.001")),)), errors.NegativeTier),
        ("unlimited", price(flat=Decimal("-1.000")), errors.NegativeTier),
        ("per_claim", price(tiers=(Tier(10, Decimal(1)), Tier(10, Decimal(1)), Tier(None, Decimal(1)))), errors.TiersBroken),
        ("per_claim", price(tiers=(Tier(10, Decimal(1)),)), errors.TiersBroken),
        ("per_claim", price(tiers=(Tier(None, Decimal(1)), Tier(None, Decimal(1)))), errors.TiersBroken),
        ("unlimited", price(seat=Decimal(1)), errors.PriceOfOtherKind),
        ("per_user", price(tiers=(Tier(None, Decimal(1)),)), errors.PriceOfOtherKind),
        ("hybrid", price(minimum=Decimal(9), cap=Decimal(8)), errors.CapBelowMinimum),
        ("unlimited", price(flat=Decimal(1), valid_from=date(2026, 1, 2)), errors.PriceMidMonth),
    ],
)  # fmt: skip
def test_an_unsound_price_is_refused_by_the_name_of_its_rule(kind, wrong, refusal):
    with pytest.raises(refusal):
        check_price(kind, wrong)
    assert refusal.sentence


def test_a_new_price_is_announced_in_time_and_holds_from_its_day():
    dearer = price(flat=Decimal("70.000"), valid_from=date(2026, 4, 1))
    announced = announce(FLAT, replace(dearer, announced_on=date(2026, 3, 2)), date(2026, 3, 2))
    assert announced.announced(date(2026, 3, 31)).flat == Decimal("70.000")
    assert announced.announced(date(2026, 4, 1)) is None
    assert announced.price_on(date(2026, 3, 31)).flat == Decimal("60.000")
    assert announced.price_on(date(2026, 4, 1)).flat == Decimal("70.000")
    with pytest.raises(errors.PriceOverlaps):
        announce(announced, dearer, date(2026, 3, 2))
    with pytest.raises(errors.PriceTooSoon):
        announce(FLAT, dearer, date(2026, 3, 3))


def test_a_first_price_needs_no_notice_and_begins_in_no_month_that_is_over():
    new = replace(FLAT, prices=())
    first = price(flat=Decimal("60.000"), valid_from=date(2026, 3, 1))
    assert announce(new, first, date(2026, 3, 31)).prices == (first,)
    with pytest.raises(errors.PriceInPast):
        announce(new, first, date(2026, 4, 1))


def test_before_its_first_price_a_plan_is_not_on_sale():
    with pytest.raises(errors.PlanUnknown):
        FLAT.price_on(date(2025, 12, 31))
