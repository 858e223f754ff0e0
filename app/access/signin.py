"""Signing in and unlocking: who may try, how often, and what the trail is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from sqlalchemy import text

from app.access import passwords, session_store
from app.access.entrance import tell
from app.access.errors import TooManyTries, WrongPassword, WrongSignIn
from app.access.session_store import SignedIn
from app.audit.trail import Event, record_apart
from app.kernel import throttle
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.fields import normal_email
from app.kernel.throttle import Bucket, whose_address

# Tries for addresses nobody has go to a chain that belongs to no tenant: the same work, so
# that the time of the answer does not tell who is known.
NOBODYS_CHAIN = UUID(int=0)

NAME_EMAIL = text("SELECT set_config('app.email', :email, true)")
NAME_PERSON = text("SELECT set_config('app.user', :user_id, true)")
FIND_USER = text(
    "SELECT id, password_hash, second_factor_since FROM users "
    "WHERE email = :email AND disabled_at IS NULL"
)
FIND_HASH = text("SELECT password_hash FROM users WHERE id = :user_id AND disabled_at IS NULL")
KEEP_HASH = text("UPDATE users SET password_hash = :hash WHERE id = :user_id")
FIND_TENANTS = text(
    "SELECT m.tenant_id FROM memberships m JOIN tenants t ON t.id = m.tenant_id "
    "WHERE m.user_id = CAST(nullif(:user_id, '') AS uuid) AND m.status = 'active' "
    "AND t.status <> 'closed' ORDER BY m.created_at, m.tenant_id"
)


@dataclass(frozen=True)
class Candidate:
    """Who may be meant by an e-mail address, and where that person works."""

    user_id: UUID | None
    password_hash: str | None = field(repr=False)
    tenant_ids: tuple[UUID, ...]
    has_second_factor: bool = False


def sign_in(email: str, password: str, address: str) -> Candidate:
    """Whose e-mail and password these are, with at least one tenant; raises WrongSignIn, TooManyTries, TooBusy."""
    buckets = _buckets(email, address)
    wait = throttle.take(*buckets, at=now())
    if wait:
        raise TooManyTries(wait)
    found = _candidate(email)
    kept = found.password_hash if found.tenant_ids else None
    is_right = passwords.matches(kept, password)
    right = "access.password_given" if found.has_second_factor else "access.signed_in"
    _tell(right if is_right else "access.sign_in_failed", found, is_right=is_right)
    if not is_right or found.user_id is None or kept is None:
        raise WrongSignIn
    throttle.give_back(*buckets)
    throttle.forget(now() - timedelta(days=1))
    if passwords.needs_rehash(kept):
        _keep_hash(found.user_id, password)
    return found


def unlock(found: SignedIn, password: str, address: str) -> None:
    """Unlock this session; raises WrongPassword, TooManyTries, TooBusy."""
    if not knows_password(found, password, address):
        tell(found, "access.unlock_failed")
        raise WrongPassword
    session_store.unlock(found.token_hash, now())
    tell(found, "access.unlocked")


def knows_password(found: SignedIn, password: str, address: str) -> bool:
    """Whether this is the person's password, as slow to guess as a sign-in; raises TooManyTries, TooBusy."""
    return guess(found.user_id, password, address)


def guess(user_id: UUID, password: str, address: str) -> bool:
    """The same for a person who is known, but not signed in."""
    buckets = _buckets(str(user_id), address)
    wait = throttle.take(*buckets, at=now())
    if wait:
        raise TooManyTries(wait)
    is_right = passwords.matches(kept_hash(user_id), password)
    if is_right:
        throttle.give_back(*buckets)
    return is_right


def kept_hash(user_id: UUID) -> str | None:
    """The kept hash of an active person."""
    with db.engine.begin() as connection:
        connection.execute(NAME_PERSON, {"user_id": str(user_id)})
        kept: str | None = connection.execute(FIND_HASH, {"user_id": user_id}).scalar_one_or_none()
    return kept


def is_known(email: str) -> bool:
    """Whether somebody signs in with this address; read in the present transaction, told to nobody outside."""
    db.session.execute(NAME_EMAIL, {"email": normal_email(email)})
    return db.session.execute(FIND_USER, {"email": normal_email(email)}).first() is not None


def tell_signed_in(tenant_id: UUID, user_id: UUID, how: str) -> None:
    """The trail of the tenant entered hears how its door was opened."""
    record_apart(
        Event(
            tenant_id=tenant_id,
            actor_id=user_id,
            event="access.signed_in",
            subject_kind="person",
            subject_id=user_id,
            changes={"how": how},
        )
    )


def tenants_of(user_id: UUID) -> tuple[UUID, ...]:
    """The tenants a person works for, the first joined first."""
    with db.engine.begin() as connection:
        connection.execute(NAME_PERSON, {"user_id": str(user_id)})
        rows = connection.execute(FIND_TENANTS, {"user_id": str(user_id)}).scalars()
        return tuple(rows)


def _buckets(who: str, address: str) -> tuple[Bucket, ...]:
    """A clinic shares one address; a guesser from one address leaves the account to its owner.

    The account's own bucket refills faster than one address can drain it.
    """
    address = whose_address(address)
    return (
        Bucket("sign-in address", address, capacity=30, seconds_per_token=10),
        Bucket("sign-in pair", f"{who} {address}", capacity=5, seconds_per_token=60),
        Bucket("sign-in account", who, capacity=10, seconds_per_token=20),
    )


def _candidate(email: str) -> Candidate:
    """Looked up in the same steps whether or not anybody has the address."""
    with db.engine.begin() as connection:
        connection.execute(NAME_EMAIL, {"email": email})
        user = connection.execute(FIND_USER, {"email": email}).one_or_none()
        user_id = str(user.id) if user else ""
        connection.execute(NAME_PERSON, {"user_id": user_id})
        tenants = tuple(connection.execute(FIND_TENANTS, {"user_id": user_id}).scalars())
    if user is None:
        return Candidate(None, None, tenants)
    has_factor = user.second_factor_since is not None
    return Candidate(user.id, user.password_hash, tenants, has_factor)


def _tell(event: str, found: Candidate, *, is_right: bool) -> None:
    """A sign-in belongs to the tenant entered, a failed one concerns all of the person's."""
    concerned = found.tenant_ids[:1] if is_right else found.tenant_ids
    for tenant_id in concerned or (NOBODYS_CHAIN,):
        record_apart(
            Event(
                tenant_id=tenant_id,
                actor_id=found.user_id if is_right else None,
                event=event,
                subject_kind="person",
                subject_id=found.user_id,
            )
        )


def _keep_hash(user_id: UUID, password: str) -> None:
    fresh = passwords.hashed(password)
    with db.engine.begin() as connection:
        connection.execute(NAME_PERSON, {"user_id": str(user_id)})
        connection.execute(KEEP_HASH, {"hash": fresh, "user_id": user_id})
