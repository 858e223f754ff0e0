"""What comes back: answers of the payer, and news of our message on its way."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.claims.errors import AnswerToAnotherClaim
from app.claims.history import correct, judge, move, newest_of, tell
from app.claims.models import Claim, ClaimLine, LineReason, Submission
from app.claims.parts import tell_judged
from app.claims.rules import adjudication_of, line_outcome
from app.claims.states import (
    ADJUDICATION_EVENTS,
    CANCELLED,
    CLAIM,
    CLOSED,
    NULLIFIED,
    PENDED,
    nullifying,
)
from app.documents.service import mark_sent
from app.exchange.messages import (
    CANCEL,
    CANCEL_EVENTS,
    DISPATCHED,
    HELD_BACK,
    REFUSED,
    SENDING_EVENTS,
    UNCLEAR,
    CancelAnswer,
    ClaimAnswer,
    ClaimAnswerLine,
    DeliveryNote,
    Refusal,
    Reply,
    first_code,
)
from app.kernel.db import db
from app.kernel.money import total
from app.tenants.scope import find


def apply_answer(reply: Reply) -> None:
    """Write the payer's answer into the claim; raises AnswerToAnotherClaim, NotPossible, NotFound."""
    if reply.subject_id is None or not isinstance(reply.answer, ClaimAnswer):
        raise AnswerToAnotherClaim
    claim = find(Claim, reply.subject_id, for_update=True)
    answer = reply.answer
    if claim.status == CANCELLED:
        # The message itself stays in the journal; the claim is gone, so nothing is written into it.
        tell(
            claim,
            "answered_after_cancel",
            outcome=answer.judgement or answer.outcome,
            **_sum(answer),
        )
        return
    if _is_of_an_earlier_sending(claim, reply.message_id):
        tell(claim, "earlier_sending_answered", outcome=answer.outcome)
        return
    claim.payer_reference = answer.reference or claim.payer_reference
    claim.disposition = answer.disposition or None
    if answer.outcome == "rejected":
        _reject(claim, answer.refusals)
    elif answer.outcome == "queued":
        move(claim, "acknowledged")
        if claim.adjudication != PENDED:
            judge(claim, "pended")
    else:
        _judge(claim, answer)
        claim.judged_at = reply.received_at
        db.session.flush()
        tell_judged(claim)


def apply_cancel_answer(reply: Reply) -> None:
    """The payer let the claim go, or says why it does not."""
    if reply.subject_id is None or not isinstance(reply.answer, CancelAnswer):
        raise AnswerToAnotherClaim
    claim = find(Claim, reply.subject_id, for_update=True)
    asked = _asked(claim)
    if not reply.answer.done:
        tell(claim, f"{asked}_refused", **first_code(reply.answer.refusals))
        return
    _let_go(claim, asked)
    db.session.flush()
    tell_judged(claim)


def _let_go(claim: Claim, asked: str) -> None:
    """Gone, as it was asked; what a person had closed is open to nobody any more."""
    event = nullifying(claim.status) if asked == "nullify" else "cancel_confirmed"
    act = correct if claim.status == CLOSED else move
    act(claim, event or NULLIFIED)
    claim.closed_reason = claim.let_go = None


def _asked(claim: Claim) -> str:
    """What the payer was asked last: to cancel or to nullify. One question is open at a time."""
    newest = newest_of(claim, "cancel_asked", "nullify_asked")
    return "nullify" if newest == "nullify_asked" else "cancel"


def note_delivery(note: DeliveryNote) -> None:
    """What became of our message on its way; only the newest sending moves the claim."""
    claim = find(Claim, note.subject_id, for_update=True)
    if note.kind == CANCEL and note.news in CANCEL_EVENTS:
        event = CANCEL_EVENTS[note.news].replace("cancel", _asked(claim))
        tell(claim, event, **first_code(note.refusals))
    elif note.kind != CANCEL and not _is_of_an_earlier_sending(claim, note.message_id):
        _note_sending(claim, note)


def _note_sending(claim: Claim, note: DeliveryNote) -> None:
    event, code = SENDING_EVENTS[note.news], first_code(note.refusals)
    if note.news == UNCLEAR:
        tell(claim, event, **code)
    elif note.news == REFUSED:
        _reject(claim, note.refusals)
    elif note.news == HELD_BACK or event in CLAIM.available(claim.status):
        move(claim, event, **code)
        if note.news == DISPATCHED:
            mark_sent("claim", claim.id)


def _is_of_an_earlier_sending(claim: Claim, message_id: UUID | None) -> bool:
    """Cancels and status questions carry no sending of their own and concern the newest one."""
    query = select(Submission.attempt).where(
        Submission.claim_id == claim.id, Submission.message_id == message_id
    )
    attempt = db.session.scalars(query).one_or_none()
    return attempt is not None and attempt < claim.attempts


def _reject(claim: Claim, refusals: tuple[Refusal, ...]) -> None:
    first = first_code(refusals)
    claim.problem_code = first.get("code")
    claim.problem_text = "; ".join(one.text for one in refusals if one.text) or None
    move(claim, "refused_by_exchange", **first)
    if claim.adjudication == PENDED:
        judge(claim, "set_aside")


def _judge(claim: Claim, answer: ClaimAnswer) -> None:
    said = {line.sequence: line for line in answer.lines}
    for line in claim.lines:
        _judge_line(line, said.get(line.sequence), answer.judgement)
    judgement = answer.judgement or adjudication_of(
        [line.outcome for line in claim.lines if line.outcome]
    )
    claim.approved = total(line.approved for line in claim.lines if line.approved is not None)
    claim.problem_code = claim.problem_text = None
    if claim.status == CLOSED:
        correct(claim, "corrected_to_adjudicated")
        claim.closed_reason = claim.let_go = None
    move(claim, "judged")
    if judgement != claim.adjudication:
        judge(claim, ADJUDICATION_EVENTS[judgement], approved=str(claim.approved))
    elif answer.reissued_because:
        tell(claim, "judged_again", because=answer.reissued_because, approved=str(claim.approved))


def _judge_line(line: ClaimLine, said: ClaimAnswerLine | None, judgement: str) -> None:
    """A line the answer is silent about shares the judgement of the whole claim."""
    approved = said.approved if said else None
    outcome = said.outcome if said else ""
    if approved is None and judgement in {"approved", "denied"}:
        approved = line.payer_share if judgement == "approved" else line.payer_share * 0
    if not outcome and approved is not None:
        outcome = line_outcome(line.payer_share, approved)
    line.approved, line.outcome = approved, outcome or None
    _write_reasons(line, said.reasons if said else ())


def _write_reasons(line: ClaimLine, reasons: tuple[Refusal, ...]) -> None:
    """All reasons in the payer's order, in the place of those of an earlier judgement."""
    line.reason_code = reasons[0].code if reasons else None
    del line.reasons[len(reasons) :]
    for place, said in enumerate(reasons):
        if place == len(line.reasons):
            line.reasons.append(LineReason(line_id=line.id, position=place))
        row = line.reasons[place]
        row.code, row.text = said.code, said.text or None


def _sum(answer: ClaimAnswer) -> dict[str, str]:
    return {"approved": str(answer.approved)} if answer.approved is not None else {}
