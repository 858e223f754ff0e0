"""A prescription that a clinic of this platform laid into the mailbox: taken with the token of its slip, given back there."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from app.kernel.clock import now
from app.kernel.db import db
from app.pharmacy.prescriptions import task_queries
from app.pharmacy.prescriptions.errors import (
    HeldElsewhere,
    NotHeldHere,
    TokenUnknown,
    WithdrawnByClinic,
    WroteTooLongAgo,
)
from app.pharmacy.prescriptions.handed_out import with_supplied, without
from app.pharmacy.prescriptions.history import move_task, tell_task
from app.pharmacy.prescriptions.models import CLINIC, TAKE_UP, Prescription, PrescriptionTask
from app.pharmacy.prescriptions.queries import reference_index
from app.prescribing import mailbox
from app.prescribing.ordered import from_text, to_text
from app.prescribing.tokens import Token, read_token
from app.tenants.scope import actor_id

WHY_NOT = {
    mailbox.UNKNOWN: TokenUnknown,
    mailbox.TAKEN: HeldElsewhere,
    mailbox.WITHDRAWN: WithdrawnByClinic,
    mailbox.RUN_OUT: WroteTooLongAgo,
}


def take(token: Token, patient_id: UUID | None = None) -> PrescriptionTask:
    """Take the prescription of this token out of the mailbox, or give back what we took and have not put on file.

    `patient_id`: whom it should be for; whoever asked last says it.
    Raises TokenUnknown, HeldElsewhere, WithdrawnByClinic, WroteTooLongAgo, UnreadableOrder.
    """
    outcome, letter = mailbox.take(
        token
    )  # Its row is locked: two counters that scan at once get one.
    if outcome == mailbox.HANDED_OVER:
        return _handed_over(token, letter, patient_id)
    known = task_queries.open_of_token(token.text)
    if known is not None:
        known.patient_id = patient_id
        return known
    raise WHY_NOT[outcome]


def _handed_over(token: Token, letter: str, patient_id: UUID | None) -> PrescriptionTask:
    from_text(letter)
    task = PrescriptionTask(
        source=CLINIC,
        wish=TAKE_UP,
        token_index=reference_index(token.text),
        patient_id=patient_id,
        asked_by=actor_id(),
        answered_at=now(),
    )
    task.token, task.ordered = token.text, letter
    db.session.add(task)
    db.session.flush()
    tell_task(task, "asked", source=CLINIC)
    move_task(task, "handed_over")
    db.session.flush()
    return task


def give_back(task: PrescriptionTask) -> None:
    """Lay what was taken and never put on file back into the mailbox; raises NotHeldHere."""
    if not mailbox.give_back(read_token(str(task.token)), str(task.ordered)):
        raise NotHeldHere


def give_back_rest(prescription: Prescription) -> None:
    """Lay what is left of a prescription back, so that another pharmacy may supply it; raises NotHeldHere."""
    token = read_token(str(prescription.reference))
    task = task_queries.taken_up(prescription.id)
    ordered = task_queries.ordered(task) if task else None
    if ordered is not None and not mailbox.give_back(
        token, to_text(with_supplied(ordered, prescription))
    ):
        raise NotHeldHere


def correct(prescription: Prescription, came_back: Mapping[UUID, Decimal]) -> None:
    """Say in the letter that lies there again what came back over our counter: units by line of ours.

    A letter that somebody else holds, or that has ended, stays as it is: nobody supplies too much by it.
    """
    token = read_token(str(prescription.reference))
    outcome, letter = mailbox.take(token)
    if outcome == mailbox.HANDED_OVER:
        mailbox.give_back(token, to_text(without(from_text(letter), prescription, came_back)))
