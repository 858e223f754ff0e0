"""What of the approvals needs a person, as rows of the first page."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.approvals.values import NeedsPerson
from app.approvals.work_lists import EMERGENCY, ENDING, FOLLOW_UP, LATE, needing_a_person
from app.home.stakes import at_stake
from app.kernel.words import N_

WHY = {
    "rejected": N_("Approval rejected: it never entered the insurer's system."),
    "held": N_("Approval held: it has not left and waits for you."),
    "refused": N_("Approval denied by the insurer."),
    "partial": N_("Approval granted in part."),
    LATE: N_("The insurer has used up its time for an approval."),
    ENDING: N_("An approval ends soon and has units left."),
    EMERGENCY: N_("Emergency without approval: obtain one afterwards."),
}
VERBS = {
    "rejected": N_("Fix and send"),
    "held": N_("Remove the cause"),
    "refused": N_("Read the reasons"),
    "partial": N_("Read the reasons"),
    LATE: N_("Ask for the status"),
    ENDING: N_("Extend or ask again"),
    EMERGENCY: N_("Ask for approval"),
}
TONES = {"refused": "red", LATE: "red", "partial": "teal", ENDING: "blue"}


def rows(limit: int) -> list[dict[str, Any]]:
    """The values of one row of work each."""
    found = needing_a_person(limit)
    money = at_stake(("claim", one.claim_id) for one in found if one.claim_id)
    return [
        _row(one, money[("claim", one.claim_id)] if one.claim_id else one.at_stake) for one in found
    ]


def _row(one: NeedsPerson, amount: Decimal) -> dict[str, Any]:
    is_task = one.kind == FOLLOW_UP
    return {
        "kind": "approval",
        "reference": one.number,
        "endpoint": "approvals.follow_up" if is_task else "approvals.show",
        "values": {"follow_up_id" if is_task else "approval_id": one.id},
        "leased": None if is_task else ("approval", one.id),
        "why": WHY[one.cause],
        "verb": VERBS[one.cause],
        "tone": TONES.get(one.cause, "amber"),
        "at_stake": amount,
        "days": one.days_left,
    }
