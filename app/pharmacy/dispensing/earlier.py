"""What a person still has from earlier supplies, and what was handed out on a line before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import and_, func, select

from app.claims.models import Claim
from app.claims.surroundings import SupplyFacts
from app.kernel.clock import MUSCAT, muscat_day
from app.kernel.db import db
from app.kernel.money import ZERO
from app.patients.queries import same_person
from app.pharmacy.dispensing.models import Dispense, DispenseLine
from app.pharmacy.dispensing.states import SUPPLIED
from app.pharmacy.medicines import queries as medicines
from app.tenants.scope import across_branches

# No supply is given for longer.
LONGEST = timedelta(days=200)


@across_branches()
def still_has(
    patient_id: UUID, on: date, *, apart_from: UUID | None = None, dispense: UUID | None = None
) -> tuple[SupplyFacts, ...]:
    """Each ingredient that was supplied lately; leaves out one prescription, or one dispense."""
    query = (
        select(Dispense.supplied_at, DispenseLine.service_id, DispenseLine.days_supply, Claim.number)
        .join(DispenseLine, and_(DispenseLine.tenant_id == Dispense.tenant_id, DispenseLine.dispense_id == Dispense.id))
        .outerjoin(Claim, and_(Claim.tenant_id == Dispense.tenant_id, Claim.id == Dispense.claim_id))
        .where(
            Dispense.patient_id.in_(same_person(patient_id)),
            Dispense.status == SUPPLIED,
            Dispense.supplied_at >= _begin(on),
            DispenseLine.days_supply.is_not(None),
        )
        .order_by(Dispense.supplied_at, DispenseLine.sequence)
    )  # fmt: skip
    if apart_from is not None:
        query = query.where(Dispense.prescription_id != apart_from)
    if dispense is not None:
        query = query.where(Dispense.id != dispense)
    rows = db.session.execute(query).all()
    known = medicines.by_service({row.service_id for row in rows})
    return tuple(
        SupplyFacts(
            ingredient=name,
            dispensed_on=muscat_day(row.supplied_at),
            days_supply=row.days_supply,
            claim_number=row.number or "",
        )
        for row in rows
        if row.service_id in known
        for name in known[row.service_id].ingredients
    )


def _begin(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, tzinfo=MUSCAT) - LONGEST


@across_branches()
def before(dispense: Dispense, line_ids: Collection[UUID]) -> Mapping[UUID, Decimal]:
    """Line of the prescription -> units handed out on it before this dispense."""
    query = (
        select(DispenseLine.line_id, func.sum(DispenseLine.quantity))
        .join(Dispense, and_(Dispense.tenant_id == DispenseLine.tenant_id, Dispense.id == DispenseLine.dispense_id))
        .where(
            DispenseLine.line_id.in_(set(line_ids)),
            Dispense.status == SUPPLIED,
            Dispense.id != dispense.id,
            Dispense.supplied_at < dispense.supplied_at,
        )
        .group_by(DispenseLine.line_id)
    )  # fmt: skip
    found = dict(iter(db.session.execute(query)))
    return {line_id: found.get(line_id, ZERO) for line_id in line_ids}


@across_branches()
def parts(dispense: Dispense, line_ids: Collection[UUID]) -> Mapping[UUID, frozenset[str]]:
    """Line of the prescription -> the claims that bill what other dispenses handed out on it."""
    query = (
        select(DispenseLine.line_id, Claim.number)
        .join(Dispense, and_(Dispense.tenant_id == DispenseLine.tenant_id, Dispense.id == DispenseLine.dispense_id))
        .join(Claim, and_(Claim.tenant_id == Dispense.tenant_id, Claim.id == Dispense.claim_id))
        .where(
            DispenseLine.line_id.in_(set(line_ids)),
            Dispense.status == SUPPLIED,
            Dispense.id != dispense.id,
        )
    )  # fmt: skip
    found: dict[UUID, set[str]] = defaultdict(set)
    for line_id, number in db.session.execute(query):
        found[line_id].add(number)
    return {line_id: frozenset(found[line_id]) for line_id in line_ids}
