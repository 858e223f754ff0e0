"""Who hears that somebody signs out; told by the wiring, since features stand beside and above."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from app.kernel.db import db
from app.tenants.scope import in_tenant

_listeners: dict[str, Callable[[], None]] = {}


def on_leaving(name: str, listener: Callable[[], None]) -> None:
    """Call this in the scope of whoever signs out; the same name replaces."""
    _listeners[name] = listener


def tell(tenant_id: UUID, user_id: UUID) -> None:
    """Somebody signs out, from a locked browser too. Commits."""
    with in_tenant(tenant_id, user_id):
        for listener in _listeners.values():
            listener()
        db.session.commit()
