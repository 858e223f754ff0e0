"""The second factor of the operator's people: mandatory, by an authenticator app, with printed codes beside it."""

from __future__ import annotations

from uuid import UUID

from flask import current_app

from app.access.factors import recovery, totp
from app.kernel.clock import now
from app.kernel.crypto import derived_key, seal, unseal
from app.platform_admin.models import PlatformPerson


def seal_secret(person_id: UUID, secret: str) -> bytes:
    """The authenticator's secret as it is kept."""
    return seal(_key(), secret.encode(), place=_place(person_id))


def secret_of(person: PlatformPerson) -> str | None:
    """The authenticator's secret, or None before the first sign-in."""
    if person.secret_sealed is None:
        return None
    return unseal(_key(), person.secret_sealed, place=_place(person.id)).decode()


def enrol(person: PlatformPerson, secret: str, code: str) -> list[str] | None:
    """Take an authenticator into use by its first code; returns the printed codes, None for a wrong code."""
    step = totp.verify(secret, code, None, at=now())
    if step is None:
        return None
    person.secret_sealed, person.last_step = seal_secret(person.id, secret), step
    codes = recovery.new_codes()
    person.recovery_hashes = [recovery.hash_of(_key(), str(person.id), one) for one in codes]
    return codes


def prove(person: PlatformPerson, code: str) -> str | None:
    """Which factor a code proves ("totp", "recovery"), used up with it; None where it proves nothing.

    The person's row must be locked: two tries at once may not use one code twice.
    """
    secret = secret_of(person)
    step = totp.verify(secret, code, person.last_step, at=now()) if secret else None
    if step is not None:
        person.last_step = step
        return "totp"
    hashed = recovery.hash_of(_key(), str(person.id), code)
    if secret and hashed in person.recovery_hashes:
        person.recovery_hashes = [one for one in person.recovery_hashes if one != hashed]
        return "recovery"
    return None


def _key() -> bytes:
    return derived_key(current_app.config["MASTER_KEY"], "platform/factors")


def _place(person_id: UUID) -> str:
    return f"platform_people/{person_id}/secret"
