"""Plans as the tests sell them."""

from datetime import date
from decimal import Decimal

from app.plans.pricing import Catalogue, Plan, Price, Tier

LONG_AGO = date(2026, 1, 1)


def plan(code, kind, since=LONG_AGO, **price):
    return Plan(
        code=code, kind=kind, prices=(Price(valid_from=since, announced_on=since, **price),)
    )


def each(amount):
    return (Tier(None, Decimal(amount)),)


USERS = plan("users", "per_user", seat=Decimal("8.000"))
CLAIMS = plan("claims", "per_claim", tiers=each("0.150"))
FLAT = plan("flat", "unlimited", flat=Decimal("60.000"))
STEPS = plan(
    "steps", "hybrid", flat=Decimal("10.000"), seat=Decimal("2.000"), included_seats=3,
    tiers=(Tier(100, Decimal("0.000")), Tier(500, Decimal("0.120")), Tier(None, Decimal("0.080"))),
    minimum=Decimal("15.000"), cap=Decimal("60.000"),
)  # fmt: skip
SMS = plan("sms", "add_on", flat=Decimal("3.100"))
CATALOGUE = Catalogue({one.code: one for one in (USERS, CLAIMS, FLAT, STEPS, SMS)})
