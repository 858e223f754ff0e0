"""Pure rules of batches: where a claim of one stands, the order, the parts, pace and digests."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TypeVar
from uuid import UUID

from app.batches.states import LEFT_OUT, TAKEN_BACK, WAITING
from app.claims import states as claim
from app.kernel.states import Status
from app.kernel.words import N_

# What people are told of a claim in a batch.
AWAITS, QUEUED, SENT, ACCEPTED, JUDGED = "awaits", "queued", "sent", "accepted", "judged"
REJECTED, HELD, MENDING, KEPT, BACK, CLOSED = (
    "rejected", "held", "mending", "kept", "back", "closed",
)  # fmt: skip

STAGES: dict[str, Status] = {
    inner: Status(inner=inner, outer=outer, tone=tone, happens_next="", you_can="")
    for inner, outer, tone in (
        (AWAITS, N_("Waits its turn"), "neutral"),
        (QUEUED, N_("Queued"), "waiting"),
        (SENT, N_("Sent"), "waiting"),
        (ACCEPTED, N_("Accepted"), "info"),
        (JUDGED, N_("Judged"), "info"),
        (REJECTED, N_("Rejected"), "returned"),
        (HELD, N_("Held"), "returned"),
        (MENDING, N_("Draft again"), "neutral"),
        (KEPT, N_("Not sent"), "returned"),
        (BACK, N_("Taken back"), "neutral"),
        (CLOSED, N_("Closed"), "neutral"),
    )
}
# Certainly not over there yet; stopping can take these back.
UNSENT = frozenset({AWAITS, QUEUED})
# Once over there, whatever came of it.
GONE = frozenset({SENT, ACCEPTED, JUDGED, REJECTED, MENDING, CLOSED})
# Something still happens by itself.
UNDER_WAY = frozenset({AWAITS, QUEUED, SENT, ACCEPTED})
# How the list of what needs a person is asked for.
TO_FIX = "fix"
NEEDS_FIX = frozenset({REJECTED, HELD, MENDING, KEPT})

_OF_CLAIM = {
    claim.DRAFT: MENDING,
    claim.QUEUED: QUEUED,
    claim.SENT: SENT,
    claim.ACCEPTED: ACCEPTED,
    claim.REJECTED: REJECTED,
    claim.HELD: HELD,
    claim.ADJUDICATED: JUDGED,
    claim.CLOSED: CLOSED,
    claim.CANCELLED: CLOSED,
}

Kind = TypeVar("Kind")


def stage(item_status: str, claim_status: str) -> str:
    """Where a claim stands: what the batch did with it, then what the claim itself says.

    One left out and later sent by hand counts as what it is now.
    """
    if item_status == WAITING:
        return AWAITS
    if item_status == TAKEN_BACK:
        return BACK
    if item_status == LEFT_OUT and claim_status == claim.DRAFT:
        return KEPT
    return _OF_CLAIM[claim_status]


def needs_fix(item_status: str, claim_status: str) -> bool:
    """Whether a person must act before this claim gets on."""
    return stage(item_status, claim_status) in NEEDS_FIX


def part_of(position: int, size: int) -> int:
    """The part in which the claim at this position (from 1) leaves; parts count from 1."""
    return (position - 1) // size + 1


def parts(count: int, size: int) -> int:
    """How many parts so many claims make."""
    return part_of(count, size) if count else 0


def may_leave(waiting: Mapping[Kind, int], still_queued: Mapping[Kind, int]) -> dict[Kind, int]:
    """Payer -> the part that may be queued now: the lowest one, once all before it have left.

    Both map a payer to the lowest part that holds a claim of that kind.
    """
    return {
        payer: part
        for payer, part in waiting.items()
        if payer not in still_queued or still_queued[payer] >= part
    }


def per_minute(sent: int, seconds: float) -> int:
    """How many a minute, from what was sent within so many seconds; at least one second is taken."""
    return round(sent * 60 / max(seconds, 1.0))


def minutes_left(unsent: int, pace: int) -> int | None:
    """Whole minutes until all have left, at least one; None while nothing leaves."""
    if not unsent or pace <= 0:
        return None
    return max(1, -(-unsent // pace))


def key_of(wanted: Mapping[str, str], branches: Collection[UUID] = ()) -> str:
    """The same for the same filter, whatever its order; whoever works in some branches finds other claims by it."""
    named = {"branches": sorted(map(str, branches))} if branches else {}
    return hashlib.sha256(json.dumps({**wanted, **named}, sort_keys=True).encode()).hexdigest()


def digest(versions: Iterable[tuple[UUID, int]]) -> str:
    """The same for the same claims in the same versions."""
    text = ";".join(sorted(f"{identity}:{version}" for identity, version in versions))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def in_steps(all_of_them: Sequence[Kind], size: int) -> list[Sequence[Kind]]:
    """The sequence in pieces of at most so many."""
    return [all_of_them[begin : begin + size] for begin in range(0, len(all_of_them), size)]
