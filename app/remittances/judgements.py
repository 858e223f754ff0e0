"""Billed and approved come from the claims' own judgements; this is who hears them."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from app.claims.models import Claim
from app.claims.states import ADJUDICATED, CANCELLED, CLOSED
from app.kernel.clock import muscat_day, now
from app.kernel.db import db
from app.kernel.money import ZERO
from app.remittances import ledger, rules
from app.remittances.rules import JudgedLine, LineLedger, Movement
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
    """Bring the account of a judged, cancelled or nullified claim up to its judgement, and what it stood for."""
    bring_up(root_of(claim))
    if claim.related_kind == CORRECTION and claim.related_claim_id:
        bring_up(root_of(find(Claim, claim.related_claim_id)))


def bring_up(root: Claim) -> dict[int, LineLedger]:
    """The account of a locked claim as the judgements so far make it; nothing while there are none."""
    before = ledger.account(root.id)
    reason, moved = "", list[Movement]()
    if root.status == CANCELLED:
        moved = rules.revoked(before)
    elif _is_superseded(root):
        reason, moved = CARRIED_OVER, rules.superseded(before)
    elif root.status in JUDGED_STATES and root.approved is not None:
        back = _carried_back(root.id)
        if back:
            before = ledger.write(root, back, day=muscat_day(now()), reason=CARRIED_OVER)
        moved = rules.judged(before, _judged_lines(root))
    if not moved:
        return before
    day = muscat_day(now() if reason else root.judged_at or now())
    return ledger.write(root, moved, day=day, reason=reason)


def _carried_back(claim_id: UUID) -> list[Movement]:
    """What a correction took over and left again when it was cancelled: it is open once more."""
    taken: dict[int, Decimal] = {}
    for one in ledger.entries(claim_id):
        if one.kind == rules.LET_GO and one.reason == CARRIED_OVER:
            taken[one.line] = taken.get(one.line, ZERO) + one.amount
    return [Movement(line, rules.LET_GO, -amount) for line, amount in taken.items() if amount]


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


def _is_superseded(root: Claim) -> bool:
    """Whether a judged correction stands in the place of the claim or of a complaint about it."""
    about = [root.id, *(one.id for one in _about(root.id))]
    query = select(Claim.id).where(
        Claim.related_claim_id.in_(about),
        Claim.related_kind == CORRECTION,
        Claim.status.in_(JUDGED_STATES),
    )
    return db.session.scalars(query.limit(1)).one_or_none() is not None


def _complaints(claim_id: UUID) -> list[Claim]:
    """The judged complaints about a claim and about those complaints, the oldest first."""
    judged = [one for one in _about(claim_id) if one.status in JUDGED_STATES]
    return sorted(judged, key=lambda one: (one.judged_at or one.created_at, one.number))


def _about(claim_id: UUID) -> list[Claim]:
    """Every complaint about a claim and about those complaints."""
    found: list[Claim] = []
    wanted = [claim_id]
    while wanted:
        query = select(Claim).where(Claim.related_claim_id.in_(wanted), Claim.related_kind == COMPLAINT)  # fmt: skip
        more = [one for one in db.session.scalars(query) if one not in found]
        found += more
        wanted = [one.id for one in more]
    return found
