"""Passkeys (WebAuthn): what a device is asked, and whether its answer holds. User verification is always required."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask import current_app
from sqlalchemy import delete, func, insert, select, text, update
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.access.factors import store
from app.access.factors.models import Passkey, PasskeyChallenge
from app.config import Settings
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.ids import new_id

GOOD_FOR = timedelta(minutes=5)
MOST_PASSKEYS = 10
REGISTER, PROVE, SIGN_IN = "register", "prove", "sign_in"
NAME_CREDENTIAL = text("SELECT set_config('app.credential', :credential, true)")


@dataclass(frozen=True)
class Site:
    """Whom a passkey is made for: the registrable name and the exact origin of the pages."""

    rp_id: str
    origin: str
    name: str


@dataclass(frozen=True)
class Question:
    """What the browser's script hands to the device, and under which id the challenge is kept here."""

    challenge_id: UUID
    options: dict[str, Any]


def site() -> Site | None:
    """The site as the settings name it; None where it has no name but a number: such passkeys there are none."""
    settings: Settings = current_app.extensions["settings"]
    parts = urlsplit(settings.base_url)
    host = parts.hostname or ""
    try:
        ip_address(host)
    except ValueError:
        return Site(host, f"{parts.scheme}://{parts.netloc}", settings.product_name)
    return None


def ask_to_register(user_id: UUID, *, email: str, name: str) -> Question | None:
    """Ask a device for a new passkey; None where there is no site, or ten are held already."""
    here, known = site(), _credentials(user_id)
    if here is None or len(known) >= MOST_PASSKEYS:
        return None
    options = generate_registration_options(
        rp_id=here.rp_id,
        rp_name=here.name,
        user_id=user_id.bytes,
        user_name=email,
        user_display_name=name,
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
        authenticator_selection=AuthenticatorSelectionCriteria(
            # Discoverable, so that it can open the door alone.
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
    )
    return _question(REGISTER, options)


def ask(user_id: UUID | None = None) -> Question | None:
    """Ask for a proof: by one of the person's passkeys, or, where nobody is known yet, by any of this site."""
    here = site()
    if here is None:
        return None
    known = _credentials(user_id) if user_id else []
    options = generate_authentication_options(
        rp_id=here.rp_id,
        allow_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known] or None,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return _question(PROVE if user_id else SIGN_IN, options)


def register(user_id: UUID, challenge_id: UUID, answer: str, *, device: str) -> bool:
    """Keep a new passkey; False where the answer does not hold."""
    here, challenge = site(), _take_challenge(challenge_id, REGISTER)
    if here is None or challenge is None:
        return False
    try:
        made = verify_registration_response(
            credential=answer, expected_challenge=challenge, expected_rp_id=here.rp_id,
            expected_origin=here.origin, require_user_verification=True,
        )  # fmt: skip
    except (WebAuthnException, ValueError, KeyError, TypeError):
        return False
    row = {
        "id": new_id(), "user_id": user_id, "credential_id": bytes_to_base64url(made.credential_id),
        "public_key": made.credential_public_key, "sign_count": made.sign_count,
        "device": device[:200], "created_at": now(),
    }  # fmt: skip
    with store.as_person(user_id) as connection:
        connection.execute(NAME_CREDENTIAL, {"credential": row["credential_id"]})
        is_known = select(func.count()).where(Passkey.credential_id == row["credential_id"])
        if connection.execute(is_known).scalar_one():
            return False
        connection.execute(insert(Passkey), row)
        store.keep_since(connection, user_id)
    return True


def prove(challenge_id: UUID, answer: str, *, user_id: UUID | None = None) -> UUID | None:
    """Whose passkey answered; None where the answer does not hold, or is not of this person."""
    challenge = _take_challenge(challenge_id, PROVE if user_id else SIGN_IN)
    credential_id = _credential_in(answer)
    if challenge is None or credential_id is None:
        return None
    with db.engine.begin() as connection:
        connection.execute(NAME_CREDENTIAL, {"credential": credential_id})
        query = select(Passkey).where(Passkey.credential_id == credential_id).with_for_update()
        row = connection.execute(query).one_or_none()
        count = None if row is None else _verified(answer, challenge, row)
        if row is None or count is None or user_id not in {None, row.user_id}:
            return None
        kept = {"sign_count": count, "last_used_at": now()}
        connection.execute(update(Passkey).where(Passkey.id == row.id).values(kept))
    owner: UUID = row.user_id
    return owner


def remove(user_id: UUID, passkey_id: UUID) -> bool:
    """Take one passkey away; False where this person has no such."""
    with store.as_person(user_id) as connection:
        statement = delete(Passkey).where(Passkey.id == passkey_id, Passkey.user_id == user_id)
        gone: int = connection.execute(statement).rowcount
        store.keep_since(connection, user_id)
    return gone == 1


def _verified(answer: str, challenge: bytes, row: Any) -> int | None:
    """The device's count of signatures, or None; a count that does not grow tells of a copied key."""
    here = site()
    if here is None:
        return None
    try:
        verified = verify_authentication_response(
            credential=answer, expected_challenge=challenge, expected_rp_id=here.rp_id,
            expected_origin=here.origin, credential_public_key=row.public_key,
            credential_current_sign_count=row.sign_count, require_user_verification=True,
        )  # fmt: skip
    except (WebAuthnException, ValueError, KeyError, TypeError):
        return None
    return verified.new_sign_count if _is_of(answer, row.user_id) else None


def _is_of(answer: str, user_id: UUID) -> bool:
    """A device that names its owner must name this one."""
    handle = json.loads(answer).get("response", {}).get("userHandle")
    return not handle or base64url_to_bytes(handle) == user_id.bytes


def _credential_in(answer: str) -> str | None:
    try:
        given = json.loads(answer)
    except ValueError:
        return None
    found = given.get("id") if isinstance(given, dict) else None
    return found if isinstance(found, str) else None


def _credentials(user_id: UUID) -> list[bytes]:
    query = select(Passkey.credential_id).where(Passkey.user_id == user_id)
    with store.as_person(user_id) as connection:
        return [base64url_to_bytes(one) for one in connection.execute(query).scalars()]


def _question(purpose: str, options: Any) -> Question:
    challenge_id = new_id()
    row = {
        "id": challenge_id, "challenge": options.challenge, "purpose": purpose,
        "expires_at": now() + GOOD_FOR,
    }  # fmt: skip
    with db.engine.begin() as connection:
        old = delete(PasskeyChallenge).where(PasskeyChallenge.expires_at < now())
        connection.execute(old)
        connection.execute(insert(PasskeyChallenge), row)
    return Question(challenge_id, json.loads(options_to_json(options)))


def _take_challenge(challenge_id: UUID, purpose: str) -> bytes | None:
    """The challenge, which is gone with this; None where it is used, too old or for something else."""
    statement = (
        delete(PasskeyChallenge)
        .where(PasskeyChallenge.id == challenge_id)
        .returning(
            PasskeyChallenge.challenge, PasskeyChallenge.purpose, PasskeyChallenge.expires_at
        )
    )
    with db.engine.begin() as connection:
        row = connection.execute(statement).one_or_none()
    is_good = row is not None and row.purpose == purpose and row.expires_at > now()
    return bytes(row.challenge) if row is not None and is_good else None
