"""Billed and approved come from the claims' own judgements; this is who hears them."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.claims.models import Claim
from app.claims.states import ADJUDICATED, CANCELLED, CLOSED
from app.kernel.clock import muscat_day, now
from app.kernel.db import db
from app.kernel.money import ZERO
from app.remittances import ledger, rules
from app.remittances.rules import JudgedLine, LineLedger
from app.tenants.scope import find

COMPLAINT, CORRECTION = "complaint", "correction"
CARRIED_OVER = "carried_over"
JUDGED_STATES = frozenset({ADJUDICATED, CLOSED})


def root_id_of(claim: Claim) -> UUID:
    """The claim whose account this one's money belongs to: a complaint carries the same lines."""
    seen: list[UUID] = [claim.id]
    while (
        claim.related_kind == COMPLAINT
        and claim.related_claim_id is not None
        and claim.related_claim_id not in seen
    ):
        seen.append(claim.related_claim_id)
        claim = find(Claim, claim.related_claim_id)
    return claim.id


def root_of(claim: Claim) -> Claim:
    """The claim whose account this one's money belongs to, locked."""
    return find(Claim, root_id_of(claim), for_update=True)


def hear(claim: Claim) -> None:
    """Bring the account of a judged or cancelled claim up to its judgement."""
    root = root_of(claim)
    bring_up(root)
    if claim.related_kind == CORRECTION and claim.related_claim_id and claim.status in JUDGED_STATES:  # fmt: skip
        _carry_over(root_of(find(Claim, claim.related_claim_id)))


def bring_up(root: Claim) -> dict[int, LineLedger]:
    """The account of a locked claim as the judgements so far make it; nothing while there are none."""
    before = ledger.account(root.id)
    if root.status == CANCELLED:
        moved = rules.revoked(before)
    elif root.status in JUDGED_STATES and root.approved is not None:
        moved = rules.judged(before, _judged_lines(root))
    else:
        moved = []
    if not moved:
        return before
    return ledger.write(root, moved, day=muscat_day(root.judged_at or now()))


def _judged_lines(root: Claim) -> list[JudgedLine]:
    """Each line as the payer judged it, complaints about it included."""
    lines = {
        one.sequence: LineLedger(
            line=one.sequence, billed=one.net, patient_share=one.patient_share, approved=one.approved or ZERO
        )
        for one in root.lines
    }  # fmt: skip
    for complaint in _complaints(root.id):
        for one in complaint.lines:
            if one.sequence in lines and one.approved is not None:
                has = lines[one.sequence]
                won = rules.with_complaint(has, one.payer_share, one.approved)
                lines[one.sequence] = LineLedger(line=has.line, billed=has.billed, patient_share=has.patient_share, approved=won)  # fmt: skip
    return [
        JudgedLine(line=one.line, billed=one.billed, patient_share=one.patient_share, approved=one.approved)
        for one in lines.values()
    ]  # fmt: skip


def _complaints(claim_id: UUID) -> list[Claim]:
    """The judged complaints about a claim and about those complaints, the oldest first."""
    found: list[Claim] = []
    wanted = [claim_id]
    while wanted:
        query = select(Claim).where(Claim.related_claim_id.in_(wanted), Claim.related_kind == COMPLAINT)  # fmt: skip
        more = [one for one in db.session.scalars(query) if one not in found]
        found += more
        wanted = [one.id for one in more]
    judged = [one for one in found if one.status in JUDGED_STATES]
    return sorted(judged, key=lambda one: (one.judged_at or one.created_at, one.number))


def _carry_over(original: Claim) -> None:
    """A corrected claim asks for everything anew: what the first one was denied is not open any more."""
    before = ledger.account(original.id)
    moved = [
        movement
        for one in before.values()
        if one.denied_open > ZERO
        for movement in rules.let_go(before, one.line, one.denied_open)
    ]
    if moved:
        ledger.write(original, moved, day=muscat_day(now()), reason=CARRIED_OVER)
