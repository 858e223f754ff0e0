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
