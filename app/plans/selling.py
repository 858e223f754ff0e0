"""The operator's verbs on what is sold: plans and their dated prices. They flush, never commit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import select

from app.audit.trail import note
from app.kernel.clock import today
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.plans import books, pricing
from app.plans.errors import PlanKnown, PlanUnknown, PriceEmpty, PriceStays
from app.plans.models import PlanPrice, PlanRow
from app.plans.pricing import Price


@dataclass(frozen=True, kw_only=True)
class NewPlan:
    """A plan before it has a price."""

    code: str
    kind: str
    name_en: str
    name_ar: str
    trial_claims: int = 0
    claims_limit: int | None = None


def add_plan(new: NewPlan) -> UUID:
    """Write down a plan; it can be chosen once it has a price. Raises PlanKnown."""
    if db.session.scalars(select(PlanRow.id).where(PlanRow.code == new.code)).first():
        raise PlanKnown
    row = PlanRow(
        code=new.code, kind=new.kind, name_en=new.name_en, name_ar=new.name_ar,
        trial_claims=new.trial_claims, claims_limit=new.claims_limit,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    note("plan.added", "plan", row.id, code=new.code, kind=new.kind)
    return row.id


def announce(code: str, price: Price) -> UUID:
    """Tell of a price from a first of a month on, as of today. Raises PlanUnknown, PriceEmpty and as `pricing.announce`."""
    if not any(pricing.parts_of(price)):
        raise PriceEmpty
    row = db.session.scalars(select(PlanRow).where(PlanRow.code == code).with_for_update()).first()
    if row is None:
        raise PlanUnknown
    told = replace(price, announced_on=today())
    pricing.announce(books.catalogue().plan(code), told, today())
    stored = PlanPrice(
        plan_id=row.id, valid_from=told.valid_from, announced_on=told.announced_on, flat=told.flat,
        seat=told.seat, included_seats=told.included_seats,
        tiers=[[tier.up_to, str(tier.unit_price)] for tier in told.tiers],
        minimum=told.minimum, cap=told.cap,
    )  # fmt: skip
    db.session.add(stored)
    db.session.flush()
    note("plan.priced", "plan", row.id, code=code, since=told.valid_from.isoformat())
    return stored.id


def withdraw_price(code: str, valid_from: date) -> None:
    """Take back a price before its first day; those who were told of it are told. Raises PlanUnknown, NotFound, PriceStays."""
    row = db.session.scalars(select(PlanRow).where(PlanRow.code == code).with_for_update()).first()
    if row is None:
        raise PlanUnknown
    prices = db.session.scalars(
        select(PlanPrice)
        .where(PlanPrice.plan_id == row.id, PlanPrice.withdrawn_on.is_(None))
        .order_by(PlanPrice.valid_from)
    ).all()
    wanted = next((one for one in prices if one.valid_from == valid_from), None)
    if wanted is None:
        raise NotFound
    if valid_from <= today() or wanted is prices[0]:
        raise PriceStays
    wanted.withdrawn_on = today()
    note("plan.price_withdrawn", "plan", row.id, code=code, since=valid_from.isoformat())
    db.session.flush()


def stop_selling(code: str) -> None:
    """Nobody new can choose it; who has it keeps it. Raises PlanUnknown."""
    row = db.session.scalars(select(PlanRow).where(PlanRow.code == code)).first()
    if row is None:
        raise PlanUnknown
    row.on_sale = False
    note("plan.withdrawn_from_sale", "plan", row.id, code=code)
