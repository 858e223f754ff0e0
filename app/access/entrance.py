"""Who has no actor is sent to the door: to sign in, or to unlock and go on."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Response, current_app, g, jsonify, make_response, request, url_for
from flask_wtf.csrf import validate_csrf
from wtforms.validators import ValidationError

from app.access import parking
from app.access.rules import is_fresh
from app.access.session_store import SignedIn
from app.audit.trail import Event, record_apart
from app.config import Settings
from app.kernel.clock import now
from app.kernel.db import SAFE_METHODS
from app.kernel.web import go, local_path

# Where a person may be who still has the password somebody else made.
WITH_INITIAL_PASSWORD = frozenset(
    {"access.password", "access.sign_out", "access.language", "access.lock", "access.unlock"}
)
# Where a person may be who must have a second factor and has none yet.
WITHOUT_FACTOR = frozenset(
    {
        "access.factors", "access.offer_app", "access.confirm_app", "access.recovery_codes", "access.ask_for_passkey",
        "access.add_passkey", "access.prove", "access.resume", "access.password", "access.sign_out", "access.language",
        "access.lock", "access.unlock",
    }
)  # fmt: skip
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


def first_things(found: SignedIn) -> Response | None:
    """Before all other doors: a password of one's own, then the second factor where the house asks for it."""
    if found.password_initial:
        return None if request.endpoint in WITH_INITIAL_PASSWORD else go("access.password")
    lacks_factor = found.second_factor_required and found.second_factor_since is None
    if not lacks_factor or request.endpoint in WITHOUT_FACTOR:
        return None
    return go("access.factors")


def ask_for_proof() -> Response | None:
    """What a door answers that wants a fresh proof: nothing where there is one, else the way to give it."""
    found: SignedIn | None = g.get("signed_in")
    settings: Settings = current_app.extensions["settings"]
    if found is None or is_fresh(found.proven_at, now(), settings.fresh_minutes):
        return None
    if asks_by_script():
        response = make_response("", 403)
        here = urlsplit(request.headers.get("HX-Current-URL", "")).path
        response.headers["HX-Redirect"] = url_for("access.prove", next=local_path(here, "/"))
        return response
    if request.method in SAFE_METHODS:
        # With its query, which stood in this very address: a file holds what the list showed.
        return go("access.prove", next=request.full_path if request.query_string else request.path)
    parked = parking.park(found) if _is_our_form() else None
    return go("access.prove", **({"parked": parked} if parked else {}))


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
