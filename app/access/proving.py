"""Proving who one is: by the app, a printed code, a passkey, or, where there is no factor yet, the password again."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from app.access import session_store, signin
from app.access.entrance import tell
from app.access.errors import NoSuchProof, TooManyTries, WrongCode, WrongPassword
from app.access.factors import passkeys, store
from app.access.session_store import SignedIn
from app.kernel import throttle
from app.kernel.clock import now
from app.kernel.throttle import Bucket

APP, RECOVERY, PASSKEY, PASSWORD = "app", "recovery code", "passkey", "password"


@dataclass(frozen=True, kw_only=True)
class Given:
    """What was given as a proof: a typed code, or a device's answer to a question asked before."""

    code: str = field(default="", repr=False)
    passkey: str = field(default="", repr=False)
    challenge_id: UUID | None = None


def second_factor(found: SignedIn, given: Given) -> str:
    """How the person proved it; raises WrongCode, NoSuchProof, TooManyTries. Wrong ones stand in the trail."""
    try:
        how = _proven(found.user_id, given)
    except (WrongCode, NoSuchProof):
        tell(found, "access.factor_refused")
        raise
    if how == RECOVERY:
        tell(found, "access.recovery_code_used")
    return how


def again(found: SignedIn, given: Given, password: str, address: str) -> None:
    """A fresh proof in a session; raises WrongCode, WrongPassword, NoSuchProof, TooManyTries, TooBusy."""
    if found.second_factor_since is not None:
        second_factor(found, given)
    elif not signin.knows_password(found, password, address):
        tell(found, "access.factor_refused")
        raise WrongPassword
    session_store.prove(found.token_hash, now())
    tell(found, "access.proven_again")


def by_passkey_alone(given: Given) -> tuple[UUID, tuple[UUID, ...]]:
    """Whose passkey opened the door, and where that person works; raises NoSuchProof. The device itself asked for a finger, face or PIN."""
    owner = None
    if given.challenge_id is not None and given.passkey:
        owner = passkeys.prove(given.challenge_id, given.passkey)
    if owner is None or signin.kept_hash(owner) is None:
        raise NoSuchProof
    tenant_ids = signin.tenants_of(owner)
    if not tenant_ids:
        raise NoSuchProof
    return owner, tenant_ids


def _proven(user_id: UUID, given: Given) -> str:
    bucket = Bucket("second factor", str(user_id), capacity=5, seconds_per_token=300)
    if wait := throttle.take(bucket, at=now()):
        raise TooManyTries(wait)
    how = _by_passkey(user_id, given) if given.passkey else _by_code(user_id, given.code)
    throttle.give_back(bucket)
    return how


def _by_passkey(user_id: UUID, given: Given) -> str:
    if given.challenge_id is None:
        raise NoSuchProof
    if passkeys.prove(given.challenge_id, given.passkey, user_id=user_id) is None:
        raise NoSuchProof
    return PASSKEY


def _by_code(user_id: UUID, code: str) -> str:
    """Six digits are the app's, anything else a printed code."""
    if store.take_code(user_id, code):
        return APP
    if store.take_recovery_code(user_id, code):
        return RECOVERY
    raise WrongCode
