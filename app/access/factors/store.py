"""A person's factors as rows. Each verb is one short transaction in that person's name, whatever becomes of the request.

So no code is good twice: it stays used even where the work it was typed for fails.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import current_app
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.engine import Connection

from app.access.factors import recovery, totp
from app.access.factors.models import Authenticator, Passkey, RecoveryCode
from app.kernel.clock import now
from app.kernel.crypto import derived_key, seal, unseal
from app.kernel.db import db

NAME_PERSON = text("SELECT set_config('app.user', :user_id, true)")
# Told on the row of the person, where the door and the list of people read it.
KEEP_SINCE = text(
    "UPDATE users SET second_factor_since = CASE WHEN "
    "EXISTS (SELECT FROM authenticators WHERE user_id = :user_id AND confirmed_at IS NOT NULL) "
    "OR EXISTS (SELECT FROM passkeys WHERE user_id = :user_id) "
    "THEN coalesce(second_factor_since, :at) END WHERE id = :user_id"
)


@dataclass(frozen=True, kw_only=True)
class KeptPasskey:
    """A passkey as its person's page shows it."""

    id: UUID
    device: str
    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Held:
    """What a person can prove a sign-in with."""

    app_since: datetime | None
    passkeys: tuple[KeptPasskey, ...]
    codes_left: int

    @property
    def any(self) -> bool:
        return self.app_since is not None or bool(self.passkeys)


def held(user_id: UUID) -> Held:
    """The factors of a person."""
    with as_person(user_id) as connection:
        since = connection.execute(
            select(Authenticator.confirmed_at).where(Authenticator.user_id == user_id)
        ).scalar_one_or_none()
        keys = connection.execute(
            select(Passkey.id, Passkey.device, Passkey.created_at, Passkey.last_used_at)
            .where(Passkey.user_id == user_id)
            .order_by(Passkey.created_at, Passkey.id)
        )
        passkeys = tuple(KeptPasskey(**row._mapping) for row in keys)  # noqa: SLF001 - SQLAlchemy's own name for it
        left = connection.execute(
            select(func.count())
            .select_from(RecoveryCode)
            .where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
        ).scalar_one()
    return Held(app_since=since, passkeys=passkeys, codes_left=left)


def offer_app(user_id: UUID) -> None:
    """Make a secret for an app that is not proven yet; an app in use stays as it is."""
    secret = _seal(user_id, totp.new_secret())
    row = {"user_id": user_id, "secret_sealed": secret, "created_at": now()}
    statement = upsert(Authenticator).values(row)
    offered = statement.on_conflict_do_update(
        index_elements=["user_id"],
        set_={"secret_sealed": secret, "created_at": row["created_at"], "last_step": None},
        where=Authenticator.confirmed_at.is_(None),
    )
    with as_person(user_id) as connection:
        connection.execute(offered)


def offered_secret(user_id: UUID) -> str | None:
    """The secret that waits for its first code, or None."""
    query = select(Authenticator.secret_sealed).where(
        Authenticator.user_id == user_id, Authenticator.confirmed_at.is_(None)
    )
    with as_person(user_id) as connection:
        sealed = connection.execute(query).scalar_one_or_none()
    return None if sealed is None else _open(user_id, sealed)


def take_code(user_id: UUID, code: str, *, first: bool = False) -> bool:
    """Whether this is a code of the person's app that was not used; `first` proves an offered one."""
    waiting = Authenticator.confirmed_at.is_(None)
    query = select(Authenticator.secret_sealed, Authenticator.last_step).where(
        Authenticator.user_id == user_id, waiting if first else ~waiting
    )
    with as_person(user_id) as connection:
        row = connection.execute(query.with_for_update()).one_or_none()
        if row is None:
            return False
        step = totp.verify(_open(user_id, row.secret_sealed), code, row.last_step, at=now())
        if step is None:
            return False
        kept = {"last_step": step, **({"confirmed_at": now()} if first else {})}
        connection.execute(
            update(Authenticator).where(Authenticator.user_id == user_id).values(kept)
        )
        keep_since(connection, user_id)
    return True


def drop_app(user_id: UUID) -> None:
    """The app is used no more."""
    with as_person(user_id) as connection:
        connection.execute(delete(Authenticator).where(Authenticator.user_id == user_id))
        keep_since(connection, user_id)


def new_recovery_codes(user_id: UUID) -> list[str]:
    """Ten new printed codes; those before are worth nothing any more."""
    codes = recovery.new_codes()
    rows = [
        {"user_id": user_id, "code_hash": _code_hash(user_id, code), "created_at": now()}
        for code in codes
    ]
    with as_person(user_id) as connection:
        connection.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
        connection.execute(insert(RecoveryCode), rows)
    return codes


def take_recovery_code(user_id: UUID, code: str) -> bool:
    """Whether this is a printed code of the person that was not used."""
    statement = (
        update(RecoveryCode)
        .where(
            RecoveryCode.user_id == user_id,
            RecoveryCode.code_hash == _code_hash(user_id, code),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now())
    )
    with as_person(user_id) as connection:
        taken: int = connection.execute(statement).rowcount
    return taken == 1


def forget_all(user_id: UUID) -> None:
    """Every factor of a person who lost them; the next sign-in leads to a new one."""
    with as_person(user_id) as connection:
        for kind in (Authenticator, RecoveryCode, Passkey):
            connection.execute(delete(kind).where(kind.user_id == user_id))
        keep_since(connection, user_id)


@contextmanager
def as_person(user_id: UUID) -> Iterator[Connection]:
    """A transaction of its own in which row-level security shows this person's rows."""
    with db.engine.begin() as connection:
        connection.execute(NAME_PERSON, {"user_id": str(user_id)})
        yield connection


def keep_since(connection: Connection, user_id: UUID) -> None:
    """Tell on the person's row whether there is a second factor, and since when."""
    connection.execute(KEEP_SINCE, {"user_id": user_id, "at": now()})


def _code_hash(user_id: UUID, code: str) -> str:
    return recovery.hash_of(_key("recovery codes"), str(user_id), code)


def _seal(user_id: UUID, secret: str) -> bytes:
    return seal(_key("authenticators"), secret.encode(), place=f"authenticators/{user_id}")


def _open(user_id: UUID, sealed: bytes) -> str:
    return unseal(_key("authenticators"), sealed, place=f"authenticators/{user_id}").decode()


def _key(purpose: str) -> bytes:
    return derived_key(current_app.config["MASTER_KEY"], purpose)
