"""Looking into an account by its owner's grant: a tenant's pages at a browser of the desk, read-only and told one by one.

The request works in the tenant's scope as the role that can only look. What it opens stands in the tenant's own
trail before the page is made: where that cannot be written, nothing is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Flask, Response, current_app, g, render_template, request
from flask_babel import gettext
from sqlalchemy import Row

from app.access.rules import is_worth_noting
from app.kernel.authz import Actor, sign_of
from app.kernel.clock import now
from app.kernel.db import SAFE_METHODS
from app.kernel.pagewords import language
from app.platform_admin import sessions
from app.platform_admin.sessions import AtDesk
from app.support import asking
from app.support.permissions import SEEN
from app.support.rules import minutes_left
from app.tenants.scope import Scope, as_platform, enter

FORBIDDEN = 403
PAGE = "text/html"


@dataclass(frozen=True)
class Frame:
    """What the red frame around a page says."""

    tenant_id: UUID
    access_id: UUID
    name: str
    ends_at: datetime
    minutes: int


def init_app(app: Flask) -> None:
    """Nothing but pages leaves the house while somebody looks on."""
    app.after_request(_only_pages)


def look_on(me: AtDesk) -> Response | bool:
    """Let somebody of the desk open a page of the account that was granted; False where none was."""
    with as_platform(me.person_id):
        found = asking.current(me.person_id, me.session_id)
        if found is not None and is_worth_noting(me.last_seen_at, now()):
            sessions.seen(me.token_hash, now())
    if found is None:
        return False
    g.language = g.get("language") or me.language
    g.support_frame, g.practice_mode = _frame(found), found.practice_mode
    g.leave_scope = enter(Scope(found.tenant_id, me.person_id, looks_on=True))
    if not _may_be_seen():
        _tell(found, "refused")
        return refusal()
    _tell(found, "viewed")
    g.actor = _actor(found, me)
    return True


def refusal() -> Response:
    """The page that says why: support only looks."""
    return Response(render_template("errors/looking.html"), FORBIDDEN)


def _may_be_seen() -> bool:
    sign = sign_of(current_app, request.endpoint or "")
    is_page = sign is not None and sign.permission in SEEN and sign.fresh is None
    return is_page and request.method in SAFE_METHODS


def _tell(found: Row[Any], event: str) -> None:
    # The path only: a query may hold what was searched for.
    asking.tell_tenant(found.tenant_id, found.id, event, page=request.path)


def _frame(found: Row[Any]) -> Frame:
    name = found.name_ar if language() == "ar" else found.name_en
    left = minutes_left(found.ends_at, now())
    return Frame(found.tenant_id, found.id, name, found.ends_at, left)


def _actor(found: Row[Any], me: AtDesk) -> Actor:
    is_arabic = language() == "ar"
    return Actor(
        user_id=me.person_id,
        tenant_id=found.tenant_id,
        name=me.name_ar if is_arabic else me.name_en,
        tenant_kind=found.kind,
        tenant_name=found.name_ar if is_arabic else found.name_en,
        role="support",
        role_labels=(gettext("Support"),),
        permissions=SEEN,
    )


def _only_pages(response: Response) -> Response:
    """What would be kept as a file is refused here too, whichever page it comes from."""
    if g.get("support_frame") is None or request.endpoint == "static":
        return response
    is_file = "Content-Disposition" in response.headers or response.mimetype != PAGE
    return refusal() if is_file and response.status_code < 300 else response
