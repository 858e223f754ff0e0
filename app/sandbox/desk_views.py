"""What the page's lists and claim pages show, read in one go."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from app.sandbox import files, schema
from app.sandbox.payments import payable

_CLAIMS, _LINES = schema.claims, schema.claim_lines
PER_PAGE = 25


@dataclass(frozen=True)
class Filter:
    """What the list is narrowed to; before is the id above which nothing is shown."""

    payer: str = ""
    sender: str = ""
    outcome: str = ""
    number: str = ""
    before: int = 0

    def conditions(self) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = []
        if self.payer:
            found.append(_CLAIMS.c.payer == self.payer)
        if self.sender:
            found.append(_CLAIMS.c.sender == self.sender)
        if self.outcome == "cancelled":
            found.append(_CLAIMS.c.state == "cancelled")
        elif self.outcome:
            found += [_CLAIMS.c.outcome == self.outcome, _CLAIMS.c.state != "cancelled"]
        if self.number:
            found.append(_CLAIMS.c.focal_value.contains(self.number, autoescape=True))
        if self.before:
            found.append(_CLAIMS.c.id < self.before)
        return found


@dataclass(frozen=True)
class ClaimPage:
    """One claim with everything around it."""

    claim: Any
    lines: list[Any]
    words: list[Any]
    payments: list[Any]
    queued: list[Any]
    resent: int
    files: list[Any]
    follows: Any

    @property
    def owed(self) -> Decimal:
        return Decimal(self.claim.benefit - self.claim.paid)


@dataclass(frozen=True)
class Debt:
    """What a payer owes one provider."""

    payer: str
    sender: str
    claims: int
    amount: Decimal


def claim_list(connection: Connection, chosen: Filter) -> tuple[list[Any], int]:
    """One page of claims, newest first, and the id the next page starts below (0 for none)."""
    columns = [c for c in _CLAIMS.c if c.name != "answer"]
    query = select(*columns).where(*chosen.conditions()).order_by(_CLAIMS.c.id.desc())
    rows = list(connection.execute(query.limit(PER_PAGE + 1)).all())
    more = rows[PER_PAGE - 1].id if len(rows) > PER_PAGE else 0
    return rows[:PER_PAGE], more


def senders(connection: Connection) -> list[str]:
    """Every provider that ever sent a claim."""
    return list(connection.scalars(select(_CLAIMS.c.sender).distinct().order_by(_CLAIMS.c.sender)))


def counts(connection: Connection) -> dict[str, int]:
    """How many claims stand in each outcome."""
    query = select(_CLAIMS.c.outcome, func.count()).where(_CLAIMS.c.state != "cancelled")
    return {row[0]: row[1] for row in connection.execute(query.group_by(_CLAIMS.c.outcome))}


def claim_page(connection: Connection, claim_id: int) -> ClaimPage | None:
    """A claim's page, or None where there is no such claim."""
    claim = connection.execute(select(_CLAIMS).where(_CLAIMS.c.id == claim_id)).one_or_none()
    if claim is None:
        return None
    payments, details = schema.payments, schema.payment_details
    words, queue = schema.communications, schema.queue
    return ClaimPage(
        claim=claim,
        lines=_all(
            connection,
            select(_LINES).where(_LINES.c.claim_id == claim_id).order_by(_LINES.c.sequence),
        ),
        words=_all(
            connection, select(words).where(words.c.claim_id == claim_id).order_by(words.c.id)
        ),
        payments=_all(
            connection,
            select(payments.c.value, payments.c.paid_at, payments.c.noticed_at, details.c.amount)
            .join(details, details.c.payment_id == payments.c.id)
            .where(details.c.claim_id == claim_id)
            .order_by(details.c.id),
        ),
        queued=_all(
            connection,
            select(queue.c.event, queue.c.queued_at, queue.c.delivered_at)
            .where(queue.c.claim_id == claim_id)
            .order_by(queue.c.id),
        ),
        resent=connection.scalar(
            select(schema.messages.c.resent).where(schema.messages.c.id == claim.message_id)
        )
        or 0,
        files=files.of_claim(connection, claim_id),
        follows=connection.execute(
            select(_CLAIMS.c.id, _CLAIMS.c.focal_value).where(_CLAIMS.c.id == claim.related_id)
        ).one_or_none(),
    )


def debts(connection: Connection) -> list[Debt]:
    """What every payer owes every provider."""
    query = (
        select(
            _CLAIMS.c.payer,
            _CLAIMS.c.sender,
            func.count(),
            func.sum(_CLAIMS.c.benefit - _CLAIMS.c.paid),
        )
        .where(payable(), _CLAIMS.c.benefit != _CLAIMS.c.paid)
        .group_by(_CLAIMS.c.payer, _CLAIMS.c.sender)
        .order_by(_CLAIMS.c.payer, _CLAIMS.c.sender)
    )
    return [Debt(*row) for row in connection.execute(query)]


def turned_away(connection: Connection, limit: int = 20) -> list[Any]:
    """The last messages that were refused at the door."""
    table = schema.refused
    return _all(connection, select(table).order_by(table.c.id.desc()).limit(limit))


def is_due(claim: Any, now: datetime) -> bool:
    """Whether a waiting claim will be answered at the next poll."""
    return claim.state == "pended" and claim.due_at is not None and claim.due_at <= now


def _all(connection: Connection, query: Any) -> list[Any]:
    return list(connection.execute(query).all())
