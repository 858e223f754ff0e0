"""Taking in claims and approval requests, and knowing what the payer knows about them."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, or_, select

from app.sandbox import (
    adjudication,
    approving,
    claim_answers,
    files,
    medicines,
    payers,
    prescriptions,
    relations,
    schema,
)
from app.sandbox.adjudication import Circumstances
from app.sandbox.bundles import Sealed
from app.sandbox.eligibility import story_for
from app.sandbox.parsing import Message
from app.sandbox.payers import Payer
from app.sandbox.reading import APPEALING, ZERO, ReceivedClaim, read_claim
from app.sandbox.refusals import Finding
from app.sandbox.stories import Story

_CLAIMS, _LINES = schema.claims, schema.claim_lines


def objections(connection: Connection, message: Message, now: datetime) -> list[Finding]:
    """What only the payer can find wrong: the patient, its own system, the claim this one is related to."""
    story = story_for(message, now)
    if story.refusal:
        return [Finding(story.refusal, "Patient.identifier")]
    if story.claims_meet == "rejected":
        return [Finding("GE-00026", "Claim")]
    return relations.objections(connection, message, read_claim(message))


def accept(
    connection: Connection,
    message: Message,
    message_id: int,
    payer: Payer,
    now: datetime,
    *,
    twice: bool,
    late_seconds: int,
) -> Any:
    """Write the claim down as waiting, with the moment its answer is due (none: a person decides); returns its row."""
    claim, story = read_claim(message), story_for(message, now)
    related_id, relationship = relations.followed(connection, message, claim)
    row = connection.execute(
        insert(_CLAIMS)
        .values(
            **_claim_row(message, claim),
            message_id=message_id,
            related_id=related_id or None,
            relationship=relationship or None,
            evidence=_speaks(connection, claim, related_id, relationship),
            answer_twice=twice,
            received_at=now,
            due_at=_due(claim, story, payer, now, late_seconds),
        )
        .returning(_CLAIMS)
    ).one()
    connection.execute(insert(_LINES), [_line_row(row.id, message, claim, x) for x in claim.lines])
    files.keep(connection, files.read(list(claim.attachments)), claim_id=row.id, at=now)
    relations.supersede(connection, row)
    return row


def circumstances(
    connection: Connection, row: Any, message: Message, payer: Payer, now: datetime
) -> Circumstances:
    """All the payer knows when it judges a claim."""
    story, claim = story_for(message, now), read_claim(message)
    return Circumstances(
        cover=story.covers[0],
        temper=temper_for(claim, story, payer),
        evidence=row.evidence,
        unanswered=row.asked is not None,
        approvals=approving.named(connection, row, claim),
        claimed_before=_claimed_before(connection, row, claim),
        still_held=_still_held(connection, row, claim),
    )


def pended_answer(message: Message, now: datetime, late_seconds: int) -> Sealed:
    """The immediate answer to a claim that waits; a payer past the session limit gets the gateway's tag."""
    return claim_answers.pended(message, now, ("queued-messages",) if late_seconds else ())


def temper_for(claim: ReceivedClaim, story: Story, payer: Payer) -> str:
    """How this payer meets this person's claim or approval request."""
    met = story.approvals_meet if claim.use != "claim" else ""
    met = met or story.claims_meet
    return met if met in payers.TEMPERS or met in payers.MOODS else payer.temper


def asks_first(message: Message, payer: Payer, now: datetime) -> bool:
    """Whether the payer wants to know more before it judges."""
    story = story_for(message, now)
    return temper_for(read_claim(message), story, payer) == payers.ASKING


def _speaks(
    connection: Connection, claim: ReceivedClaim, related_id: int, relationship: str
) -> bool:
    """Whether it gives a doubting payer reason to think otherwise; a complaint only by a file not seen before."""
    if relationship == APPEALING:
        seen = files.hashes_of(connection, relations.chain_of(connection, related_id))
        return any(file.sha256 not in seen for file in files.read(list(claim.attachments)))
    return claim.has_evidence and (bool(claim.related) or claim.use != "claim")


