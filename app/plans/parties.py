"""Who sells and to whom invoices are written. Verbs flush, never commit."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app.audit.trail import note
from app.kernel.db import db
from app.kernel.ids import new_id
from app.plans.books import table
from app.plans.errors import PlanKnown, VatinWrong
from app.plans.models import BillingProfile, LegalEntity

PROFILES = table(BillingProfile)
VATIN = re.compile(r"OM\d{10}")


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


@dataclass(frozen=True, kw_only=True)
class Buyer:
    """A tenant as its invoices name it; without a tax number where it has none."""

    name_en: str
    name_ar: str
    address_en: str = ""
    address_ar: str = ""
    vatin: str | None = None


def add_entity(new: NewEntity) -> UUID:
    """Write down who sells. Raises PlanKnown for a code in use, VatinWrong."""
    _check(new.vatin)
    if db.session.scalars(select(LegalEntity.id).where(LegalEntity.code == new.code)).first():
        raise PlanKnown
    row = LegalEntity(**asdict(new))
    db.session.add(row)
    db.session.flush()
    note("plan.entity_added", "plan", row.id, code=new.code)
    return row.id


def address(tenant_id: UUID, buyer: Buyer) -> None:
    """Write a tenant's invoices to this buyer from now on; final ones stay as they are. Raises VatinWrong."""
    if buyer.vatin is not None:
        _check(buyer.vatin)
    said = asdict(buyer)
    db.session.execute(
        insert(PROFILES)
        .values(tenant_id=tenant_id, id=new_id(), **said)
        .on_conflict_do_update(index_elements=["tenant_id"], set_=said)
    )
    note("plan.buyer_named", "tenant", tenant_id)


def _check(vatin: str) -> None:
    if not VATIN.fullmatch(vatin):
        raise VatinWrong
