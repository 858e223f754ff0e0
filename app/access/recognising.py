"""What a person hears by mail of an account: a sign-in from a new device, another second factor.

Each letter has a link that says: this was not me.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, func, insert, select, text, update

from app.access import devices, owners, session_store, signin
from app.access.errors import AlarmOver
from app.access.factors.store import as_person
from app.access.models import Alarm, KnownDevice, User
from app.audit.trail import Event, record_apart
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.words import N_
from app.mail import letters
from app.mail import service as mail
from app.tenants.scope import in_tenant

REMEMBERED = timedelta(days=365)
GOOD_FOR = timedelta(days=7)
# What happened to a second factor -> what its person is told.
FACTOR_WORDS = {
    "access.app_added": N_("An authenticator app was set up for your account."),
    "access.app_removed": N_("The authenticator app of your account was removed."),
    "access.passkey_added": N_("A passkey was added to your account."),
    "access.passkey_removed": N_("A passkey of your account was removed."),
    "access.recovery_codes_made": N_("New recovery codes were made for your account. Those printed before do not work any more."),
    "access.factors_reset": N_("The second factors of your account were taken away by an owner of your clinic or pharmacy. The next sign-in leads to new ones."),
}  # fmt: skip
NAME_ALARM = text("SELECT set_config('app.alarm', :hash, true)")
FIND_ALARM = text("SELECT user_id FROM alarms WHERE token_hash = :hash AND used_at IS NULL AND expires_at > :at")  # fmt: skip


def greet(user_id: UUID, tenant_id: UUID, token: str, device: str, place: str) -> str:
    """Remember the browser a person signed in from; returns what its cookie holds. A new one is told by mail."""
    with as_person(user_id) as connection:
        known = (KnownDevice.user_id == user_id) & (KnownDevice.token_hash == _hash(token))
        again = update(KnownDevice).where(known).values(last_seen_at=now())
        if token and connection.execute(again).rowcount == 1:
            return token
        others = select(func.count()).select_from(KnownDevice).where(KnownDevice.user_id == user_id)
        is_first = connection.execute(others).scalar_one() == 0
        fresh = secrets.token_urlsafe(32)
        row = {"user_id": user_id, "token_hash": _hash(fresh), "first_seen_at": now(), "last_seen_at": now()}  # fmt: skip
        connection.execute(insert(KnownDevice), row)
    if not is_first and mail.can_send():
        _tell_person(user_id, tenant_id, device, place)
    return fresh


def tell_of_factor(user_id: UUID, event: str) -> None:
    """Tell a person, with the present transaction, what became of their second factors; nothing where no mail leaves."""
    if not mail.can_send():
        return
    person = db.session.get_one(User, user_id)
    letters.write(
        event, N_("Your second factors were changed"), "access/letters/second_factor.txt",
        to=person.email, language=person.language, at=now(), what=FACTOR_WORDS[event],
        url=_alarm(user_id), days=GOOD_FOR.days,
    )  # fmt: skip


def whose(token: str) -> UUID:
    """Whose letter this link was in; raises AlarmOver."""
    with db.engine.begin() as connection:
        connection.execute(NAME_ALARM, {"hash": _hash(token)})
        found = connection.execute(FIND_ALARM, {"hash": _hash(token), "at": now()})
        user_id: UUID | None = found.scalar_one_or_none()
    if user_id is None:
        raise AlarmOver
    return user_id


def not_me(token: str) -> None:
    """Every session of the person ends everywhere, no device is known any more, owners are told. Raises AlarmOver."""
    user_id = whose(token)
    with as_person(user_id) as connection:
        used = update(Alarm).where(Alarm.token_hash == _hash(token), Alarm.used_at.is_(None))
        if connection.execute(used.values(used_at=now())).rowcount != 1:
            raise AlarmOver
        connection.execute(delete(KnownDevice).where(KnownDevice.user_id == user_id))
    tenant_ids = signin.tenants_of(user_id)
    session_store.end_others(user_id, tenant_ids, keep="", at=now())
    for tenant_id in tenant_ids:
        _tell_owners(user_id, tenant_id)


def _alarm(user_id: UUID) -> str:
    """The link of one letter."""
    token = secrets.token_urlsafe(32)
    row = {"token_hash": _hash(token), "user_id": user_id, "expires_at": now() + GOOD_FOR}
    with as_person(user_id) as connection:
        connection.execute(insert(Alarm), row)
    return letters.link("access.not_me", token=token)


def _tell_person(user_id: UUID, tenant_id: UUID, device: str, place: str) -> None:
    url = _alarm(user_id)
    with in_tenant(tenant_id, user_id):
        person = db.session.get_one(User, user_id)
        letters.write(
            "access.new_device", N_("A sign-in from a new device"), "access/letters/new_device.txt",
            to=person.email, language=person.language, at=now(), place=place,
            browser=devices.browser_of(device) or "", system=devices.system_of(device) or "",
            url=url, days=GOOD_FOR.days,
        )  # fmt: skip
        db.session.commit()


def _tell_owners(user_id: UUID, tenant_id: UUID) -> None:
    record_apart(
        Event(
            tenant_id=tenant_id,
            actor_id=user_id,
            event="access.not_me",
            subject_kind="person",
            subject_id=user_id,
        )
    )
    with in_tenant(tenant_id, user_id):
        person = db.session.get_one(User, user_id)
        owners.write_to_owners(
            "access.not_me", N_("Somebody else signed in with an account here"),
            "access/letters/not_me.txt", name_en=person.name_en, name_ar=person.name_ar,
        )  # fmt: skip
        db.session.commit()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
