"""A sealed column read and written as text: whoever reads the attribute opens it, whoever writes it seals it."""

from __future__ import annotations

import json
from typing import Any

from app.tenants.keys import open_text, seal_text


class SealedText:
    """The text in a `…_sealed` column of a tenant's row, or None; the row needs its id before it is written."""

    def __init__(self, column: str) -> None:
        self._column = column

    def __get__(self, row: Any, _owner: type | None = None) -> Any:
        if row is None:
            return self
        sealed = getattr(row, self._column)
        if sealed is None:
            return None
        return open_text(sealed, table=row.__tablename__, column=self._column, row_id=row.id)

    def __set__(self, row: Any, words: str | None) -> None:
        sealed = (
            seal_text(words, table=row.__tablename__, column=self._column, row_id=row.id)
            if words
            else None
        )
        setattr(row, self._column, sealed)


class SealedPairs(SealedText):
    """A form as typed, names beside what stood in them in order, or None; sealed like words."""

    def __get__(self, row: Any, owner: type | None = None) -> Any:
        if row is None:
            return self
        words = super().__get__(row, owner)
        return None if words is None else [(name, value) for name, value in json.loads(words)]

    def __set__(self, row: Any, pairs: Any) -> None:
        super().__set__(row, None if pairs is None else json.dumps(pairs, ensure_ascii=False))
