"""Taking in claims and approval requests, and knowing what the payer knows about them."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select

from app.sandbox import adjudication, claim_answers, payers, relations, schema
from app.sandbox.adjudication import Approval, Circumstances
from app.sandbox.bundles import Sealed
from app.sandbox.eligibility import story_for
from app.sandbox.parsing import Message
from app.sandbox.payers import Payer
from app.sandbox.reading import ZERO, ReceivedClaim, read_claim
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
    claim = read_claim(message)
    story, (system, value) = story_for(message, now), message.focal_identifier
    row = connection.execute(
        insert(_CLAIMS)
        .values(
            message_id=message_id,
            sender=message.sender,
            payer=payer.licence,
            use=claim.use,
            kind=claim.kind,
            focal_system=system,
            focal_value=value,
            patient_id=claim.patient_id,
            patient_name=claim.patient_name,
            service_day=claim.service_day,
            total=claim.total,
            state="pended",
            outcome=adjudication.PENDED,
            evidence=bool(claim.related) and claim.has_evidence,
            answer_twice=twice,
            received_at=now,
            due_at=_due(claim, story, payer, now, late_seconds),
            answer=b"",
        )
        .returning(_CLAIMS)
    ).one()
    connection.execute(insert(_LINES), [_line_row(row.id, message, claim, x) for x in claim.lines])
    return row


def circumstances(
    connection: Connection, row: Any, message: Message, payer: Payer, now: datetime
) -> Circumstances:
    """All the payer knows when it judges a claim."""
    story, claim = story_for(message, now), read_claim(message)
    temper = story.claims_meet if story.claims_meet in payers.TEMPERS else payer.temper
    return Circumstances(
        cover=story.covers[0],
        temper=temper,
        evidence=row.evidence,
        approvals=_approvals(connection, row, claim),
        claimed_before=_claimed_before(connection, row, claim),
    )


def pended_answer(message: Message, now: datetime, late_seconds: int) -> Sealed:
    """The immediate answer to a claim that waits; a payer past the session limit gets the gateway's tag."""
    return claim_answers.pended(message, now, ("queued-messages",) if late_seconds else ())


def _due(
    claim: ReceivedClaim, story: Story, payer: Payer, now: datetime, late_seconds: int
) -> datetime | None:
    if payer.temper == payers.MANUAL:
        return None
    waits = claim.deferred or payer.temper == payers.PENDED or story.claims_meet == "pended"
    if late_seconds:
        return now + timedelta(seconds=late_seconds)
    return now + timedelta(seconds=payer.delay_seconds) if waits else now


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
        "net": line.net,
        "tax": line.tax,
        "patient_share": line.patient_share,
        "benefit": ZERO,
    }


def _approvals(connection: Connection, row: Any, claim: ReceivedClaim) -> dict[str, Approval]:
    """The approvals a claim names that this payer gave this provider for this patient."""
    if not claim.approvals:
        return {}
    found = connection.execute(
        select(_CLAIMS.c.pre_auth_ref, _CLAIMS.c.approved_until, _LINES.c.code)
        .join(_LINES, _LINES.c.claim_id == _CLAIMS.c.id)
        .where(
            _CLAIMS.c.pre_auth_ref.in_(claim.approvals),
            _CLAIMS.c.sender == row.sender,
            _CLAIMS.c.payer == row.payer,
            _CLAIMS.c.patient_id == row.patient_id,
            _CLAIMS.c.state == "answered",
            _LINES.c.outcome.in_([adjudication.APPROVED, adjudication.PARTIAL]),
        )
    ).all()
    return {
        number: Approval(
            max(r.approved_until for r in found if r.pre_auth_ref == number),
            frozenset(r.code for r in found if r.pre_auth_ref == number),
        )
        for number in {r.pre_auth_ref for r in found}
    }


def _claimed_before(connection: Connection, row: Any, claim: ReceivedClaim) -> frozenset[int]:
    """Lines this provider already claimed for the patient in an earlier claim that was not cancelled or denied."""
    if claim.use != "claim":
        return frozenset()
    earlier = connection.execute(
        select(_LINES.c.system, _LINES.c.code, _LINES.c.day, _LINES.c.quantity, _LINES.c.net)
        .join(_CLAIMS, _CLAIMS.c.id == _LINES.c.claim_id)
        .where(
            _LINES.c.payer == row.payer,
            _LINES.c.patient_id == row.patient_id,
            _LINES.c.code.in_([line.code for line in claim.lines]),
            _LINES.c.sender == row.sender,
            _LINES.c.claim_id < row.id,
            _LINES.c.outcome != adjudication.REJECTED,
            _CLAIMS.c.use == row.use,
            _CLAIMS.c.state != "cancelled",
        )
    ).all()
    return adjudication.duplicates(claim.lines, [tuple(r) for r in earlier])
