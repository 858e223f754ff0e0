"""What stands behind a question or a task that names no money of its own: that of its claim or approval."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from decimal import Decimal
from uuid import UUID

from app.approvals import work_lists as approvals
from app.claims import work_lists as claims

Asked = Callable[[Collection[UUID]], dict[UUID, Decimal]]
STILL_ASKED: dict[str, Asked] = {"claim": claims.still_asked, "approval": approvals.still_asked}


def at_stake(subjects: Iterable[tuple[str, UUID]]) -> dict[tuple[str, UUID], Decimal]:
    """Subject -> rials that are asked for and not granted yet; other subjects have none."""
    wanted = set(subjects)
    found: dict[tuple[str, UUID], Decimal] = {}
    for kind, still_asked in STILL_ASKED.items():
        ids = {identity for of, identity in wanted if of == kind}
        if ids:
            found |= {(kind, identity): amount for identity, amount in still_asked(ids).items()}
    return found
