"""After an outage: what was handed out provisionally is claimed once the insurer answers, or followed up."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.claims.starting import usual_practitioner
from app.eligibility import queries as eligibility
from app.kernel.clock import muscat_day
from app.kernel.db import db
from app.pharmacy.dispensing import claiming, queries
from app.pharmacy.dispensing.cover import cover_on
from app.pharmacy.dispensing.errors import NotFollowedUp
from app.pharmacy.dispensing.history import tell
from app.pharmacy.dispensing.models import Dispense
from app.pharmacy.dispensing.states import SUPPLIED
from app.tenants.scope import find

CLAIMED, BY_PATIENT = "claimed", "patient"


def send_provisional() -> int:
    """Claim every provisional supply whose cover is certain by now; returns how many.

    Raises ApprovalNotUsable, NoUnitsLeft.
    """
    return sum(_sent(dispense.id) for dispense in queries.unsettled())


def _sent(dispense_id: UUID) -> bool:
    dispense = find(Dispense, dispense_id, for_update=True)
    if not _is_open(dispense) or dispense.supplied_at is None:
        return False
    day = muscat_day(dispense.supplied_at)
    cover = cover_on(dispense.patient_id, day)
    if not cover.is_covered or dispense.supplied_by is None:
        return False
    pharmacist = usual_practitioner(dispense.supplied_by, day)
    claiming.claim(dispense, cover, pharmacist)
    dispense.settled_as = CLAIMED
    db.session.flush()
    return True


def pays_self(dispense_id: UUID) -> Dispense:
    """The insurer does not pay: the patient does. Raises NotFollowedUp, NotFound."""
    dispense = find(Dispense, dispense_id, for_update=True)
    if not _is_open(dispense):
        raise NotFollowedUp
    dispense.settled_as = BY_PATIENT
    tell(dispense, "patient_pays")
    db.session.flush()
    return dispense


def _is_open(dispense: Dispense) -> bool:
    return dispense.provisional and dispense.status == SUPPLIED and dispense.settled_as is None


def verdict_of(dispense: Any) -> str | None:
    """What the insurer said about the day of a supply, or of a row of one; None while it has not."""
    if dispense.payer_id is None or dispense.supplied_at is None:
        return None
    day = muscat_day(dispense.supplied_at)
    check = eligibility.latest(dispense.patient_id, dispense.payer_id, day)
    return check.verdict if check else None
