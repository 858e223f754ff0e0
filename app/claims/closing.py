"""A claim's end: closed when its money is settled, open again when that changes."""

from __future__ import annotations

from app.claims.history import correct, move
from app.claims.models import Claim
from app.claims.states import ADJUDICATED, CLOSED


def follow_money(claim: Claim, *, is_settled: bool) -> None:
    """Close a judged claim whose money is settled; open a closed one where it no longer is."""
    if is_settled and claim.status == ADJUDICATED:
        move(claim, "settled")
    elif not is_settled and claim.status == CLOSED:
        correct(claim, "corrected_to_adjudicated")
