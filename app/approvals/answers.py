"""What comes back: the payer's answers, late and repeated ones too, and news of our message on its way."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from app.approvals import emergencies, rules, sealed
from app.approvals.errors import AnswerToAnotherApproval
from app.approvals.history import move, tell
from app.approvals.models import Approval, ApprovalLine, ApprovalSending
from app.approvals.requirements import times_of
from app.approvals.states import (
    APPROVAL,
    APPROVED,
    CANCELLED,
    JUDGED,
    JUDGEMENTS,
    PARTIAL,
    PENDED,
    REFUSED,
)
from app.exchange.messages import (
    CANCEL,
    CANCEL_EVENTS,
    DISPATCHED,
    HELD_BACK,
    SENDING_EVENTS,
    UNCLEAR,
    AnswerLine,
    ApprovalAnswer,
    CancelAnswer,
    DeliveryNote,
    Refusal,
    Reply,
    first_code,
)
from app.exchange.messages import REFUSED as TURNED_AWAY
from app.kernel.clock import muscat_day
from app.kernel.db import db
from app.kernel.money import ZERO, total
from app.tenants.scope import find

_STATUS = {"approved": APPROVED, "partial": PARTIAL, "denied": REFUSED}


def apply_answer(reply: Reply) -> None:
    """Write the payer's answer into the request; raises AnswerToAnotherApproval, NotPossible, NotFound."""
    if reply.subject_id is None or not isinstance(reply.answer, ApprovalAnswer):
        raise AnswerToAnotherApproval
    approval, answer = find(Approval, reply.subject_id, for_update=True), reply.answer
    if _is_of_an_earlier_sending(approval, reply.message_id):
        tell(approval, "earlier_sending_answered", outcome=answer.outcome)
    elif approval.status == CANCELLED:
        tell(approval, "answered_after_cancel", outcome=answer.judgement or answer.outcome)
    elif answer.outcome == "rejected":
        _reject(approval, answer.refusals)
    elif answer.outcome == "queued":
        _pend(approval, reply.received_at)
    elif _says_nothing_new(approval, answer):
        tell(approval, "answer_repeated")
    else:
        _judge(approval, answer, reply.received_at)
    db.session.flush()


def _pend(approval: Approval, at: datetime) -> None:
    """The payer has it; from its receipt on its time runs."""
    if approval.status in JUDGED:
        tell(approval, "acknowledged_late")
    elif approval.status != PENDED:
        move(approval, "pended")
        approval.clock_from = at


def _says_nothing_new(approval: Approval, answer: ApprovalAnswer) -> bool:
    if approval.status != _STATUS.get(answer.judgement):
        return False
    held = (approval.payer_reference or "", approval.valid_from, approval.valid_to)
    if held != (answer.reference, answer.valid_from, answer.valid_to):
        return False
    said = {line.sequence: line for line in answer.lines}
    return all(
        (line.outcome, line.approved, line.approved_units)
        == _granted(line, said.get(line.sequence), answer.judgement)
        for line in approval.lines
    )


def _judge(approval: Approval, answer: ApprovalAnswer, at: datetime) -> None:
    said = {line.sequence: line for line in answer.lines}
    for line in approval.lines:
        _judge_line(line, said.get(line.sequence), answer.judgement)
    approval.payer_reference = answer.reference or approval.payer_reference
    approval.valid_from, approval.valid_to = answer.valid_from, answer.valid_to
    approval.approved = total(line.approved for line in approval.lines if line.approved is not None)
    words = "\n".join(part for part in (answer.disposition, *answer.notes) if part)
    sealed.keep(approval, "disposition_sealed", words)
    approval.problem_code = approval.problem_text_sealed = None
    approval.noted_at = approval.renewal_noted_at = None
    approval.answered_at = approval.answered_at or at
    move(approval, JUDGEMENTS[answer.judgement], **_how_long(approval, at))
    if approval.status in {APPROVED, PARTIAL}:
        emergencies.obtained(approval)


