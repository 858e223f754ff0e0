"""Signing in at the desk: password, then a second factor, always both. Strangers learn nothing."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from uuid import UUID

from flask import current_app
from sqlalchemy import select, text

from app.access import passwords
from app.access.errors import (
    PasswordsDiffer,
    PasswordUnchanged,
    TooManyTries,
    WrongCurrentPassword,
    WrongSignIn,
)
from app.access.rules import check_password
from app.access.session_store import TOKEN_BYTES, hash_of
from app.audit.trail import Event, note, record_apart
from app.kernel import throttle
from app.kernel.clock import now
from app.kernel.crypto import derived_key
from app.kernel.db import db, engine
from app.kernel.ids import PLATFORM
from app.kernel.throttle import Bucket, whose_address
from app.platform_admin import factor, telling
from app.platform_admin.errors import PersonKnown, WrongCode
from app.platform_admin.models import PlatformPerson
from app.platform_admin.sessions import AtDesk

FIND = text(
    "SELECT id, password_hash FROM platform_people WHERE email = :email AND disabled_at IS NULL"
)
PROVEN = text(
    "UPDATE platform_sessions SET token_hash = :new, proven_at = :at WHERE token_hash = :hash"
)
PRODUCT_NAMES = ("maqbul", "مقبول")


@dataclass(frozen=True, kw_only=True)
class NewPerson:
    """Somebody who shall work for the operator."""

    email: str
    name_en: str
    name_ar: str
    role: str
    language: str


def add_person(new: NewPerson) -> tuple[UUID, str]:
    """Seat somebody at the desk; returns the id and the one-time password. Raises PersonKnown."""
    query = select(PlatformPerson.id).where(PlatformPerson.email == new.email)
    if db.session.scalars(query).first() is not None:
        raise PersonKnown
    password = passwords.initial_password()
    person = PlatformPerson(
        email=new.email, name_en=new.name_en, name_ar=new.name_ar, role=new.role,
        language=new.language, password_hash=passwords.hashed(password),
    )  # fmt: skip
    db.session.add(person)
    db.session.flush()
    note("desk.person_added", "person", person.id, role=new.role)
    return person.id, password


def sign_in(email: str, password: str, address: str) -> UUID:
    """Who this is by the first factor; raises WrongSignIn, TooManyTries, TooBusy."""
    buckets = _buckets(email, address)
    _take(*buckets)
    with engine().connect() as connection:
        found = connection.execute(FIND, {"email": email}).one_or_none()
    is_right = passwords.matches(found.password_hash if found else None, password)
    if found is None or not is_right:
        _tell("desk.sign_in_failed", found.id if found else None)
        raise WrongSignIn
    throttle.give_back(*buckets)
    return found.id


def prove(me: AtDesk, code: str) -> str:
    """Give the second factor; returns the browser's new token. Raises WrongCode, TooManyTries."""
    bucket = _code_bucket(me)
    _take(bucket)
    how = _prove(me, code)
    throttle.give_back(bucket)
    note("desk.signed_in", "person", me.person_id, how=how)
    return _proven(me)


def prove_again(me: AtDesk, code: str) -> None:
    """A fresh proof before something that everybody will see. Raises WrongCode, TooManyTries."""
    bucket = _code_bucket(me)
    _take(bucket)
    _prove(me, code)
    throttle.give_back(bucket)


def enrol(me: AtDesk, code: str) -> tuple[list[str], str]:
    """Take an authenticator into use: the printed codes and the browser's new token. Raises WrongCode, TooManyTries."""
    _take(_code_bucket(me))
    person = _locked(me.person_id)
    codes = None if person.secret_sealed else factor.enrol(person, pending_secret(me), code)
    if codes is None:
        _tell("desk.code_failed", me.person_id)
        raise WrongCode
    note("desk.factor_enrolled", "person", me.person_id)
    telling.tell_of_factor(person, telling.ENROLLED)
    note("desk.signed_in", "person", me.person_id, how="totp")
    return codes, _proven(me)


def pending_secret(me: AtDesk) -> str:
    """The secret this very session offers for enrolment: the page that shows it writes nothing."""
    key = derived_key(current_app.config["MASTER_KEY"], "platform/enrolment")
    made = hmac.new(key, me.session_id.bytes, hashlib.sha256).digest()
    return base64.b32encode(made[:20]).decode()


def change_password(me: AtDesk, current: str, new: str, repeated: str, address: str) -> None:
    """Choose a new password, against the present one. Raises named refusals, TooManyTries, TooBusy."""
    buckets = _buckets(me.email, address)
    _take(*buckets)
    person = _locked(me.person_id)
    if not passwords.matches(person.password_hash, current):
        raise WrongCurrentPassword
    throttle.give_back(*buckets)
    if not passwords.is_same(new, repeated):
        raise PasswordsDiffer
    if passwords.is_same(new, current):
        raise PasswordUnchanged
    names = (person.email.partition("@")[0], person.name_en, person.name_ar, *PRODUCT_NAMES)
    check_password(new, names=names)
    person.password_hash, person.password_initial = passwords.hashed(new), False
    note("desk.password_changed", "person", person.id)


def _prove(me: AtDesk, code: str) -> str:
    """Which factor the code proves; one that was printed is told by mail. Raises WrongCode."""
    person = _locked(me.person_id)
    how = factor.prove(person, code)
    if how is None:
        _tell("desk.code_failed", me.person_id)
        raise WrongCode
    if how == "recovery":
        telling.tell_of_factor(person, telling.CODE_USED)
    return how


def _locked(person_id: UUID) -> PlatformPerson:
    query = select(PlatformPerson).where(PlatformPerson.id == person_id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def _proven(me: AtDesk) -> str:
    """From here on the browser carries another token: the one from before the proof is worth nothing."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    asked = {"new": hash_of(token), "at": now(), "hash": me.token_hash}
    db.session.execute(PROVEN, asked)
    return token


def _take(*buckets: Bucket) -> None:
    if wait := throttle.take(*buckets, at=now()):
        raise TooManyTries(wait)


def _buckets(email: str, address: str) -> tuple[Bucket, ...]:
    """Few people sit at the desk, at few addresses: guessing is slower here than at a clinic's door."""
    address = whose_address(address)
    return (
        Bucket("desk address", address, capacity=15, seconds_per_token=30),
        Bucket("desk pair", f"{email} {address}", capacity=5, seconds_per_token=60),
        Bucket("desk account", email, capacity=10, seconds_per_token=30),
    )


def _code_bucket(me: AtDesk) -> Bucket:
    """Six digits can be guessed by who may try often; a right code gives its try back."""
    return Bucket("desk code", str(me.person_id), capacity=5, seconds_per_token=60)


def _tell(event: str, person_id: UUID | None) -> None:
    """What must be known though the request changes nothing."""
    record_apart(
        Event(tenant_id=PLATFORM, event=event, subject_kind="person", subject_id=person_id)
    )
