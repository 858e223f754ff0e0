"""Sessions as Flask sees them: rows for signed-in browsers, a signed cookie for all others.

The factory calls `init_app(app)` once, after `kernel.headers` and before the guard; it sets
up Flask-Login too. Nothing else is to be called. Tests and commands use `start` for a token
and `cookie_name` for where a browser would carry it.

A browser that is not signed in gets Flask's signed cookie (form token, language), so that
an anonymous page writes nothing to the database.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import flask
from flask import Flask, Request, Response, current_app, g, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask_babel import gettext
from flask_login import UserMixin, login_user
from werkzeug.local import LocalProxy

from app.access import entrance, queries, session_store
from app.access.roles import ROLES, permissions_of
from app.access.rules import is_idle, is_worth_noting
from app.access.session_store import SignedIn
from app.audit.people import ask_names
from app.config import Settings
from app.extensions import login
from app.kernel.authz import Actor
from app.kernel.clock import now
from app.kernel.db import SAFE_METHODS
from app.kernel.web import BY_ITSELF
from app.tenants.scope import Scope, enter

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
HALF_WAY = timedelta(minutes=10)
_OF_REQUEST = (
    "actor", "signed_in", "language", "digits", "theme", "single_keys", "practice_mode",
    "csrf_token", "csrf_valid", "once", "_login_user",
    "_flask_babel",
)  # fmt: skip


class BrowserSession(SecureCookieSession):
    """What a browser's session holds; `token` is its cookie when it is or was signed in."""

    token: str | None = None
    is_new = False
    is_half = False
    row: SignedIn | None = None


class Person(UserMixin):
    """The signed-in person for Flask-Login's `current_user`."""

    def __init__(self, user_id: UUID) -> None:
        self.id = str(user_id)


class Sessions(SecureCookieSessionInterface):
    """Reads and writes the cookie; the row behind it is read before the first view."""

    session_class = BrowserSession

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        value = request.cookies.get(self.get_cookie_name(app), "")
        if not _TOKEN.fullmatch(value):
            return super().open_session(app, request)
        session = BrowserSession()
        session.token = value
        return session

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if not isinstance(session, BrowserSession) or session.token is None:
            super().save_session(app, session, response)
            return
        response.vary.add("Cookie")
        if session.modified:
            session_store.keep(session_store.hash_of(session.token), session)
        if session.is_new:
            response.set_cookie(
                self.get_cookie_name(app),
                session.token,
                httponly=True,
                secure=self.get_cookie_secure(app),
                samesite=self.get_cookie_samesite(app),
                path="/",
            )


def init_app(app: Flask) -> None:
    """Sessions, Flask-Login, and the way to the sign-in page."""
    is_https = _settings(app).secure_cookies
    app.config.update(
        SESSION_COOKIE_NAME="__Host-maqbul" if is_https else "maqbul",
        SESSION_COOKIE_SECURE=is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        SESSION_PROTECTION=None,
    )
    app.session_interface = Sessions()
    app.extensions["send_to_sign_in"] = entrance.send_to_sign_in
    app.extensions["ask_for_proof"] = entrance.ask_for_proof
    ask_names(queries.names)
    login.init_app(app)
    login.user_loader(_person)
    app.before_request(_recognise)
    app.teardown_request(_leave)


def cookie_name(app: Flask) -> str:
    """Where the browser carries its token."""
    name: str = app.config["SESSION_COOKIE_NAME"]
    return name


def start(
    user_id: UUID, tenant_id: UUID, *, device: str, place: str = "", proven: bool = True
) -> str:
    """Open a session and return its token; the present browser does not carry it yet.

    After the password alone it is not proven: it waits some minutes for the second factor.
    """
    hours = timedelta(hours=_settings(current_app).session_hours)
    return session_store.start(
        user_id,
        tenant_id,
        device=device,
        place=place,
        at=now(),
        good_for=hours if proven else HALF_WAY,
        proven=proven,
        # The form token is made now, so that no page has to write it later.
        data={"csrf_token": secrets.token_hex(20), "_user_id": str(user_id), "_fresh": True},
    )


def carry(token: str, user_id: UUID) -> None:
    """Let this browser carry a new token. Whatever it carried before ends or is forgotten."""
    session = browser()
    if session.token is not None and not session.is_new:
        session_store.end(session_store.hash_of(session.token), now())
    session.clear()
    session.token, session.is_new = token, True
    session["csrf_token"] = secrets.token_hex(20)
    g.pop("csrf_token", None)
    login_user(Person(user_id))


