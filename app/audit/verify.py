"""Recomputing a chain from its rows, and naming the row that is wrong.

The chain alone cannot show that its tail was cut together with its head; a printed or
stored head (`seq`, `hash`) does: give it as the anchor.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.engine import Connection

from app.audit.models import AuditEvent, AuditHead
from app.audit.trail import SAY_TENANT, chained_hash
from app.kernel.db import engine
from app.kernel.words import N_

STREAMED = 2000

MISSING = "missing"
CHANGED = "changed"
UNLINKED = "unlinked"
ADDED = "added"
HEAD = "head"
ANCHOR = "anchor"
WORDS = {
    MISSING: N_("The event is missing."),
    CHANGED: N_("The event was changed after it was written."),
    UNLINKED: N_("The event does not follow from the one before it."),
    ADDED: N_("The event stands beyond the end of the chain."),
    HEAD: N_("The end of the chain was rewritten."),
    ANCHOR: N_("The event is not the one that was printed."),
}


@dataclass(frozen=True)
class Anchor:
    """An event's place and hash, as somebody noted them outside the database."""

    seq: int
    hash: str


@dataclass(frozen=True)
class Problem:
    """The first row that is wrong, and how."""

    seq: int
    kind: str

    @property
    def words(self) -> str:
        return WORDS[self.kind]


@dataclass(frozen=True)
class Verdict:
    """What the recomputation of one chain found; `since` is 1 when all of it was read."""

    tenant_id: UUID
    since: int
    checked: int
    head_seq: int
    head_hash: str
    problem: Problem | None

    @property
    def is_whole(self) -> bool:
        return self.problem is None


def verify_chain(
    tenant_id: UUID, *, last: int | None = None, anchor: Anchor | None = None
) -> Verdict:
    """Recompute a tenant's chain, or its last so many events, in one consistent view of it."""
    with engine().connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        connection.execute(SAY_TENANT, {"tenant": str(tenant_id)})
        head = _head(connection, tenant_id)
        since = max(1, head.seq - last + 1) if last else 1
        before = _hash_before(connection, tenant_id, since)
        chain = _Chain(since, before)
        with closing(_rows(connection, tenant_id, since)) as rows:
            problem = chain.read(rows, head, anchor)
        connection.rollback()
    return Verdict(tenant_id, since, chain.checked, head.seq, head.hash, problem)


class _Chain:
    """Walks the rows in order and stops at the first that is wrong."""

    def __init__(self, since: int, before: str) -> None:
        self.expected, self.previous, self.checked = since, before, 0

    def read(
        self, rows: Iterable[dict[str, Any]], head: Anchor, anchor: Anchor | None
    ) -> Problem | None:
        for row in rows:
            kind = self._wrong(row, head, anchor)
            if kind is not None:
                return Problem(self.expected if kind == MISSING else row["seq"], kind)
            self.expected, self.previous = row["seq"] + 1, row["hash"]
            self.checked += 1
        if self.expected <= head.seq:
            return Problem(self.expected, MISSING)
        if anchor is not None and anchor.seq > head.seq:
            return Problem(head.seq + 1, MISSING)
        return None if self.previous == head.hash else Problem(head.seq, HEAD)

    def _wrong(self, row: dict[str, Any], head: Anchor, anchor: Anchor | None) -> str | None:
        if row["seq"] > head.seq:
            return MISSING if self.expected <= head.seq else ADDED
        if row["seq"] != self.expected:
            return MISSING
        if row["previous_hash"] != self.previous:
            # A row that is right in itself but follows another one was put here.
            return UNLINKED if chained_hash(row) == row["hash"] else CHANGED
        if chained_hash(row) != row["hash"]:
            return CHANGED
        if anchor is not None and anchor.seq == row["seq"] and anchor.hash != row["hash"]:
            return ANCHOR
        return None


def _head(connection: Connection, tenant_id: UUID) -> Anchor:
    row = connection.execute(
        select(AuditHead.seq, AuditHead.hash).where(AuditHead.tenant_id == tenant_id)
    ).one_or_none()
    return Anchor(row.seq, row.hash) if row else Anchor(0, "")


def _hash_before(connection: Connection, tenant_id: UUID, since: int) -> str:
    """The hash the first row read must follow from; empty for the very first."""
    query = select(AuditEvent.hash).where(
        AuditEvent.tenant_id == tenant_id, AuditEvent.seq == since - 1
    )
    return connection.execute(query).scalar_one_or_none() or ""


def _rows(connection: Connection, tenant_id: UUID, since: int) -> Generator[dict[str, Any]]:
    query = (
        select(AuditEvent.__table__)
        .where(AuditEvent.tenant_id == tenant_id, AuditEvent.seq >= since)
        .order_by(AuditEvent.seq)
        .execution_options(yield_per=STREAMED)
    )
    with connection.execute(query) as result:
        names = tuple(result.keys())
        for row in result:
            yield dict(zip(names, row, strict=True))
