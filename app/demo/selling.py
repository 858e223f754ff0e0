"""What the operator sells, and what the two clinics and the pharmacy pay: last month is invoiced."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from app.kernel import clock
from app.kernel.clock import telling
from app.kernel.db import PLATFORM_ENGINE, db
from app.plans import billing, selling, subscribing
from app.plans.accounts import Terms
from app.plans.models import LegalEntity
from app.plans.preview import NOW
from app.plans.pricing import ADD_ON, HYBRID, PER_CLAIM, PER_USER, UNLIMITED, Price, Tier
from app.plans.proration import Month
from app.tenants.scope import as_platform, in_tenant

STEPS = (Tier(200, Decimal("0.000")), Tier(1000, Decimal("0.120")), Tier(None, Decimal("0.080")))
BY_CLAIM = (Tier(1000, Decimal("0.150")), Tier(None, Decimal("0.100")))
OFFERS = (
    (selling.NewPlan(code="unlimited", kind=UNLIMITED, name_en="Unlimited", name_ar="بلا حدود", trial_claims=20), {"flat": Decimal("95.000")}),
    (selling.NewPlan(code="users", kind=PER_USER, name_en="By user", name_ar="بالمستخدم", trial_claims=20), {"seat": Decimal("8.000")}),
    (selling.NewPlan(code="claims", kind=PER_CLAIM, name_en="By claim", name_ar="بالمطالبة", trial_claims=20),
     {"tiers": BY_CLAIM, "minimum": Decimal("10.000"), "cap": Decimal("120.000")}),
    (selling.NewPlan(code="clinic", kind=HYBRID, name_en="Clinic", name_ar="العيادة", claims_limit=400),
     {"flat": Decimal("25.000"), "seat": Decimal("3.000"), "included_seats": 3, "tiers": STEPS}),
    (selling.NewPlan(code="messages", kind=ADD_ON, name_en="Text messages", name_ar="الرسائل النصية"), {"flat": Decimal("6.500")}),
)  # fmt: skip


def sell(tenants: tuple[UUID, ...]) -> None:
    """Plans with prices, a plan for each of these, last month final; nothing without the operator's role. Commits."""
    if PLATFORM_ENGINE not in db.engines:
        return
    last = Month.of(clock.today()).before
    with telling(_morning(last.before.first)), as_platform():
        _offer(last.before.first)
        db.session.commit()
    for tenant_id in tenants:
        with telling(_morning(last.first)), in_tenant(tenant_id):
            subscribing.choose(tenant_id, Terms("clinic", frozenset({"messages"})), NOW)
            db.session.commit()
        _invoice(tenant_id, last.before)


def _offer(since: date) -> None:
    db.session.add(
        LegalEntity(
            code="demo", name_en="Maqbul Demo LLC", name_ar="مقبول للعرض ش.م.م", vatin="OM1100000001",
            address_en="Al Khuwair, Muscat", address_ar="الخوير، مسقط", cr_number="DEMO-1000001",
            bank="Demo Bank", iban="OM00DEMO0000000001",
        )
    )  # fmt: skip
    for plan, price in OFFERS:
        selling.add_plan(plan)
        with telling(_morning(since)):
            selling.announce(plan.code, Price(valid_from=since, announced_on=since, **price))


def _invoice(tenant_id: UUID, month: Month) -> None:
    closes = month.next.first
    with telling(_morning(closes)), as_platform():
        identity = billing.close(tenant_id, month)
        db.session.commit()
    if identity is None:
        return
    with telling(_morning(closes + timedelta(days=5))), as_platform():
        billing.finalise(tenant_id, identity)
        db.session.commit()


def _morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 5, tzinfo=UTC)