def _due(
    claim: ReceivedClaim, story: Story, payer: Payer, now: datetime, late_seconds: int
) -> datetime | None:
    if payer.temper == payers.MANUAL:
        return None
    if late_seconds:
        return now + timedelta(seconds=late_seconds)
    scripted = claim.use != "claim" and story.approvals_meet
    tempers = {temper_for(claim, story, payer), "" if scripted else payer.temper}
    waits = claim.deferred or bool(tempers & payers.WAITING)
    return now + timedelta(seconds=payer.delay_seconds) if waits else now


def _claim_row(message: Message, claim: ReceivedClaim) -> dict[str, Any]:
    """What a claim says of itself, waiting for its judgement."""
    system, value = message.focal_identifier
    return {
        "sender": message.sender,
        "payer": message.receiver,
        "use": claim.use,
        "kind": claim.kind,
        "focal_system": system,
        "focal_value": value,
        "patient_id": claim.patient_id,
        "patient_name": claim.patient_name,
        "service_day": claim.service_day,
        "total": claim.total,
        "state": "pended",
        "outcome": adjudication.PENDED,
        "approvals": list(claim.approvals),
        "comment": claim.comment,
        "prescription": claim.prescription,
        "rehearsal": message.rehearsal,
        "answer": b"",
    }


def _line_row(claim_id: Any, message: Message, claim: ReceivedClaim, line: Any) -> dict[str, Any]:
    return {
        "claim_id": claim_id,
        "sequence": line.sequence,
        "sender": message.sender,
        "payer": message.receiver,
        "patient_id": claim.patient_id,
        "system": line.system,
        "code": line.code,
        "display": line.display,
        "category": line.category,
        "day": line.day,
        "quantity": line.quantity,
        "days_supply": line.days_supply,
        "net": line.net,
        "tax": line.tax,
        "patient_share": line.patient_share,
        "benefit": ZERO,
    }


def _claimed_before(connection: Connection, row: Any, claim: ReceivedClaim) -> frozenset[int]:
    """Lines this provider already claimed for the patient in an earlier claim that was not cancelled or denied."""
    if claim.use != "claim":
        return frozenset()
    earlier = connection.execute(
        select(
            _LINES.c.system, _LINES.c.code, _LINES.c.day, _LINES.c.quantity, _LINES.c.net,
            _CLAIMS.c.prescription,
        )
        .join(_CLAIMS, _CLAIMS.c.id == _LINES.c.claim_id)
        .where(
            _LINES.c.payer == row.payer,
            _LINES.c.patient_id == row.patient_id,
            _LINES.c.code.in_([line.code for line in claim.lines]),
            _LINES.c.sender == row.sender,
            _LINES.c.claim_id < row.id,
            _LINES.c.claim_id.not_in(relations.family(connection, row)),
            _LINES.c.outcome != adjudication.REJECTED,
            _CLAIMS.c.use == row.use,
            _CLAIMS.c.state != "cancelled",
            _CLAIMS.c.superseded_by.is_(None),
            _CLAIMS.c.rehearsal == row.rehearsal,
        )
    ).all()  # fmt: skip
    overdrawn = prescriptions.overdrawn(connection, claim.prescription)
    return adjudication.duplicates(
        claim.lines,
        [
            tuple(line[:5])
            for line in earlier
            if not medicines.another_part(claim, line.prescription, line.code, overdrawn)
        ],
    )


def _still_held(connection: Connection, row: Any, claim: ReceivedClaim) -> frozenset[int]:
    """Medicines paid for this patient before on another prescription, by their days of supply."""
    earlier = connection.execute(
        select(_LINES.c.system, _LINES.c.code, _LINES.c.day, _LINES.c.days_supply)
        .join(_CLAIMS, _CLAIMS.c.id == _LINES.c.claim_id)
        .where(
            _CLAIMS.c.use == "claim",
            _CLAIMS.c.id != row.id,
            _CLAIMS.c.state == "answered",
            _CLAIMS.c.superseded_by.is_(None),
            or_(_CLAIMS.c.sender != row.sender, _CLAIMS.c.rehearsal == row.rehearsal),
            _CLAIMS.c.prescription != claim.prescription,
            _LINES.c.payer == row.payer,
            _LINES.c.patient_id == row.patient_id,
            _LINES.c.code.in_([line.code for line in claim.lines]),
            _LINES.c.outcome.in_((adjudication.APPROVED, adjudication.PARTIAL)),
            _LINES.c.days_supply.is_not(None),
        )
    )
    return medicines.still_held(claim.lines, [tuple(line) for line in earlier])
