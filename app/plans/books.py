"""Reading what is on sale and what a tenant has, as the pure rules want it.

Every question names its tenant: the tenant's own pages ask behind the wall, the operator's desk for any.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Table, Uuid, any_, func, literal, select, text
from sqlalchemy.orm import DeclarativeBase

from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.words import Bilingual
from app.plans.accounts import Account, Change, Seat, Terms
from app.plans.models import LegalEntity, PlanChange, PlanPrice, PlanRow, SeatRow, UsageEvent
from app.plans.pricing import Catalogue, Plan, Price, Tier

ONE_DECISION = text("SELECT pg_advisory_xact_lock(hashtextextended('plan ' || :tenant, 0))")


def table(model: type[DeclarativeBase]) -> Table:
    """The table itself: questions to it name their tenant, since the desk asks for tenants not in scope."""
    found = model.__table__
    assert isinstance(found, Table)  # noqa: S101 - for the type checker: no model maps a join
    return found


CHANGES, SEATS, USAGE = table(PlanChange), table(SeatRow), table(UsageEvent)


def one_at_a_time(tenant_id: UUID) -> None:
    """Decisions and invoices of a tenant wait for each other until the transaction ends."""
    db.session.execute(ONE_DECISION, {"tenant": str(tenant_id)})


def catalogue() -> Catalogue:
    """Everything that has a price, sold any more or not."""
    prices: dict[UUID, list[Price]] = defaultdict(list)
    for row in db.session.scalars(select(PlanPrice).where(PlanPrice.withdrawn_on.is_(None))):
        prices[row.plan_id].append(price_of(row))
    plans = db.session.scalars(select(PlanRow).order_by(PlanRow.code))
    return Catalogue(
        {
            row.code: Plan(
                code=row.code, kind=row.kind, prices=tuple(prices[row.id]),
                trial_claims=row.trial_claims, claims_limit=row.claims_limit,
            )
            for row in plans
        }
    )  # fmt: skip


def price_of(row: PlanPrice) -> Price:
    """The stored price as the rules know it."""
    tiers = tuple(Tier(up_to, Decimal(amount)) for up_to, amount in row.tiers)
    return Price(
        valid_from=row.valid_from, announced_on=row.announced_on, flat=row.flat, seat=row.seat,
        included_seats=row.included_seats, tiers=tiers, minimum=row.minimum, cap=row.cap,
    )  # fmt: skip


@dataclass(frozen=True)
class OnSale:
    """A plan that can be chosen now, as pages name it."""

    code: str
    kind: str
    name: Bilingual


def names() -> dict[str, OnSale]:
    """Every plan and add-on by code."""
    rows = db.session.scalars(select(PlanRow).order_by(PlanRow.name_en))
    return {
        row.code: OnSale(row.code, row.kind, Bilingual(row.name_en, row.name_ar)) for row in rows
    }


def on_sale() -> dict[str, OnSale]:
    """What a tenant can choose."""
    codes = set(db.session.scalars(select(PlanRow.code).where(PlanRow.on_sale)))
    return {code: one for code, one in names().items() if code in codes}


def account(tenant_id: UUID) -> Account:
    """All that decides what a tenant owes."""
    rows = db.session.execute(
        select(CHANGES).where(CHANGES.c.tenant_id == tenant_id, CHANGES.c.withdrawn_at.is_(None))
        .order_by(CHANGES.c.position)
    ).all()  # fmt: skip
    return Account(
        changes=tuple(
            Change(row.on_day, Terms(row.plan, frozenset(row.add_ons), row.paused)) for row in rows
        ),
        seats=_seats(tenant_id),
        usage=_usage(tenant_id),
        trial_claims=max((row.trial_claims for row in rows), default=0),
    )


def _seats(tenant_id: UUID) -> tuple[Seat, ...]:
    query = select(SEATS.c.joined_on, SEATS.c.left_on).where(SEATS.c.tenant_id == tenant_id)
    return tuple(Seat(joined, left) for joined, left in db.session.execute(query))


def _usage(tenant_id: UUID) -> dict[date, int]:
    query = (
        select(USAGE.c.counted_on, func.count())
        .where(USAGE.c.tenant_id == tenant_id, USAGE.c.voided_at.is_(None))
        .group_by(USAGE.c.counted_on)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def counted(ids: list[UUID]) -> ColumnElement[bool]:
    """These accepted claims, as one parameter: a month may have more of them than a statement takes."""
    return USAGE.c.id == any_(literal(ids, ARRAY(Uuid)))


def entity(code: str | None = None) -> LegalEntity:
    """Who sells; raises NotFound where nobody does."""
    query = select(LegalEntity).order_by(LegalEntity.code).limit(1)
    found = db.session.scalars(query.where(LegalEntity.code == code) if code else query).first()
    if found is None:
        raise NotFound
    return found
