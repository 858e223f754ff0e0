"""Every door has a sign: the actor, the permission registry, and the guard in front of each view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar
from uuid import UUID

from flask import Flask, abort, current_app, g, request

View = TypeVar("View", bound=Callable[..., Any])
# What lies behind a door that asks for a fresh proof: a page, or a file that the browser keeps.
Fresh = Literal["page", "file"]


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who acts, for which tenant, and what that person may do."""

    user_id: UUID
    tenant_id: UUID
    name: str
    tenant_name: str = ""
    tenant_kind: str = ""
    branch_name: str = ""
    role: str = ""
    role_labels: tuple[str, ...] = ()
    permissions: frozenset[str] = field(default_factory=frozenset)

    def can(self, permission: str) -> bool:
        return permission in self.permissions


@dataclass(frozen=True)
class Sign:
    """What stands on a door: a permission, or the reason why anybody may enter."""

    permission: str | None = None
    public_because: str | None = None
    fresh: Fresh | None = None


_permissions: dict[str, str] = {}


def declare(**labels: str) -> None:
    """Declare permissions with their English label (a msgid); `claims_submit` means `claims.submit`."""
    for name, label in labels.items():
        _permissions[name.replace("__", ".", 1)] = label


def declared_permissions() -> dict[str, str]:
    """All declared permissions and their labels."""
    return dict(_permissions)


def requires(permission: str, *, fresh: Fresh | None = None) -> Callable[[View], View]:
    """Only an actor with this permission may enter; `fresh`: who has just proven to be that person."""

    def mark(view: View) -> View:
        view.__dict__["sign"] = Sign(permission=permission, fresh=fresh)
        return view

    return mark


def public(because: str) -> Callable[[View], View]:
    """Anybody may enter, for the reason given."""

    def mark(view: View) -> View:
        view.__dict__["sign"] = Sign(public_because=because)
        return view

    return mark


def sign_of(app: Flask, endpoint: str) -> Sign | None:
    """The sign on an endpoint's view, or None when it has none."""
    sign = app.view_functions[endpoint].__dict__.get("sign")
    return sign if isinstance(sign, Sign) else None


def current_actor() -> Actor | None:
    """The person who is signed in and not locked, or None."""
    return g.get("actor")


def the_actor() -> Actor:
    """The actor behind a guarded door."""
    actor = current_actor()
    if actor is None:
        abort(401)
    return actor


def can(permission: str) -> bool:
    """May the present person do this?"""
    actor = current_actor()
    return actor is not None and actor.can(permission)


def guard(app: Flask) -> None:
    """Stand in front of every view: no sign, no entry."""

    @app.before_request
    def look_at_sign() -> Any:
        if request.endpoint is None or request.endpoint == "static":
            return None
        sign = sign_of(current_app, request.endpoint)
        if sign is None:
            abort(403)
        if sign.permission is None:
            return None
        actor = current_actor()
        if actor is None:
            return current_app.extensions["send_to_sign_in"]()
        if not actor.can(sign.permission):
            abort(403)
        return current_app.extensions["ask_for_proof"]() if sign.fresh else None
