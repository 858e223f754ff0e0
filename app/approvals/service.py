"""The verbs of a request: start, save, send, take back, extend, cancel, ask. No verb approves one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from app.approvals import completeness, drafting, renewing, sealed
from app.approvals.answers import apply_answer, apply_cancel_answer, note_delivery
from app.approvals.emergencies import emergency
from app.approvals.errors import (
    CancelUnderWay,
    DocumentsMissing,
    NothingAsked,
    RequestIncomplete,
    RequestNotEditable,
    RequestStale,
    RequestUnfinished,
)
from app.approvals.extending import extend
from app.approvals.history import SUBJECT, move, tell
from app.approvals.models import Approval, ApprovalSending
from app.approvals.sending import request_of
from app.approvals.states import APPROVAL, DRAFT, JUDGED
from app.approvals.units import release, use
from app.approvals.values import NORMAL, RequestDraft
from app.documents.service import mark_sent
from app.exchange import outbox
from app.exchange.connections import insurer, ourselves
from app.exchange.messages import APPROVAL as APPROVAL_KIND
from app.exchange.messages import DESK, CancelRequest
from app.exchange.queries import cancel_under_way
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.states import NotPossible
from app.patients.models import Patient, Policy
from app.tenants.queries import branch_to_work_in
from app.tenants.scope import actor_id, find
from app.tenants.service import next_number
from app.worklist import service as worklist

__all__ = [
    "NewRequest", "apply_answer", "apply_cancel_answer", "ask_status", "cancel", "discard", "emergency",
    "extend", "keep_typed", "note_delivery", "noted", "release", "reopen", "save", "start", "submit", "use", "withdraw",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class NewRequest:
    """What a request begins with; the rest comes with the draft."""

    patient_id: UUID
    policy_id: UUID
    facility_id: UUID
    kind: str
    service_from: date
    priority: str = NORMAL
    practitioner_id: UUID | None = None
    emergency: bool = False


def start(new: NewRequest) -> Approval:
    """A new draft under the next number of its year; raises NotFound."""
    find(Patient, new.patient_id)
    policy, branch = find(Policy, new.policy_id), branch_to_work_in(new.facility_id)
    year = now().year
    approval = Approval(
        number=f"A-{year}-{next_number(f'approval-{year}'):06}",
        kind=new.kind,
        priority=new.priority,
        patient_id=new.patient_id,
        policy_id=policy.id,
        payer_id=policy.payer_id,
        practitioner_id=new.practitioner_id,
        facility_id=branch.id,
        service_from=new.service_from,
        service_to=new.service_from,
        emergency=new.emergency,
        created_at=now(),
        created_by=actor_id(),
    )
    db.session.add(approval)
    db.session.flush()
    tell(approval, "started")
    return approval


def save(
    approval_id: UUID, draft: RequestDraft, version: int, page: UUID | None = None, *, leaving: bool = False
) -> Approval:  # fmt: skip
    """Write what was typed; `page` is the open entry page, which its own autosave never outdates.

    A page that is left with this saving keeps nothing more: its autosave may still be on the way.
    Raises RequestNotEditable, RequestStale, TakenByOther, NotFound.
    """
    approval = _editable(approval_id, version, page)
    drafting.write(approval, draft)
    return _saved(approval, None if leaving else page)


def keep_typed(
    approval_id: UUID, typed: list[tuple[str, str]], version: int, page: UUID | None = None, *,
    leaving: bool = False,
) -> Approval:  # fmt: skip
    """Keep an entry page as typed while a part of it cannot be read yet; raises as `save` does."""
    approval = _editable(approval_id, version, page)
    sealed.keep_typed(approval, typed)
    return _saved(approval, None if leaving else page)


def _saved(approval: Approval, page: UUID | None) -> Approval:
    approval.saved_at, approval.saved_from = now(), page
    flag_modified(approval, "saved_at")  # A new version even when only its lines changed.
    db.session.flush()
    worklist.prolong(SUBJECT, approval.id)
    return approval


def submit(approval_id: UUID, version: int) -> Approval:
    """Queue the request for its payer, journaled with this transaction.

    Raises RequestUnfinished, RequestIncomplete, DocumentsMissing, RequestNotEditable, RequestStale,
    TakenByOther, NoDocument, NotFound.
    """
    approval = _editable(approval_id, version)
    _refuse_unready(approval)
    approval.attempts += 1
    approval.submitted_at = approval.clock_from = now()
    approval.problem_code = approval.problem_text_sealed = None
    identifier = f"{approval.number}-{approval.attempts}"
    move(approval, "submitted", attempt=approval.attempts)
    db.session.flush()  # The journal's first row comes after the request it is about.
    message_id = outbox.send(
        request_of(approval, identifier),
        payer_id=approval.payer_id,
        stream=DESK,
        subject_kind=SUBJECT,
        subject_id=approval.id,
    )
    db.session.add(
        ApprovalSending(
            approval_id=approval.id,
            attempt=approval.attempts,
            identifier=identifier,
            message_id=message_id,
            sent_at=now(),
            sent_by=actor_id(),
        )
    )
    mark_sent(SUBJECT, approval.id)
    worklist.let_go(SUBJECT, approval.id)
    db.session.flush()
    return approval


def _refuse_unready(approval: Approval) -> None:
    if approval.typed_sealed is not None:
        raise RequestUnfinished
    if missing := completeness.missing(approval):
        raise RequestIncomplete(missing)
    if kinds := completeness.papers_missing(approval):
        raise DocumentsMissing(kinds)


def withdraw(approval_id: UUID) -> Approval:
    """Take a request back that certainly has not left; raises NotPossible, AlreadyLeaving, NotFound."""
    approval = _free(approval_id)
    APPROVAL.next(approval.status, "withdrawn")
    outbox.withdraw(last_sending(approval).message_id)
    if approval.status != DRAFT:
        move(approval, "withdrawn")
    db.session.flush()
    return approval


def cancel(approval_id: UUID, reason: str) -> Approval:
    """Ask the payer to let go of it; it is cancelled when the payer says so. Raises NotPossible, CancelUnderWay."""
    approval = _free(approval_id)
    APPROVAL.next(approval.status, "cancel_confirmed")
    if cancel_under_way(approval.id):
        raise CancelUnderWay
    tell(approval, "cancel_asked", reason=reason)
    outbox.send(
        CancelRequest(
            identifier=f"{approval.number}-X{next_number('cancel')}",
            claim_identifier=last_sending(approval).identifier,
            about_kind=APPROVAL_KIND,
            provider=ourselves(),
            payer=insurer(approval.payer_id),
            reason=reason,
        ),
        payer_id=approval.payer_id,
        stream=DESK,
        subject_kind=SUBJECT,
        subject_id=approval.id,
    )
    return approval


def ask_status(approval_id: UUID) -> Approval:
    """Ask what became of the newest sending; raises NothingAsked, NothingToAsk, NotFound."""
    approval = find(Approval, approval_id, for_update=True)
    if not approval.attempts:
        raise NothingAsked
    outbox.ask_status(last_sending(approval).message_id)
    tell(approval, "status_asked")
    return approval


def reopen(approval_id: UUID) -> Approval:
    """Open a rejected request again, to be put right and sent under a new identifier."""
    approval = _free(approval_id)
    move(approval, "reopened")
    if actor_id() is not None:
        worklist.take(SUBJECT, approval.id)
    db.session.flush()
    return approval


def discard(approval_id: UUID) -> Approval:
    """Put away what the payer never saw; raises NotPossible, NotFound."""
    approval = _free(approval_id)
    move(approval, "discarded")
    db.session.flush()
    return approval


def noted(approval_id: UUID) -> Approval:
    """A person has read the judgement, and when a renewal is due decided about that too.

    Raises NotPossible, NotFound.
    """
    approval = _free(approval_id)
    if approval.status not in JUDGED:
        raise NotPossible(APPROVAL.name, approval.status, "noted")
    approval.noted_at = now()
    if renewing.is_due(approval):
        approval.renewal_noted_at = now()
    tell(approval, "noted")
    db.session.flush()
    return approval


def last_sending(approval: Approval) -> ApprovalSending:
    """The newest sending; raises NoResultFound when it was never sent."""
    query = select(ApprovalSending).where(
        ApprovalSending.approval_id == approval.id, ApprovalSending.attempt == approval.attempts
    )
    return db.session.scalars(query).one()


def _free(approval_id: UUID) -> Approval:
    """The approval, locked, while nobody else works on it; raises TakenByOther, NotFound."""
    approval = find(Approval, approval_id, for_update=True)
    worklist.refuse_if_taken(SUBJECT, approval.id)
    return approval


def _editable(approval_id: UUID, version: int, page: UUID | None = None) -> Approval:
    """The draft, locked: of two savings at one moment the second sees the first."""
    approval = _free(approval_id)
    if approval.status != DRAFT:
        raise RequestNotEditable
    if approval.version != version and (page is None or approval.saved_from != page):
        raise RequestStale
    return approval
