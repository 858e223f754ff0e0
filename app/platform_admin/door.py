"""The door of the desk: who sits there, and that nobody of a tenant and nobody of the operator crosses over.

The operator's people have no place in any tenant, tenants' people none at the desk: each finds nothing where the
other works. A desk's browser carries its token in the signed cookie; the row behind it holds only a hash.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable

from flask import Flask, Response, abort, current_app, g, request, session
from flask_babel import gettext

from app.access.rules import is_worth_noting
from app.audit.trail import Event, record_apart
from app.config import Settings
from app.kernel.authz import Actor, sign_of
from app.kernel.clock import now
from app.kernel.db import PLATFORM_ENGINE, db
from app.kernel.ids import PLATFORM
from app.kernel.web import go
from app.platform_admin import sessions, watching
from app.platform_admin.roles import PLATFORM_ROLES, permissions_of
from app.platform_admin.sessions import AtDesk
from app.support import asking
from app.support.rules import SESSION
from app.tenants.scope import as_platform, enter_platform

DESK = "platform_admin"
CARRIED = "desk"
HOME = "/desk"
# Where a person may be who still has the password somebody else made.
WITH_INITIAL_PASSWORD = frozenset({"platform_admin.password", "platform_admin.sign_out"})


def init_app(app: Flask) -> None:
    """Stand behind the sessions and before the guard; called once by the factory."""
    app.before_request(_recognise)
    watching.init_app(app)
    send_tenants_people: Callable[[], Response] = app.extensions["send_to_sign_in"]

    def send_to_sign_in() -> Response:
        if request.blueprint != DESK:
            return send_tenants_people()
        return go("platform_admin.second_factor" if at_desk() else "platform_admin.sign_in")

    app.extensions["send_to_sign_in"] = send_to_sign_in


def at_desk() -> AtDesk | None:
    """Who sits at this browser, with or without the second factor."""
    found: AtDesk | None = g.get("at_desk")
    return found


def carry(token: str) -> None:
    """This browser carries a new token; nothing of what it carried before is kept."""
    kept = session.get("language")
    session.clear()
    session[CARRIED] = token
    if kept:
        session["language"] = kept
    session["csrf_token"] = secrets.token_hex(20)
    g.pop("csrf_token", None)


def drop() -> None:
    """End this browser's session at the desk, and what it looked at."""
    token = session.get(CARRIED)
    if token:
        me = at_desk()
        if me is not None:
            asking.end_all(me.session_id, SESSION)
        sessions.end(str(token), now())
    session.clear()
    g.pop("csrf_token", None)


def _recognise() -> Response | None:
    g.pop("at_desk", None)
    g.pop("home_url", None)
    g.pop("support_frame", None)
    if request.blueprint == DESK:
        return _at_the_desk()
    if session.get(CARRIED) and _is_guarded() and g.get("actor") is None:
        return _at_a_tenants_page()
    return None


def _at_a_tenants_page() -> Response | None:
    """Nothing is found there, but by the owner's grant. Who only once sat at the desk is a stranger like any other."""
    me = _carried() if PLATFORM_ENGINE in db.engines else None
    if me is None:
        return None
    answer = watching.look_on(me) if me.proven_at is not None else False
    if answer is False:
        if me.proven_at is not None:
            _alert(me)
        g.home_url = HOME
        abort(404)
    return answer if isinstance(answer, Response) else None


def _alert(me: AtDesk) -> None:
    """Who of the operator knocks at a tenant's page stands in the operator's own trail: the page, never whose it is."""
    with as_platform(me.person_id):
        record_apart(
            Event(
                tenant_id=PLATFORM, event="desk.page_refused", subject_kind="person",
                subject_id=me.person_id, actor_id=me.person_id,
                changes={"page": request.endpoint, "method": request.method},
            )
        )  # fmt: skip


def _at_the_desk() -> Response | None:
    if g.get("signed_in") is not None or PLATFORM_ENGINE not in db.engines:
        abort(404)
    g.home_url = HOME
    found = _carried()
    g.leave_scope = enter_platform(found.person_id if found else None)
    if found is None:
        return None
    g.at_desk = found
    g.language = g.get("language") or found.language
    if found.proven_at is None:
        return None
    if is_worth_noting(found.last_seen_at, now()):
        sessions.seen(found.token_hash, now())
    g.actor = _actor(found)
    if found.password_initial and request.endpoint not in WITH_INITIAL_PASSWORD:
        return go("platform_admin.password")
    return None


def _carried() -> AtDesk | None:
    token = session.get(CARRIED)
    if not token:
        return None
    settings: Settings = current_app.extensions["settings"]
    with as_platform():
        return sessions.load(str(token), now(), settings.idle_minutes)


def _is_guarded() -> bool:
    sign = (
        sign_of(current_app, request.endpoint) if request.endpoint not in {None, "static"} else None
    )
    return sign is not None and sign.permission is not None


def _actor(found: AtDesk) -> Actor:
    role = PLATFORM_ROLES.get(found.role)
    return Actor(
        user_id=found.person_id,
        tenant_id=PLATFORM,
        name=found.name_ar if g.language == "ar" else found.name_en,
        role=found.role,
        role_labels=(gettext(role.label),) if role else (),
        permissions=permissions_of(found.role),
    )
