"""Supplies that an insurer should pay and that have no claim: a kind of the list of missing claims."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext
from sqlalchemy import ColumnElement, and_, or_, select

from app.claims.habits.missing import (
    Missing,
    Place,
    Source,
    Wanted,
    add_source,
    beyond,
    is_open,
    last_missed,
)
from app.claims.models import Claim
from app.claims.states import CANCELLED
from app.kernel.db import db
from app.kernel.money import ZERO
from app.kernel.paging import one_by_one
from app.pharmacy.dispensing.models import Dispense, DispenseLine
from app.pharmacy.dispensing.states import SUPPLIED
from app.pharmacy.dispensing.worth import worth_of
from app.tenants.scope import find

UNCLAIMED = "dispense"


def register() -> None:
    """Put the kind into the list."""
    add_source(
        UNCLAIMED,
        Source(
            label=lazy_gettext("Supplied, no claim"),
            why=lazy_gettext("The medicine was handed out for an insurer to pay; no claim stands for it."),
            verb=lazy_gettext("Look at the supply"),
            rows=unclaimed,
            owner=lambda subject_id: find(Dispense, subject_id),
            endpoint="pharmacy.dispense",
            part="dispense_id",
            needs="pharmacy.view",
            starts=False,
        ),
    )  # fmt: skip


def unclaimed(
    wanted: Wanted, place: Place | None, limit: int, *, rising: bool = False
) -> list[Missing]:
    """Supplies that stand, with insured lines and without a living claim, that nobody else has paid or borne."""
    of_payer = [] if wanted.payer_id is None else [Dispense.payer_id == wanted.payer_id]
    day = Dispense.supplied_on
    query = (
        select(Dispense)
        .where(
            Dispense.status == SUPPLIED,
            day.between(wanted.first, last_missed(wanted)),
            Dispense.payer_id.is_not(None),
            _without_claim(),
            _insured(),
            is_open(UNCLAIMED, Dispense.id),
            *of_payer,
            *beyond(day, Dispense.id, place, rising=rising),
        )
        .order_by(*(one.asc() if rising else one.desc() for one in (day, Dispense.id)))
        .limit(limit)
    )
    found = list(db.session.scalars(query))
    worth = worth_of(found)
    return [
        Missing(
            kind=UNCLAIMED, subject_id=one.id, day=one.supplied_on, patient_id=one.patient_id, payer_id=one.payer_id,
            reference=one.number, amount=max(ZERO, worth[one.id].insured - one.patient_share),
        )
        for one in found
        if one.payer_id is not None and one.supplied_on is not None
    ]  # fmt: skip


def _without_claim() -> ColumnElement[bool]:
    """No claim was made, and nobody settled it otherwise; or its claim was put away or cancelled."""
    put_away = one_by_one(
        select(Claim.id).where(
            Claim.tenant_id == Dispense.tenant_id,
            Claim.id == Dispense.claim_id,
            Claim.status == CANCELLED,
        )
    )
    return or_(and_(Dispense.claim_id.is_(None), Dispense.settled_as.is_(None)), put_away)


def _insured() -> Any:
    return one_by_one(
        select(DispenseLine.id).where(
            DispenseLine.tenant_id == Dispense.tenant_id,
            DispenseLine.dispense_id == Dispense.id,
            ~DispenseLine.cash,
        )
    )
