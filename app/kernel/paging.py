"""Keyset paging: a page begins where the last one ended, so that page 900 costs what page 1 costs."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Exists, Select, select, tuple_, union_all
from sqlalchemy.orm import InstrumentedAttribute

from app.kernel.db import db
from app.kernel.errors import NotFound

Row = TypeVar("Row")
PAGE_SIZE = 25
LARGEST = 2**63
# A column of a model, or of its table where rows of tenants not in scope are asked for.
Key = InstrumentedAttribute[Any] | Column[Any]


def _whole(text: str) -> int:
    """A whole number that a column can hold."""
    if not -LARGEST <= (number := int(text)) < LARGEST:
        raise ValueError(text)
    return number


def _words(text: str) -> str:
    """A text that a column can hold."""
    if not isinstance(text, str) or "\x00" in text:
        raise ValueError(text)
    return text


_READERS: dict[type, Callable[[str], Any]] = {
    UUID: UUID,
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    Decimal: Decimal,
    int: _whole,
    str: _words,
}


def one_by_one(query: Select[Any]) -> Exists:
    """Whether a correlated query finds anything, asked for one row of a page after the other.

    An OFFSET keeps PostgreSQL from making a join of it: for 25 rows it would join everything there is.
    """
    return query.offset(0).exists()


def in_any(identity: Any, lists: Iterable[Select[Any]]) -> ColumnElement[bool]:
    """The condition that a row is on one of these short lists of ids, each with an order and a limit of its own."""
    return identity.in_(union_all(*(select(one.subquery().c.id) for one in lists)))


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows of a list, and the cursors of its neighbours (None where there is none)."""

    rows: list[Row]
    next: str | None = None
    previous: str | None = None


def page_of(
    query: Select[Any], *, by: Sequence[Key], cursor: str | None = None,
    descending: bool = True, size: int = PAGE_SIZE,
) -> Page[Any]:  # fmt: skip
    """The page of a query at a cursor, ordered by `by`, whose last column must be unique.

    Each row must carry the columns of `by` under their own names, none of them patient
    data or null: the cursor stands in the address. Raises NotFound for a cursor not made here.
    """
    backwards, after = _read(cursor, by) if cursor else (False, None)
    falling = descending != backwards
    if after is not None:
        here = tuple_(*by)
        query = query.where(here < tuple_(*after) if falling else here > tuple_(*after))
    order = [column.desc() if falling else column.asc() for column in by]
    found = db.session.execute(query.order_by(None).order_by(*order).limit(size + 1)).all()
    rows = [row[0] if len(row) == 1 else row for row in found[:size]]
    more = len(found) > size
    if backwards:
        rows.reverse()
    follows, precedes = (after is not None, more) if backwards else (more, after is not None)
    return Page(
        rows,
        _write(False, rows[-1], by) if rows and follows else None,
        _write(True, rows[0], by) if rows and precedes else None,
    )


def _write(backwards: bool, row: Any, by: Sequence[Key]) -> str:  # noqa: FBT001
    values = [getattr(row, column.key) for column in by]
    texts = [v.isoformat() if isinstance(v, date) else str(v) for v in values]
    raw = json.dumps([int(backwards), *texts], separators=(",", ":"), ensure_ascii=False)
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def _read(cursor: str, by: Sequence[Key]) -> tuple[bool, list[Any]]:
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        backwards, *texts = json.loads(raw)
        values = [
            _READERS[column.type.python_type](text) for column, text in zip(by, texts, strict=True)
        ]
    except (
        binascii.Error,
        ValueError,
        TypeError,
        KeyError,
        ArithmeticError,
        AttributeError,
    ) as error:
        raise NotFound from error
    return backwards == 1, values
