"""Each application's own key: what it seals can be handed to a tenant, or destroyed with the key."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from flask import current_app

from app.kernel.crypto import blind_index, derived_key, new_key, seal, unseal
from app.onboarding.models import Application


def wrapped_key(application_id: UUID) -> bytes:
    """A new key, wrapped by the key outside the database."""
    return seal(current_app.config["MASTER_KEY"], new_key(), place=_place(application_id))


def seal_bytes(application: Application, plain: bytes, place: str) -> bytes:
    """Seal bytes for one place of an application."""
    return seal(_key(application), plain, place=f"{application.id}/{place}")


def open_bytes(application: Application, sealed: bytes, place: str) -> bytes:
    """The bytes of one place; raises CannotOpen, KeyDestroyed."""
    return unseal(_key(application), sealed, place=f"{application.id}/{place}")


def seal_json(application: Application, values: dict[str, Any], place: str) -> bytes:
    """Seal plain JSON values."""
    return seal_bytes(application, json.dumps(values).encode(), place)


def open_json(application: Application, sealed: bytes | None, place: str) -> dict[str, Any]:
    """The values of one place; nothing where nothing was sealed or the key is gone."""
    if sealed is None or application.wrapped_key is None:
        return {}
    found: dict[str, Any] = json.loads(open_bytes(application, sealed, place))
    return found


def email_index(identity: str) -> str:
    """By which applications of one mailbox are found, and nothing else is learned."""
    key = derived_key(current_app.config["MASTER_KEY"], "applications/email")
    return blind_index(key, identity, purpose="email")


def number_index(number: str, purpose: str) -> str | None:
    """By which applications with one registration or licence are found; letter case and gaps do not matter."""
    bare = "".join(letter for letter in number.casefold() if letter.isalnum())
    key = derived_key(current_app.config["MASTER_KEY"], f"applications/{purpose}")
    return blind_index(key, bare, purpose=purpose) if bare else None


class KeyDestroyed(RuntimeError):
    """The application was withdrawn, and its sealed data with it."""


def _key(application: Application) -> bytes:
    if application.wrapped_key is None:
        raise KeyDestroyed(str(application.id))
    return unseal(
        current_app.config["MASTER_KEY"], application.wrapped_key, place=_place(application.id)
    )


def _place(application_id: UUID) -> str:
    return f"application-key/{application_id}"
