"""The verbs on one's own second factors. With each change all other devices of the person are signed out, and the person is told."""

from __future__ import annotations

from uuid import UUID

from app.access import recognising, session_store, signin
from app.access.errors import LastFactor, NoSuchProof, NotYourCode
from app.access.factors import passkeys, store
from app.access.session_store import SignedIn
from app.audit.trail import note
from app.kernel.clock import now
from app.kernel.errors import NotFound


def confirm_app(me: SignedIn, code: str) -> list[str]:
    """The first code of an app that was offered; returns new printed codes. Raises NotYourCode."""
    if not store.take_code(me.user_id, code, first=True):
        raise NotYourCode
    _changed(me, "access.app_added")
    return store.new_recovery_codes(me.user_id)


def drop_app(me: SignedIn) -> None:
    """The app is used no more; raises LastFactor, NotFound."""
    held = store.held(me.user_id)
    if held.app_since is None:
        raise NotFound
    if not held.passkeys:
        raise LastFactor
    store.drop_app(me.user_id)
    _changed(me, "access.app_removed")


def new_recovery_codes(me: SignedIn) -> list[str]:
    """Ten new printed codes in place of the old ones; raises NotFound where there is no factor they stand in for."""
    if not store.held(me.user_id).any:
        raise NotFound
    _noted(me, "access.recovery_codes_made")
    return store.new_recovery_codes(me.user_id)


def add_passkey(me: SignedIn, challenge_id: UUID | None, answer: str, *, device: str) -> list[str]:
    """Keep a new passkey; returns printed codes for the first factor a person has. Raises NoSuchProof."""
    had_factor = store.held(me.user_id).any
    if challenge_id is None or not passkeys.register(
        me.user_id, challenge_id, answer, device=device
    ):
        raise NoSuchProof
    _changed(me, "access.passkey_added")
    return [] if had_factor else store.new_recovery_codes(me.user_id)


def remove_passkey(me: SignedIn, passkey_id: UUID) -> None:
    """Take one passkey away; raises LastFactor, NotFound."""
    held = store.held(me.user_id)
    if passkey_id not in {one.id for one in held.passkeys}:
        raise NotFound
    if held.app_since is None and len(held.passkeys) == 1:
        raise LastFactor
    passkeys.remove(me.user_id, passkey_id)
    _changed(me, "access.passkey_removed")


def _changed(me: SignedIn, event: str) -> None:
    _noted(me, event)
    tenant_ids = signin.tenants_of(me.user_id)
    session_store.end_others(me.user_id, tenant_ids, keep=me.token_hash, at=now())


def _noted(me: SignedIn, event: str) -> None:
    note(event, "person", me.user_id)
    recognising.tell_of_factor(me.user_id, event)
