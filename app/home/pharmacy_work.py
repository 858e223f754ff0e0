"""What of the pharmacy's supplies needs a person, as rows of the first page."""

from __future__ import annotations

from typing import Any

from app.kernel.words import N_
from app.pharmacy.dispensing import work_lists
from app.pharmacy.dispensing.work_lists import KeptBack

KEPT_BACK = N_("Supplied, but its claim was kept back and has not left.")
UNSETTLED = N_("Supplied provisionally: neither claimed nor paid yet.")


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
