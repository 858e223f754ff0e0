"""Putting a message into the journal, and the verbs on one that is in it."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.exchange import fitting, journal
from app.exchange.connections import gateway, insurer, ourselves
from app.exchange.errors import AlreadyLeaving, NothingToAsk
from app.exchange.lanes import lane_for
from app.exchange.messages import (
    APPROVAL,
    CANCEL,
    CLAIM,
    COMMUNICATION,
    ELIGIBILITY,
    POLLED,
    PRESCRIPTION,
    RELEASED,
    STATUS,
    ApprovalRequest,
    CancelRequest,
    ClaimSubmission,
    Communication,
    EligibilityQuestion,
    PollRequest,
    PrescriptionQuestion,
    Question,
    StatusQuestion,
)
from app.exchange.models import Lane, Message
from app.exchange.states import ACKED, HELD, OPEN, QUEUED, UNACKED
from app.kernel import failpoints, jobs
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.ids import new_id
from app.tenants import keys
from app.tenants.scope import actor_id, current_tenant_id

KINDS: dict[type, str] = {
    EligibilityQuestion: ELIGIBILITY,
    ApprovalRequest: APPROVAL,
    ClaimSubmission: CLAIM,
    CancelRequest: CANCEL,
    StatusQuestion: STATUS,
    PollRequest: POLLED,
    Communication: COMMUNICATION,
    PrescriptionQuestion: PRESCRIPTION,
}
DELIVER = "exchange.deliver"
ASKABLE = (ELIGIBILITY, APPROVAL, CLAIM)


def send(
    message: Question, *, payer_id: UUID | None, stream: str, subject_kind: str,
    subject_id: UUID | None,
) -> UUID:  # fmt: skip
    """Journal the exact bytes and enqueue their delivery, both with the caller's transaction; the message's id.

    Raises MessageTooLarge, AttachmentTooLarge, AttachmentNotTaken, AttachmentChanged or TooManyAttachments before anything is written.
    """
    failpoints.reach("K1")
    fitting.check(message, gateway().limits)
    envelope = gateway().compose(message)
    fitting.check_size(len(envelope.body), gateway().limits)
    lane = lane_for(payer_id, stream)
    identity = new_id()
    row = Message(
        id=identity,
        lane_id=lane.id,
        payer_id=payer_id,
        kind=KINDS[type(message)],
        subject_kind=subject_kind,
        subject_id=subject_id,
        status=QUEUED,
        practice=not gateway().is_live,
        bundle_id=envelope.bundle_id,
        header_id=envelope.header_id,
        focal_identifier=envelope.focal_identifier,
        queued_at=now(),
        created_by=actor_id(),
    )
    set_body(row, envelope.body)
    db.session.add(row)
    db.session.flush()
    journal.first_entry(row)
    wake(lane.id)
    failpoints.reach("K2")
    return identity


def set_body(message: Message, body: bytes) -> None:
    """Seal these bytes as the message's own, stamped now."""
    message.envelope_sealed = keys.seal_bytes(
        body, table="messages", column="envelope_sealed", row_id=message.id
    )
    message.envelope_sha256 = hashlib.sha256(body).hexdigest()
    message.stamped_at = now()


def wake(lane_id: UUID, at: datetime | None = None) -> None:
    """Let a worker look at the lane, now or then."""
    jobs.defer(DELIVER, run_at=at, tenant_id=current_tenant_id(), lane_id=lane_id)


def withdraw(message_id: UUID) -> None:
    """Call back a message that certainly never left; raises AlreadyLeaving."""
    message = journal.locked(message_id)
    if message.may_have_arrived or message.status not in (QUEUED, HELD):
        raise AlreadyLeaving
    journal.step(message, "withdrawn" if message.status == QUEUED else "given_up")


def release(message_id: UUID, reason: str) -> None:
    """Send a held message again, byte for byte if it may have left; raises NotPossible."""
    message = journal.locked(message_id)
    journal.step(message, "released", reason=reason)
    message.losses, message.next_attempt_at = 0, now()
    journal.note_problem(message, "")
    message.problem = None
    journal.tell(message, RELEASED)
    wake(message.lane_id)


def ask_status(message_id: UUID) -> UUID:
    """Ask what became of a message; the question's id. Raises NothingToAsk."""
    message = journal.locked(message_id)
    if (
        message.kind not in ASKABLE
        or message.payer_id is None
        or message.status not in (ACKED, UNACKED, HELD)
        or asking(message_id)
    ):
        raise NothingToAsk
    lane = db.session.get_one(Lane, (message.tenant_id, message.lane_id))
    asked = StatusQuestion(
        identifier=f"STA-{new_id()}",
        about=message.focal_identifier,
        about_kind=message.kind,
        provider=ourselves(),
        payer=insurer(message.payer_id),
    )
    journal.remark(message, "asked_for_status")
    return send(
        asked,
        payer_id=message.payer_id,
        stream=lane.stream,
        subject_kind="message",
        subject_id=message.id,
    )


def asking(message_id: UUID) -> bool:
    """Whether a question about the message is on its way."""
    query = select(Message.id).where(
        Message.subject_id == message_id, Message.kind == STATUS, Message.status.in_(OPEN)
    )
    return db.session.scalars(query.limit(1)).one_or_none() is not None
