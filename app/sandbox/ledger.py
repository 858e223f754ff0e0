"""What the exchange holds, for those who compare ledgers: messages, effective claims, the queue."""

import hashlib
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, func, select

from app.sandbox import queue, schema

_MESSAGES, _CLAIMS, _LINES = schema.messages, schema.claims, schema.claim_lines
_BYTES = {"raw", "reply", "answer", "body"}
PAGE = 1_000


def messages(
    connection: Connection, *, sender: str = "", receiver: str = "", event: str = "", after: int = 0
) -> list[dict[str, Any]]:
    """Accepted and refused messages, oldest first, at most PAGE after an id; arrival counts per sender and payer."""
    query = _page(
        _MESSAGES,
        {"sender": sender, "receiver": receiver, "event": event},
        after,
        _arrival(_MESSAGES.c.sender, _MESSAGES.c.receiver, _MESSAGES.c.id),
        func.length(_MESSAGES.c.raw).label("size"),
        func.encode(func.sha256(_MESSAGES.c.reply), "hex").label("reply_sha256"),
    )
    return [plain(row) for row in connection.execute(query).mappings()]


def claims(
    connection: Connection, *, sender: str = "", payer: str = "", use: str = "", after: int = 0
) -> list[dict[str, Any]]:
    """Claims and approval requests, one per focal identifier, oldest first, at most PAGE after an id, with lines."""
    query = _page(
        _CLAIMS,
        {"sender": sender, "payer": payer, "use": use},
        after,
        _arrival(_CLAIMS.c.sender, _CLAIMS.c.payer, _CLAIMS.c.id),
    )
    found = [plain(row) for row in connection.execute(query).mappings()]
    lines = connection.execute(
        select(_LINES)
        .where(_LINES.c.claim_id.in_([claim["id"] for claim in found]))
        .order_by(_LINES.c.claim_id, _LINES.c.sequence)
    ).mappings()
    by_claim: dict[int, list[dict[str, Any]]] = {}
    for line in lines:
        by_claim.setdefault(line["claim_id"], []).append(plain(line))
    return [claim | {"lines": by_claim.get(claim["id"], [])} for claim in found]


def effective(connection: Connection, *, sender: str = "", payer: str = "") -> list[dict[str, Any]]:
    """What stands, by provider and payer: a claim counts once however often it was sent or corrected."""
    standing = and_(_CLAIMS.c.state != "cancelled", _CLAIMS.c.superseded_by.is_(None))
    complaint = func.coalesce(_CLAIMS.c.relationship, "") == "appealing"
    claimed = and_(standing, _CLAIMS.c.use == "claim", ~complaint)
    asked = and_(standing, _CLAIMS.c.use == "preauthorization")
    query = (
        select(
            _CLAIMS.c.sender,
            _CLAIMS.c.payer,
            func.count().filter(claimed).label("claims"),
            func.count().filter(asked).label("approvals"),
            func.count().filter(and_(standing, complaint)).label("complaints"),
            func.count().filter(_CLAIMS.c.state == "cancelled").label("cancelled"),
            func.count().filter(_CLAIMS.c.superseded_by.is_not(None)).label("superseded"),
            *(
                func.coalesce(func.sum(_CLAIMS.c[name]).filter(claimed), 0).label(name)
                for name in ("total", "benefit", "paid")
            ),
        )
        .group_by(_CLAIMS.c.sender, _CLAIMS.c.payer)
        .order_by(_CLAIMS.c.sender, _CLAIMS.c.payer)
    )
    for name, wanted in (("sender", sender), ("payer", payer)):
        if wanted:
            query = query.where(_CLAIMS.c[name] == wanted)
    return [plain(row) for row in connection.execute(query).mappings()]


def waiting(connection: Connection, *, recipient: str = "") -> list[dict[str, Any]]:
    """Everything ever laid into the queue, with the moment it was taken."""
    return [plain(row) for row in queue.listed(connection, recipient)]


def bytes_of(connection: Connection, message_id: int, which: str) -> bytes | None:
    """The raw bytes of a message or of the reply to it."""
    column = _MESSAGES.c.raw if which == "raw" else _MESSAGES.c.reply
    found = connection.scalar(select(column).where(_MESSAGES.c.id == message_id))
    return None if found is None else bytes(found)


def plain(row: Any) -> dict[str, Any]:
    """A row as JSON can carry it; long bytes become their hash."""
    return {_name(name): _value(value) for name, value in row.items()}


def _page(
    table: Table, wanted: dict[str, str], after: int, *more: ColumnElement[Any]
) -> Select[Any]:
    columns = [column for column in table.c if column.name not in _BYTES]
    inner = select(*columns, *more)
    for name, value in wanted.items():
        if value:
            inner = inner.where(table.c[name] == value)
    found = inner.subquery()
    return select(found).where(found.c.id > after).order_by(found.c.id).limit(PAGE)


def _arrival(sender: Any, payer: Any, order: Any) -> ColumnElement[int]:
    return func.row_number().over(partition_by=(sender, payer), order_by=order).label("arrival")


def _name(name: str) -> str:
    return f"{name}_sha256" if name in _BYTES else name


def _value(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, bytes | memoryview):
        return hashlib.sha256(bytes(value)).hexdigest()
    return value
