"""The blueprint of the front door, and who stands before it."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request, session
from flask_babel import gettext as _
from werkzeug.exceptions import TooManyRequests

from app.kernel import throttle
from app.kernel.clock import now
from app.kernel.throttle import Bucket, whose_address
from app.kernel.web import go, say
from app.onboarding import links
from app.onboarding.models import Application
from app.onboarding.states import (
    APPROVED,
    COLLECTING,
    DRAFT,
    PROVISIONED,
    REFUSED,
    RETURNED,
    STOPPED,
    SUBMITTED,
)

blueprint = Blueprint("onboarding", "app.onboarding.views")

CARRIED = "application"
WHY = "An applicant has no account yet: the link that this browser carries opens one application and no other."


def carry(token: str) -> None:
    """This browser opens the application from now on."""
    session[CARRIED] = token


def drop() -> None:
    """This browser opens no application any more."""
    if token := session.pop(CARRIED, None):
        links.forget(str(token))


def present() -> Application | None:
    """The application this browser opens, or None."""
    token = session.get(CARRIED)
    found = links.opened_by(str(token), links.BROWSER) if token else None
    return found[0] if found else None


def the_application(*statuses: str) -> Application:
    """The application this browser opens, in one of these statuses; else the way to where it stands."""
    found = present()
    if found is None:
        say(
            _("Your application is not open on this device. Begin one, or come back by mail."),
            "info",
        )
        abort(go("onboarding.start"))
    if found.status not in statuses:
        abort(to_where_it_stands(found))
    return found


def to_where_it_stands(application: Application) -> Response:
    """The page where an application is gone on with."""
    places = {
        DRAFT: "onboarding.check",
        STOPPED: "onboarding.outcome",
        COLLECTING: "onboarding.tasks",
        SUBMITTED: "onboarding.tasks",
        RETURNED: "onboarding.tasks",
        APPROVED: "onboarding.decided",
        REFUSED: "onboarding.decided",
        PROVISIONED: "onboarding.decided",
    }
    return go(places.get(application.status, "onboarding.start"))


def slow_down(purpose: str, at_once: int, seconds: float) -> None:
    """So many from one address at once, then one every so many seconds; 429 beyond."""
    bucket = Bucket(f"apply {purpose}", whose_address(request.remote_addr or ""), at_once, seconds)
    if wait := throttle.take(bucket, at=now()):
        raise TooManyRequests(retry_after=wait)
