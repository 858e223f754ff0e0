"""Words about a patient in an approval's rows, sealed under the tenant's key."""

from __future__ import annotations

import json
from typing import Any

from app.tenants.keys import open_text, seal_text


def keep(row: Any, column: str, words: str) -> None:
    """Seal these words into a column; empty words leave it empty."""
    sealed = seal_text(words, table=row.__tablename__, column=column, row_id=row.id)
    setattr(row, column, sealed if words else None)


def words(row: Any, column: str) -> str:
    """What a sealed column says; empty where it holds nothing."""
    sealed = getattr(row, column)
    if sealed is None:
        return ""
    return open_text(sealed, table=row.__tablename__, column=column, row_id=row.id)


def keep_typed(row: Any, typed: list[tuple[str, str]]) -> None:
    """Seal an entry page as typed."""
    keep(row, "typed_sealed", json.dumps(typed, ensure_ascii=False))


def typed(row: Any) -> list[tuple[str, str]] | None:
    """The entry page as typed, or None when everything could be read."""
    kept = words(row, "typed_sealed")
    return [(name, value) for name, value in json.loads(kept)] if kept else None
