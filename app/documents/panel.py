"""The papers of a subject as a part of its own page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.documents import queries, wording
from app.kernel.authz import can


def papers_of(subject_kind: str, subject_id: UUID) -> dict[str, Any] | None:
    """What templates/documents/_panel.html shows; None for a person who may not see papers."""
    if not can("documents.view"):
        return None
    rows = queries.documents_of(subject_kind, subject_id)
    return {
        "kind": subject_kind,
        "id": subject_id,
        "rows": [wording.shown(row) for row in rows],
    }
