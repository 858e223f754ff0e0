"""What ran out by itself: after its last day nothing more may be supplied from a prescription."""

from __future__ import annotations

from sqlalchemy import select

from app.kernel.clock import today
from app.kernel.db import db
from app.pharmacy.prescriptions.history import move
from app.pharmacy.prescriptions.models import Prescription
from app.pharmacy.prescriptions.states import OPEN
from app.tenants.rounds import for_each_tenant
from app.tenants.scope import find

AT_ONCE = 500


def end_everywhere() -> None:
    """Every tenant in turn, by the hour."""
    for_each_tenant(end_what_ran_out)


def end_what_ran_out() -> int:
    """End the open prescriptions whose last day is past, so many at once; returns how many."""
    ran_out = Prescription.status == OPEN, Prescription.expires_on < today()
    query = select(Prescription.id).where(*ran_out).order_by(Prescription.id).limit(AT_ONCE)
    found = [find(Prescription, one, for_update=True) for one in db.session.scalars(query).all()]
    ended = [one for one in found if one.status == OPEN]
    for one in ended:
        move(one, "expired")
    db.session.flush()
    return len(ended)
