"""Who sells and to whom invoices are written. Verbs flush, never commit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from sqlalchemy import RowMapping, insert, select

from app.audit.trail import note
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.ids import new_id
from app.plans import books
from app.plans.books import table
from app.plans.buying import Buyer, check, check_vatin
from app.plans.errors import PlanKnown
from app.plans.models import BillingProfile, LegalEntity
from app.tenants.models import Tenant
from app.tenants.scope import actor_id

__all__ = ["Buyer", "NewEntity", "add_entity", "address", "history", "named"]

PROFILES = table(BillingProfile)


@dataclass(frozen=True, kw_only=True)
class NewEntity:
    """A company that sells, as its invoices name it."""

    code: str
    name_en: str
    name_ar: str
    address_en: str
    address_ar: str
    vatin: str
    cr_number: str
    bank: str
    iban: str
    payment_days: int = 14
    grace_days: int = 3


def add_entity(new: NewEntity) -> UUID:
    """Write down who sells. Raises PlanKnown for a code in use, VatinWrong."""
    check_vatin(new.vatin)
    if db.session.scalars(select(LegalEntity.id).where(LegalEntity.code == new.code)).first():
        raise PlanKnown
    row = LegalEntity(**asdict(new))
    db.session.add(row)
    db.session.flush()
    note("plan.entity_added", "plan", row.id, code=new.code)
    return row.id


def address(tenant_id: UUID, buyer: Buyer) -> None:
    """Write a tenant's next invoices to this buyer; final ones stay as they are, and the same again writes nothing.

    Raises as `buying.check`, and NotFound.
    """
    check(buyer)
    if db.session.scalar(select(Tenant.id).where(Tenant.id == tenant_id)) is None:
        raise NotFound
    books.one_at_a_time(tenant_id)
    before = named(tenant_id)
    wanted = asdict(buyer)
    changed = [name for name, value in wanted.items() if before is None or before[name] != value]
    if not changed:
        return
    db.session.execute(
        insert(PROFILES).values(
            tenant_id=tenant_id, id=new_id(), said_at=now(), said_by=actor_id(), **wanted
        )
    )
    note("plan.buyer_named", "tenant", tenant_id, changed=changed)


def named(tenant_id: UUID) -> RowMapping | None:
    """How a tenant's next invoice names it; None where nobody said."""
    return next(iter(history(tenant_id, most=1)), None)


def history(tenant_id: UUID, most: int = 50) -> Sequence[RowMapping]:
    """All that was said of it, the newest first."""
    query = select(PROFILES).where(PROFILES.c.tenant_id == tenant_id)
    newest = query.order_by(PROFILES.c.said_at.desc(), PROFILES.c.id.desc()).limit(most)
    return db.session.execute(newest).mappings().all()
