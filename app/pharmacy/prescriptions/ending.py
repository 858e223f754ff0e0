"""Ending a prescription before all of it is supplied; what came from elsewhere goes back there."""

from __future__ import annotations

from uuid import UUID

from app.kernel.db import db
from app.pharmacy.prescriptions import fetching, from_clinic, task_queries
from app.pharmacy.prescriptions.errors import NothingToTell, SomethingSupplied
from app.pharmacy.prescriptions.history import move
from app.pharmacy.prescriptions.models import CLINIC, EXCHANGE, Prescription
from app.tenants.scope import find


def cancel(prescription_id: UUID) -> Prescription:
    """Put away what was entered by mistake, so that its number can be entered anew.

    Raises SomethingSupplied, NotHeldHere, NotPossible, NotFound.
    """
    found = find(Prescription, prescription_id, for_update=True)
    if any(line.supplied or line.owing for line in found.lines):
        raise SomethingSupplied
    found.reference_index = None
    return _ended(found, "cancelled")


def release(prescription_id: UUID) -> Prescription:
    """Let another pharmacy supply what is left; raises NotHeldHere, NotPossible, NotFound."""
    return _ended(find(Prescription, prescription_id, for_update=True), "released")


def tell_again(prescription_id: UUID) -> Prescription:
    """Tell the exchange anew what became of a prescription that it did not take back; raises NothingToTell, NotFound."""
    found = find(Prescription, prescription_id, for_update=True)
    if not task_queries.is_untold(found):
        raise NothingToTell
    fetching.let_go(found)
    db.session.flush()
    return found


def _ended(found: Prescription, event: str) -> Prescription:
    move(found, event)
    if found.source == EXCHANGE:
        fetching.let_go(found)
    elif found.source == CLINIC:
        from_clinic.give_back_rest(found)
    db.session.flush()
    return found
