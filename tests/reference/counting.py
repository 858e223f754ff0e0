"""How many statements a piece of work sends to the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine


@dataclass
class Counted:
    number: int = 0


@contextmanager
def counted_queries() -> Iterator[Counted]:
    """Counts what is executed; saying who asks, once a transaction, does not count."""
    counted = Counted()

    def count(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        counted.number += "set_config" not in statement

    event.listen(Engine, "before_cursor_execute", count)
    try:
        yield counted
    finally:
        event.remove(Engine, "before_cursor_execute", count)
