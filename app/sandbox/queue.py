"""The poll queue: first in, first out for one organisation, and cleared by being read."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from app.sandbox import schema
from app.sandbox.bundles import Sealed

_TABLE = schema.queue


def put(
    connection: Connection,
    sealed: Sealed,
    now: datetime,
    *,
    recipient: str,
    payer: str,
    event: str,
    claim_id: int | None = None,
) -> None:
    """Lay a message of a payer into a provider's queue."""
    connection.execute(
        insert(_TABLE).values(
            recipient=recipient,
            payer=payer,
            event=event,
            bundle_id=sealed.bundle_id,
            header_id=sealed.header_id,
            body=sealed.body,
            claim_id=claim_id,
            queued_at=now,
        )
    )


def take(
    connection: Connection,
    recipient: str,
    count: int,
    now: datetime,
    poll_id: str,
    *,
    include: frozenset[str] = frozenset(),
    exclude: frozenset[str] = frozenset(),
    backwards: bool = False,
) -> list[bytes]:
    """The oldest waiting messages, at most count, marked as delivered to this poll; the caller holds the queue's lock."""
    query = select(_TABLE.c.id, _TABLE.c.body).where(
        _TABLE.c.recipient == recipient, _TABLE.c.delivered_at.is_(None)
    )
    if include:
        query = query.where(_TABLE.c.event.in_(include))
    if exclude:
        query = query.where(_TABLE.c.event.not_in(exclude))
    order = _TABLE.c.id.desc() if backwards else _TABLE.c.id
    rows = connection.execute(query.order_by(order).limit(count).with_for_update()).all()
    if rows:
        connection.execute(
            update(_TABLE)
            .where(_TABLE.c.id.in_([row.id for row in rows]))
            .values(delivered_at=now, delivered_by=poll_id)
        )
    return [bytes(row.body) for row in rows]


def lock_name(recipient: str) -> str:
    """The lock that lets one poll at a time read an organisation's queue."""
    return f"queue:{recipient}"


def listed(connection: Connection, recipient: str = "") -> list[dict[str, Any]]:
    """Every message ever queued, oldest first, without bodies."""
    query = select(*[c for c in _TABLE.c if c.name != "body"]).order_by(_TABLE.c.id)
    if recipient:
        query = query.where(_TABLE.c.recipient == recipient)
    return [dict(row) for row in connection.execute(query).mappings()]
