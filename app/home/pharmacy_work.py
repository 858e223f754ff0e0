"""What of the pharmacy's supplies needs a person, as rows of the first page."""

from __future__ import annotations

from typing import Any

from app.kernel.clock import today
from app.kernel.words import N_
from app.pharmacy.dispensing import work_lists
from app.pharmacy.dispensing.work_lists import KeptBack
from app.pharmacy.prescriptions import task_queries

KEPT_BACK = N_("Supplied, but its claim was kept back and has not left.")
UNSETTLED = N_("Supplied provisionally: not claimed yet, or its money is not settled.")
UNTOLD = N_("The exchange did not take down what became of a prescription after it was given back.")
NOT_LET_GO = N_("The medicine came back, but the insurer did not cancel the claim.")


def kept_back(limit: int) -> list[dict[str, Any]]:
    """One row for each claim of a supply that the checker kept back."""
    return [_row(one) for one in work_lists.kept_back(limit)]


def _row(one: KeptBack) -> dict[str, Any]:
    return {
        "kind": "supply",
        "reference": one.number,
        "endpoint": "claims.check",
        "values": {"claim_id": one.claim_id},
        "leased": ("claim", one.claim_id),
        "why": KEPT_BACK,
        "verb": N_("Put it right and send"),
        "tone": "amber",
        "at_stake": one.at_stake,
        "days": one.days_left,
    }


def not_let_go(limit: int) -> list[dict[str, Any]]:
    """One row for each claim that an insurer keeps though its supply came back."""
    return [
        {
            "kind": "reversal",
            "reference": one.number,
            "endpoint": "pharmacy.dispense",
            "values": {"dispense_id": one.dispense_id},
            "why": NOT_LET_GO,
            "verb": N_("Ask again, or call the insurer"),
            "tone": "red",
            "at_stake": one.at_stake,
        }
        for one in work_lists.not_let_go(limit)
    ]


def untold(limit: int) -> list[dict[str, Any]]:
    """One row for each prescription of which the exchange did not take down what became of it."""
    return [
        {
            "kind": "prescription",
            "reference": one.number,
            "endpoint": "pharmacy.show",
            "values": {"prescription_id": one.id},
            "why": UNTOLD,
            "verb": N_("Tell it again, or call"),
            "tone": "amber",
        }
        for one in task_queries.untold(today(), limit)
    ]


def unsettled(limit: int) -> list[dict[str, Any]]:
    """All provisional supplies as one row; none where all are settled."""
    found = work_lists.unsettled(limit)
    if not found.count:
        return []
    return [
        {
            "kind": "provisional",
            "reference": str(found.count),
            "endpoint": "pharmacy.provisional",
            "why": UNSETTLED,
            "verb": N_("Follow them up"),
            "tone": "amber",
            "at_stake": found.at_stake,
        }
    ]