def _how_long(approval: Approval, at: datetime) -> dict[str, int]:
    """Minutes the payer took, and how many of them were over its time."""
    if approval.clock_from is None:
        return {}
    allowed = times_of([approval.payer_id], muscat_day(approval.clock_from))[approval.payer_id]
    late = rules.clock(approval.clock_from, allowed.minutes, at).late
    took = {"minutes": max(0, int((at - approval.clock_from).total_seconds() // 60))}
    return {**took, "late": late} if late else took


def _judge_line(line: ApprovalLine, said: AnswerLine | None, judgement: str) -> None:
    """A line the answer is silent about shares a judgement of the whole; partly granted, it is not."""
    line.outcome, line.approved, line.approved_units = _granted(line, said, judgement)
    reason = said.reasons[0] if said and said.reasons else None
    line.reason_code = reason.code if reason else None
    words = [reason.text] if reason and reason.text else []
    sealed.keep(line, "reason_text_sealed", "\n".join([*words, *(said.notes if said else ())]))


def _granted(line: ApprovalLine, said: AnswerLine | None, judgement: str) -> tuple[str, Decimal, Decimal]:  # fmt: skip
    """(outcome, amount, units) of a line."""
    whole = judgement if judgement in {"approved", "denied"} else "denied"
    outcome = (said.outcome if said else "") or whole
    units = rules.granted_units(
        line.units, line.net, outcome, said.approved_quantity if said else None,
        said.approved if said else None,
    )  # fmt: skip
    amount = said.approved if said else None
    if amount is None:
        amount = line.net if outcome == "approved" else ZERO
    return outcome, amount, units


def apply_cancel_answer(reply: Reply) -> None:
    """The payer let it go, or says why it does not."""
    if reply.subject_id is None or not isinstance(reply.answer, CancelAnswer):
        raise AnswerToAnotherApproval
    approval = find(Approval, reply.subject_id, for_update=True)
    if not reply.answer.done:
        tell(approval, "cancel_refused", **first_code(reply.answer.refusals))
    elif approval.status == CANCELLED:
        tell(approval, "answer_repeated")
    else:
        move(approval, "cancel_confirmed")
    db.session.flush()


def note_delivery(note: DeliveryNote) -> None:
    """What became of our message on its way; only the newest sending moves the request."""
    approval = find(Approval, note.subject_id, for_update=True)
    if note.kind == CANCEL and note.news in CANCEL_EVENTS:
        tell(approval, CANCEL_EVENTS[note.news], **first_code(note.refusals))
    elif note.kind != CANCEL and not _is_of_an_earlier_sending(approval, note.message_id):
        _note_sending(approval, note)
    db.session.flush()


def _note_sending(approval: Approval, note: DeliveryNote) -> None:
    event, code = SENDING_EVENTS[note.news], first_code(note.refusals)
    if note.news == UNCLEAR:
        tell(approval, event, **code)
    elif note.news == TURNED_AWAY:
        _reject(approval, note.refusals)
    elif note.news == HELD_BACK or event in APPROVAL.available(approval.status):
        move(approval, event, **code)
        if note.news == DISPATCHED:
            approval.clock_from = note.at


def _is_of_an_earlier_sending(approval: Approval, message_id: UUID | None) -> bool:
    """Cancels and status questions carry no sending of their own and concern the newest one."""
    query = select(ApprovalSending.attempt).where(
        ApprovalSending.approval_id == approval.id, ApprovalSending.message_id == message_id
    )
    attempt = db.session.scalars(query).one_or_none()
    return attempt is not None and attempt < approval.attempts


def _reject(approval: Approval, refusals: tuple[Refusal, ...]) -> None:
    first = first_code(refusals)
    approval.problem_code = first.get("code")
    words = "; ".join(one.text for one in refusals if one.text)
    sealed.keep(approval, "problem_text_sealed", words)
    move(approval, "refused_by_exchange", **first)
