"""The thread of a subject as a part of its own page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.conversations import voices, wording
from app.kernel.authz import can


def thread_of(subject_kind: str, subject_id: UUID) -> dict[str, Any] | None:
    """What templates/conversations/_panel.html shows; None for a person who may not read it, or before it was sent."""
    if not can("conversations.view"):
        return None
    said = wording.thread(subject_kind, subject_id)
    may_write = bool(voices.about(subject_kind, subject_id).identifier)
    if not said and not may_write:
        return None
    return {"kind": subject_kind, "id": subject_id, "said": said, "may_write": may_write}


def threads_of(subject_kind: str, *subject_ids: UUID) -> dict[str, Any] | None:
    """The threads of several subjects as one, the oldest first; one writes about the last that was sent."""
    found = [one for key in subject_ids if (one := thread_of(subject_kind, key)) is not None]
    if not found:
        return None
    said = sorted((each for one in found for each in one["said"]), key=lambda each: each["at"])
    newest = next((one for one in reversed(found) if one["may_write"]), found[-1])
    return {**newest, "said": said}
