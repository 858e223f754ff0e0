"""What of the claims needs a person, as rows of the first page."""

from __future__ import annotations

from typing import Any

from app.claims import awaiting
from app.claims.states import CLAIM_STATUSES, DENIED, DRAFT, HELD, PARTIAL, REJECTED
from app.claims.work_lists import NeedsPerson, needing_a_person
from app.kernel.words import N_

WHY = {
    REJECTED: N_("Rejected: it never entered the insurer's system."),
    HELD: N_("Held: it has not left and waits for you."),
    DRAFT: N_("A draft begun on an earlier day."),
    DENIED: N_("Denied: the insurer will pay nothing as it stands."),
    PARTIAL: N_("Partly approved: some lines were not paid in full."),
}
VERBS = {
    REJECTED: N_("Fix and send"),
    HELD: N_("Remove the cause"),
    DRAFT: N_("Finish it"),
    DENIED: N_("Read the reasons"),
    PARTIAL: N_("Read the reasons"),
}


def rows(limit: int) -> list[dict[str, Any]]:
    """The values of one row of work each."""
    return [_row(one) for one in needing_a_person(limit)]


def _row(one: NeedsPerson) -> dict[str, Any]:
    cause = one.adjudication if one.adjudication in {DENIED, PARTIAL} else one.status
    return {
        "kind": "claim",
        "reference": one.number,
        "endpoint": "claims.show",
        "values": {"claim_id": one.id},
        "leased": ("claim", one.id),
        "why": WHY[cause],
        "verb": VERBS[cause],
        "tone": "red" if cause == DENIED else CLAIM_STATUSES[one.status].tone,
        "at_stake": one.at_stake,
        "days": one.days_left,
    }


def silent() -> list[dict[str, Any]]:
    """Claims whose insurers are late with an answer, all as one piece of work."""
    many, at_stake = awaiting.silent_sum()
    if not many:
        return []
    return [
        {
            "kind": "silent",
            "reference": str(many),
            "endpoint": "claims.silent",
            "why": N_("Claims without an answer: the insurer's days have passed."),
            "verb": N_("Ask about them"),
            "tone": "amber",
            "at_stake": at_stake,
            "days": 0,
        }
    ]
