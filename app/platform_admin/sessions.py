"""Browsers at the desk, as rows; each verb in a transaction of its own, as the operator's role."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text

from app.access.session_store import TOKEN_BYTES, hash_of
from app.kernel.db import engine
from app.kernel.ids import new_id

LOAD = text(
    "SELECT s.id AS session_id, s.person_id, s.proven_at, s.last_seen_at, p.name_en, p.name_ar, p.email, "
    "p.role, p.language, p.password_initial, p.secret_sealed IS NOT NULL AS enrolled "
    "FROM platform_sessions s JOIN platform_people p ON p.id = s.person_id "
    "WHERE s.token_hash = :hash AND s.ended_at IS NULL AND s.expires_at > :at AND s.last_seen_at > :idle_since "
    "AND p.disabled_at IS NULL"
)
START = text(
    "INSERT INTO platform_sessions (id, token_hash, person_id, device, created_at, last_seen_at, expires_at) "
    "VALUES (:id, :hash, :person_id, :device, :at, :at, :expires_at)"
)
SEEN = text("UPDATE platform_sessions SET last_seen_at = :at WHERE token_hash = :hash")
END = text(
    "UPDATE platform_sessions SET ended_at = :at WHERE token_hash = :hash AND ended_at IS NULL"
)
FORGET = (
    text("DELETE FROM platform_sessions WHERE expires_at < :before"),
    text("DELETE FROM platform_results WHERE created_at < :before"),
)
KEPT = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class AtDesk:
    """Who sits at a browser of the desk; `proven_at` is None until the second factor was given."""

    token_hash: str = field(repr=False)
    session_id: UUID
    person_id: UUID
    proven_at: datetime | None
    last_seen_at: datetime
    name_en: str
    name_ar: str
    email: str
    role: str
    language: str
    password_initial: bool
    enrolled: bool


def load(token: str, at: datetime, idle_minutes: int) -> AtDesk | None:
    """Who this is, or None: unknown, ended, too old, idle for too long, or no longer of the desk."""
    hashed = hash_of(token)
    asked = {"hash": hashed, "at": at, "idle_since": at - timedelta(minutes=idle_minutes)}
    with engine().connect() as connection:
        row = connection.execute(LOAD, asked).mappings().one_or_none()
    return AtDesk(token_hash=hashed, **row) if row else None


def start(person_id: UUID, *, device: str, at: datetime, hours: int) -> str:
    """Open a session without its second factor; returns the token for the browser."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with engine().begin() as connection:
        for statement in FORGET:
            connection.execute(statement, {"before": at - KEPT})
        connection.execute(
            START,
            {
                "id": new_id(),
                "hash": hash_of(token),
                "person_id": person_id,
                "device": device[:200],
                "at": at,
                "expires_at": at + timedelta(hours=hours),
            },
        )
    return token


def seen(token_hash: str, at: datetime) -> None:
    """The person did something."""
    with engine().begin() as connection:
        connection.execute(SEEN, {"hash": token_hash, "at": at})


def end(token: str, at: datetime) -> None:
    """End for good."""
    with engine().begin() as connection:
        connection.execute(END, {"hash": hash_of(token), "at": at})
