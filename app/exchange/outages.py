"""What only practice has: an outage that is rehearsed, and answers about what was forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from app.audit.trail import note
from app.exchange.connections import own_connection
from app.exchange.errors import OnlyInPractice
from app.exchange.gateway import UNREACHABLE, ExchangeError
from app.exchange.models import Connection
from app.kernel.clock import now
from app.kernel.db import db
from app.tenants.queries import tenant

LENGTH = timedelta(minutes=2)
REHEARSED = "rehearsed_outage"


def begin() -> datetime:
    """Take the simulated exchange away from the present tenant; until when. Raises OnlyInPractice."""
    if not tenant().practice_mode:
        raise OnlyInPractice
    connection = own_connection()
    connection.away_until = now() + LENGTH
    note("practice.outage", "connection", connection.id, minutes=LENGTH.seconds // 60)
    return connection.away_until


def end() -> None:
    """Bring it back before its time."""
    connection = own_connection()
    if away_until() is not None:
        connection.away_until = now()
        note("practice.outage_over", "connection", connection.id)


def away_until() -> datetime | None:
    """Until when it is away; None while it is there, and always for who is live."""
    query = select(Connection.away_until).where(Connection.away_until > now()).limit(1)
    return db.session.scalars(query).first() if tenant().practice_mode else None


def is_of_forgotten() -> bool:
    """Whether what answers nothing may be of practice that was forgotten: never so for who is live."""
    return tenant().practice_mode and own_connection().forgot_at is not None


def refuse_if_away(until: datetime | None) -> None:
    """What a line without anybody at its end does; raises ExchangeError(unreachable)."""
    if until is not None and until > now():
        raise ExchangeError(UNREACHABLE, retryable=True, code=REHEARSED)
