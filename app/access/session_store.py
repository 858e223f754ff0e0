"""Sessions of signed-in browsers, as rows. Each verb is one short transaction of its own.

The cookie holds a random token of 256 bits, the row only its hash. The row is found by the
hash alone: row-level security opens it to whoever names it, before any tenant is known.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.engine import Connection

from app.kernel.db import db
from app.kernel.ids import new_id

TOKEN_BYTES = 32
LOAD = text("SELECT * FROM signed_in(:hash, :at)")
NAME_SESSION = text("SELECT set_config('app.session', :hash, true)")
NAME_PERSON = text(
    "SELECT set_config('app.tenant', :tenant_id, true), set_config('app.user', :user_id, true)"
)
START = text(
    "INSERT INTO sign_in_sessions (tenant_id, id, token_hash, user_id, data, device, created_at, "
    "last_seen_at, expires_at, proven_at, place) VALUES (:tenant_id, :id, :hash, :user_id, "
    "CAST(:data AS jsonb), :device, :at, :at, :expires_at, :proven_at, :place)"
)
SEEN = text("UPDATE sign_in_sessions SET last_seen_at = :at WHERE token_hash = :hash")
LOCK = text(
    "UPDATE sign_in_sessions SET locked_at = :at WHERE token_hash = :hash AND locked_at IS NULL"
)
UNLOCK = text(
    "UPDATE sign_in_sessions SET locked_at = NULL, last_seen_at = :at WHERE token_hash = :hash"
)
PROVE = text("UPDATE sign_in_sessions SET proven_at = :at WHERE token_hash = :hash")
END = text(
    "UPDATE sign_in_sessions SET ended_at = :at, data = '{}' "
    "WHERE token_hash = :hash AND ended_at IS NULL"
)
END_OTHERS = text(
    "UPDATE sign_in_sessions SET ended_at = :at, data = '{}' WHERE tenant_id = :tenant_id "
    "AND user_id = :user_id AND token_hash <> :keep AND ended_at IS NULL"
)
KEEP = text(
    "UPDATE sign_in_sessions SET data = CAST(:data AS jsonb) "
    "WHERE token_hash = :hash AND ended_at IS NULL"
)


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """Who sits at a browser, as of this request."""

    token_hash: str = field(repr=False)
    session_id: UUID
    tenant_id: UUID
    user_id: UUID
    data: dict[str, Any] = field(repr=False)
    last_seen_at: datetime
    locked_at: datetime | None
    proven_at: datetime | None
    person_en: str
    person_ar: str
    language: str
    digits: str
    theme: str
    single_keys: bool
    password_initial: bool
    second_factor_since: datetime | None
    role: str
    tenant_kind: str
    tenant_en: str
    tenant_ar: str
    practice_mode: bool
    second_factor_required: bool
    branch_en: str
    branch_ar: str
    # In which branches the person works; None for all of them.
    branches: list[UUID] | None


def hash_of(token: str) -> str:
    """What is kept of a token. A random token of 256 bits needs no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def load(token_hash: str, at: datetime) -> SignedIn | None:
    """Who this is, or None: unknown, ended, too old, disabled, or no longer of the tenant.

    One statement is one transaction, so that what it tells PostgreSQL about us ends with it.
    """
    with db.engine.connect() as connection:
        autocommitting = connection.execution_options(isolation_level="AUTOCOMMIT")
        row = autocommitting.execute(LOAD, {"hash": token_hash, "at": at}).mappings().one_or_none()
    return SignedIn(token_hash=token_hash, **row) if row else None


def start(
    user_id: UUID,
    tenant_id: UUID,
    *,
    device: str,
    place: str,
    at: datetime,
    good_for: timedelta,
    proven: bool,
    data: Mapping[str, Any],
) -> str:
    """Open a session; returns the token for the cookie. One that is not proven opens nothing yet."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with _as_session(hash_of(token)) as connection:
        # The foreign keys look at rows of the tenant and the person.
        connection.execute(NAME_PERSON, {"tenant_id": str(tenant_id), "user_id": str(user_id)})
        connection.execute(
            START,
            {
                "tenant_id": tenant_id,
                "id": new_id(),
                "hash": hash_of(token),
                "user_id": user_id,
                "data": as_json(data),
                "device": device[:200],
                "at": at,
                "expires_at": at + good_for,
                "proven_at": at if proven else None,
                "place": place,
            },
        )
    return token


def seen(token_hash: str, at: datetime) -> None:
    """The person did something."""
    _change(token_hash, SEEN, at=at)


def lock(token_hash: str, at: datetime) -> bool:
    """Lock; False when it was locked already."""
    return _change(token_hash, LOCK, at=at)


def unlock(token_hash: str, at: datetime) -> None:
    """Unlock, and count from here."""
    _change(token_hash, UNLOCK, at=at)


def prove(token_hash: str, at: datetime) -> None:
    """The person has proven again who it is."""
    _change(token_hash, PROVE, at=at)


def end(token_hash: str, at: datetime) -> bool:
    """End for good; False when it had ended already."""
    return _change(token_hash, END, at=at)


def end_others(user_id: UUID, tenant_ids: Iterable[UUID], *, keep: str, at: datetime) -> None:
    """End all sessions of a person in these tenants but the one with this hash."""
    person = {"user_id": str(user_id)}
    with db.engine.begin() as connection:
        for tenant_id in tenant_ids:
            connection.execute(NAME_PERSON, {"tenant_id": str(tenant_id), **person})
            values = {"tenant_id": tenant_id, "user_id": user_id, "keep": keep, "at": at}
            connection.execute(END_OTHERS, values)


def keep(token_hash: str, data: Mapping[str, Any]) -> None:
    """Keep what the session holds between requests; never patient data."""
    _change(token_hash, KEEP, data=as_json(data))


def as_json(data: Mapping[str, Any]) -> str:
    """The session's content as JSON; translated sentences become text."""
    return json.dumps(dict(data), default=str)


def _change(token_hash: str, statement: Any, **values: Any) -> bool:
    with _as_session(token_hash) as connection:
        changed: int = connection.execute(statement, {"hash": token_hash, **values}).rowcount
    return changed == 1


@contextmanager
def _as_session(token_hash: str) -> Iterator[Connection]:
    with db.engine.begin() as connection:
        connection.execute(NAME_SESSION, {"hash": token_hash})
        yield connection
