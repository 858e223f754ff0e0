"""Who works on a subject, as a part of its own page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.kernel import subjects
from app.kernel.authz import can
from app.worklist.queries import holder


def lease_of(subject_kind: str, subject_id: UUID, *, offer: bool = True) -> dict[str, Any] | None:
    """What templates/worklist/_lease.html shows; `offer` the taking where nobody has it. None: nothing to show."""
    found = holder(subject_kind, subject_id)
    may_take = can("worklist.take") and subjects.may(subject_kind, change=True)
    if found is None and not may_take:
        return None
    return {"kind": subject_kind, "id": subject_id, "holder": found, "offer": offer and may_take}
