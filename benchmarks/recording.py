"""What one submit writes, recorded as it reaches PostgreSQL, so that the ceilings write exactly the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg

# The lock of the chain's end is a read, but without it the rows of the trail cannot be written.
CHAIN_END = "FROM audit_heads"
CHAIN = "INSERT INTO audit_events"
WRITES = ("INSERT", "UPDATE")
ALSO_WRITES = ("procrastinate_defer", "set_config('app.tenant'", CHAIN_END, CHAIN)


@dataclass(frozen=True)
class Statement:
    """A statement with its parameters; several sets of them where it was sent as many."""

    text: str
    parameters: list[Any]
    many: bool


@dataclass(frozen=True)
class Recipe:
    """The writes of one submit, and the identities that stand in them."""

    statements: list[Statement]
    tenant_id: UUID
    user_id: UUID
    claim_id: UUID
    lane_id: UUID
    payer_id: UUID
    number: str
    seq: int


@contextmanager
def recording() -> Iterator[list[Statement]]:
    """Hear everything that goes to PostgreSQL from this process."""
    heard: list[Statement] = []
    execute, executemany = psycopg.Cursor.execute, psycopg.Cursor.executemany
    psycopg.Cursor.execute = _listening(execute, heard, many=False)  # type: ignore[method-assign]
    psycopg.Cursor.executemany = _listening(executemany, heard, many=True)  # type: ignore[method-assign]
    try:
        yield heard
    finally:
        psycopg.Cursor.execute = execute  # type: ignore[method-assign]
        psycopg.Cursor.executemany = executemany  # type: ignore[method-assign]


def _listening(call: Callable[..., Any], heard: list[Statement], *, many: bool) -> Any:
    def listen(self: Any, query: Any, params: Any = None, **how: Any) -> Any:
        heard.append(Statement(str(query), list(params) if many else [params], many))
        return call(self, query, params, **how)

    return listen


def writes(heard: list[Statement]) -> list[Statement]:
    """Those that write, with what they cannot do without."""
    return [one for one in heard if _writes(one.text)]


def _writes(text: str) -> bool:
    return text.lstrip().upper().startswith(WRITES) or any(part in text for part in ALSO_WRITES)
