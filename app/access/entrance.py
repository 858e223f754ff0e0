"""Who has no actor is sent to the door: to sign in, or to unlock and go on."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Response, g, jsonify, request, url_for
from flask_wtf.csrf import validate_csrf
from wtforms.validators import ValidationError

from app.access import parking
from app.access.session_store import SignedIn
from app.audit.trail import Event, record_apart
from app.kernel.db import SAFE_METHODS
from app.kernel.web import go, local_path

# Where a person may be who still has the password somebody else made.
WITH_INITIAL_PASSWORD = frozenset(
    {"access.password", "access.sign_out", "access.language", "access.lock", "access.unlock"}
)
LOCKED_EVENT = "session-locked"


def send_to_sign_in() -> Response:
    """What a guarded door answers to somebody without an actor."""
    found: SignedIn | None = g.get("signed_in")
    if asks_by_script():
        return _answer_script(found)
    if found is None:
        return go("access.sign_in", **_way_back())
    if request.method in SAFE_METHODS:
        return go("access.unlock", **_way_back())
    parked = parking.park(found) if _is_our_form() else None
    return go("access.unlock", **({"parked": parked} if parked else {}))


def first_choose_password(found: SignedIn) -> Response | None:
    """A password somebody else made opens one door only: to choose one's own."""
    if not found.password_initial or request.endpoint in WITH_INITIAL_PASSWORD:
        return None
    return go("access.password")


def asks_by_script() -> bool:
    """Whether a script waits for the answer, not a person's browser for a page."""
    accepts = request.accept_mimetypes
    return bool(
        request.headers.get("HX-Request")
        or request.headers.get("X-CSRF-Token")
        or request.is_json
        or (accepts.best == "application/json" and not accepts.accept_html)
    )


def tell(found: SignedIn, event: str, **changes: Any) -> None:
    """Write an event of this session into the trail at once."""
    record_apart(
        Event(
            tenant_id=found.tenant_id,
            actor_id=found.user_id,
            event=event,
            subject_kind="session",
            subject_id=found.session_id,
            changes=changes,
        )
    )


def _answer_script(found: SignedIn | None) -> Response:
    """401. A locked page stays where it is, with what was typed in it; a dead one moves on."""
    response = jsonify(locked=found is not None)
    response.status_code = 401
    if found is not None:
        response.headers["HX-Trigger"] = LOCKED_EVENT
        response.headers["HX-Reswap"] = "none"
    else:
        page = urlsplit(request.headers.get("HX-Current-URL", "")).path
        back = local_path(page, "/")
        response.headers["HX-Redirect"] = url_for("access.sign_in", next=back)
    return response


def _way_back() -> dict[str, str]:
    """The path only: a query may name what was searched for."""
    return {"next": request.path} if request.method in SAFE_METHODS and request.path != "/" else {}


def _is_our_form() -> bool:
    """Whether the form carries this session's token; another site's form is not kept."""
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        return False
    return True
