"""What a dispute comes to: it goes where the claim that carries it went, and tells what was won back."""

from __future__ import annotations

from decimal import Decimal

from app.claims.models import Claim, ClaimLine
from app.claims.states import ADJUDICATED
from app.claims.values import COMPLAINT
from app.disputes import queries, rules
from app.disputes.history import move
from app.disputes.models import Dispute, DisputeLine
from app.disputes.states import ABANDONED, DECIDED
from app.kernel.clock import now
from app.kernel.money import ZERO, total
from app.tenants.scope import find


def follow(claim: Claim) -> None:
    """A claim moved: the dispute it carries goes where it went."""
    if claim.related_claim_id is None:
        return
    dispute = queries.carried_by(claim, for_update=True)
    if dispute is None:
        return
    recovered = _recovered(dispute, claim) if claim.status == ADJUDICATED else None
    decision = "lost" if recovered is None else rules.outcome(dispute.at_stake, recovered)
    for event in rules.steps_to(dispute.status, claim.status, claim.adjudication, decision):
        details = (
            {"recovered": str(recovered)} if recovered is not None and event in DECIDED else {}
        )
        move(dispute, event, **details)
        if event == "submitted":
            dispute.sent_at = claim.submitted_at or now()
    if recovered is not None and dispute.status in DECIDED:
        _write_decision(dispute, claim, recovered)
    elif dispute.status == ABANDONED:
        dispute.recovered = None
        for line in dispute.lines:
            line.recovered = None


def _recovered(dispute: Dispute, claim: Claim) -> Decimal:
    """What was approved now beyond what had been approved before, in rials."""
    if dispute.kind == COMPLAINT:
        return total(one or ZERO for one in _by_sequence(dispute, claim).values())
    earlier = find(Claim, dispute.claim_id)
    won_back = max((claim.approved or ZERO) - (earlier.approved or ZERO), ZERO)
    return min(won_back, dispute.at_stake)


def _write_decision(dispute: Dispute, claim: Claim, recovered: Decimal) -> None:
    dispute.recovered, dispute.decided_at = recovered, now()
    lines = _by_sequence if dispute.kind == COMPLAINT else _by_service
    found = lines(dispute, claim)
    for line in dispute.lines:
        line.recovered = found[line.sequence]


def _by_sequence(dispute: Dispute, claim: Claim) -> dict[int, Decimal | None]:
    """A complaint's lines carry the numbers of the first claim's."""
    approved = {line.sequence: line.approved or ZERO for line in claim.lines}
    return {
        one.sequence: max(approved.get(one.sequence, ZERO) - one.before, ZERO)
        for one in dispute.lines
    }


def _by_service(dispute: Dispute, claim: Claim) -> dict[int, Decimal | None]:
    """A correction's lines are new ones: each is known by its service, or else by its place.

    A line without a counterpart neither won nor lost: none, so that nothing is learnt from it.
    """
    left = list(claim.lines)
    codes = {line.sequence: line.code for line in find(Claim, dispute.claim_id).lines}
    counterparts: dict[int, ClaimLine] = {}
    for is_same in (
        lambda line, at: line.code == codes.get(at),
        lambda line, at: line.sequence == at,
    ):
        for one in dispute.lines:
            same = next((line for line in left if is_same(line, one.sequence)), None)
            if one.sequence not in counterparts and same is not None:
                counterparts[one.sequence] = same
                left.remove(same)
    return {one.sequence: _won(one, counterparts.get(one.sequence)) for one in dispute.lines}


def _won(line: DisputeLine, following: ClaimLine | None) -> Decimal | None:
    if following is None:
        return None
    return min(max((following.approved or ZERO) - line.before, ZERO), line.at_stake)