def half_signed_in() -> SignedIn | None:
    """Whose password was given at this browser, while the second factor is still asked for."""
    session = browser()
    return session.row if session.is_half else None


def drop() -> None:
    """End this browser's session; it carries an anonymous cookie from here on."""
    session = browser()
    if session.token is not None:
        session_store.end(session_store.hash_of(session.token), now())
    _become_anonymous(session)


def browser() -> BrowserSession:
    """The session of this request's browser."""
    proxy: LocalProxy[Any] = flask.session  # type: ignore[assignment]
    found = proxy._get_current_object()  # noqa: SLF001 - the proxied object's own name for it
    if not isinstance(found, BrowserSession):
        raise TypeError("this request has no session of ours")
    return found


def signed_in() -> SignedIn | None:
    """Who sits at this browser, locked or not."""
    found: SignedIn | None = g.get("signed_in")
    return found


def _recognise() -> Response | None:
    """Who is it? Fills what the request knows of the person, and enters the tenant's scope."""
    for name in _OF_REQUEST:
        g.pop(name, None)
    session = browser()
    if session.token is None:
        g.language = session.get("language")
        return None
    moment = now()
    found = session_store.load(session_store.hash_of(session.token), moment)
    if found is None:
        _become_anonymous(session)
        return None
    # The content of the row is no change of it.
    session.update(found.data)
    session.modified = False
    session.row = found
    if found.proven_at is None:
        session.is_half, g.language = True, session.get("language") or found.language
        return None
    g.signed_in = found
    _remember_wishes(found)
    if found.locked_at is None and not _lock_when_idle(found):
        g.actor = actor_of(found)
        branches = None if found.branches is None else frozenset(found.branches)
        g.leave_scope = enter(Scope(found.tenant_id, found.user_id, branches=branches))
        return entrance.first_things(found)
    return None


def step_outside() -> None:
    """For pages that a mailed link opens: whoever is signed in here meanwhile acts not, and no tenant is in scope."""
    g.actor = None
    _leave(None)


def _become_anonymous(session: BrowserSession) -> None:
    session.clear()
    session.token, session.is_new, session.row, session.is_half = None, False, None, False
    g.pop("csrf_token", None)
    g.signed_in = None


def _remember_wishes(found: SignedIn) -> None:
    g.language, g.digits, g.theme = found.language, found.digits, found.theme
    g.single_keys, g.practice_mode = found.single_keys, found.practice_mode


def _lock_when_idle(found: SignedIn) -> bool:
    moment = now()
    if is_idle(found.last_seen_at, moment, _settings(current_app).idle_minutes):
        session_store.lock(found.token_hash, moment)
        entrance.tell(found, "access.locked", why="idle")
        return True
    if _is_the_person() and is_worth_noting(found.last_seen_at, moment):
        session_store.seen(found.token_hash, moment)
    return False


def _is_the_person() -> bool:
    """A page that asks for news, or says something, by itself is no sign of a person at the desk."""
    asks = request.method in SAFE_METHODS and "HX-Request" in request.headers
    return not (asks or BY_ITSELF in request.headers)


def actor_of(found: SignedIn) -> Actor:
    """The actor for the guard and the pages, names in the person's language."""
    is_arabic = found.language == "ar"
    role = ROLES.get(found.role)
    return Actor(
        user_id=found.user_id,
        tenant_id=found.tenant_id,
        name=found.person_ar if is_arabic else found.person_en,
        tenant_kind=found.tenant_kind,
        tenant_name=found.tenant_ar if is_arabic else found.tenant_en,
        branch_name=found.branch_ar if is_arabic else found.branch_en,
        role=found.role,
        role_labels=(gettext(role.label),) if role else (),
        permissions=permissions_of(found.role),
    )


def _person(user_id: str) -> Person | None:
    found = signed_in()
    is_here = found is not None and g.get("actor") is not None and str(found.user_id) == user_id
    return Person(found.user_id) if found and is_here else None


def _leave(_error: BaseException | None) -> None:
    leave: Callable[[], None] | None = g.pop("leave_scope", None)
    if leave is not None:
        leave()


def _settings(app: Flask) -> Settings:
    settings: Settings = app.extensions["settings"]
    return settings
