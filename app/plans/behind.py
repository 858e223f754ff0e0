"""The list behind a line of an invoice: the accepted claims, the people who counted, or the days of a fee.

Every question names its tenant: the tenant's own pages ask behind the wall, the operator's desk for any. No row says
anything about a patient.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, false, select

from app.kernel.clock import today
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.paging import Page, page_of
from app.plans import billing, books
from app.plans.books import SEATS, USAGE
from app.plans.explaining import FeeDay, counting_day, fee_days, same_claims
from app.plans.invoicing import ADDED, AHEAD, UNUSED, Line, lines_of
from app.plans.models import InvoiceLine
from app.plans.proration import Month

LINES = billing.LINES
BY_THE_MONTH = frozenset({AHEAD, UNUSED, ADDED})


@dataclass(frozen=True, kw_only=True)
class Behind:
    """Where the list of a line is found: which accepted claims, on which day people counted, which days of a fee."""

    tenant_id: UUID
    line: Line
    claims: ColumnElement[bool]
    day: date | None
    fee_days: tuple[FeeDay, ...] = ()


def of_line(row: Row[Any] | InvoiceLine) -> Behind:
    """Of a stored line; the line of a credit note has the list of the line that it gives back."""
    tenant_id, line = row.tenant_id, billing.line_of(row)
    meant = _stored(tenant_id, row.corrects_id) if row.corrects_id else row
    on_same = select(LINES).where(
        LINES.c.tenant_id == tenant_id, LINES.c.invoice_id == meant.invoice_id
    )
    stored = db.session.execute(on_same.order_by(LINES.c.position)).all()
    at = [one.id for one in stored].index(meant.id)
    lines = [billing.line_of(one) for one in stored]
    ids = [stored[position].id for position in same_claims(lines, at)]
    return Behind(
        tenant_id=tenant_id, line=line, claims=USAGE.c.line_id.in_(ids), day=counting_day(lines[at]),
        fee_days=fee_days(lines[at]),
    )  # fmt: skip


def of_running(tenant_id: UUID, at: int) -> Behind:
    """Of a line of the present month as it stands now; raises NotFound."""
    month = Month.of(today())
    lines = lines_of(books.catalogue(), books.account(tenant_id), month)
    if not 0 <= at < len(lines):
        raise NotFound
    wanted = same_claims(lines, at)
    found = false() if not wanted else books.counted(_standing_on(tenant_id, month, lines, wanted))
    return Behind(
        tenant_id=tenant_id, line=lines[at], claims=found, day=counting_day(lines[at]),
        fee_days=fee_days(lines[at]),
    )  # fmt: skip


def _standing_on(
    tenant_id: UUID, month: Month, lines: tuple[Line, ...], wanted: Collection[int]
) -> list[UUID]:
    places = billing.places(tenant_id, month, lines)
    return [key for key, position in places.items() if position in wanted]


def _stored(tenant_id: UUID, line_id: UUID) -> Row[Any]:
    query = select(LINES).where(LINES.c.tenant_id == tenant_id, LINES.c.id == line_id)
    return db.session.execute(query).one()


def _claims(behind: Behind) -> Select[Any]:
    return select(USAGE).where(USAGE.c.tenant_id == behind.tenant_id, behind.claims)


def claims(behind: Behind, cursor: str | None) -> Page[Row[Any]]:
    """A page of the accepted claims, in the order in which they were counted."""
    return page_of(
        _claims(behind), by=(USAGE.c.counted_at, USAGE.c.id), cursor=cursor, descending=False
    )


def all_claims(behind: Behind) -> Sequence[Row[Any]]:
    """All of them, for a file."""
    query = _claims(behind).order_by(USAGE.c.counted_at, USAGE.c.id)
    return db.session.execute(query).all()


def people(behind: Behind) -> Sequence[Row[Any]]:
    """Who counted on the day of the line; nobody behind a line that is not about people."""
    if behind.day is None:
        return []
    query = select(SEATS).where(
        SEATS.c.tenant_id == behind.tenant_id, SEATS.c.joined_on <= behind.day,
        SEATS.c.left_on.is_(None) | (SEATS.c.left_on > behind.day),
    )  # fmt: skip
    return db.session.execute(query.order_by(SEATS.c.joined_on, SEATS.c.id)).all()


def included(line: Line, people: Sequence[Row[Any]]) -> int:
    """How many of those who counted stand on no line, because the plan includes them."""
    return len(people) - line.quantity if people and line.reason in BY_THE_MONTH else 0
