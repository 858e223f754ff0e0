"""The owner's pages: granting support access, who looked and at what, and ending it at any second."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, request
from flask_babel import gettext as _

from app.kernel.authz import requires
from app.kernel.errors import DomainError
from app.kernel.tags import tag_of
from app.kernel.web import STOP_POLLING, answer, go, neighbours, page, refusals_said, say
from app.support import granting, queries
from app.support.forms import GrantForm
from app.support.rules import ENDINGS, MOST_MINUTES, REASONS
from app.support.states import ACCESS_STATUSES, GRANT_STATUSES, OPEN, UNDER_WAY

blueprint = Blueprint("support", __name__)


@blueprint.get("/")
@requires("support.grant")
def index() -> Response:
    """What is granted, how to grant it, and every look there was."""
    return _index(GrantForm(formdata=None))


@blueprint.post("/")
@requires("support.grant", fresh="page")
def grant() -> Response:
    """Let support ask."""
    form = GrantForm()
    if form.validate_on_submit():
        try:
            granting.grant(form.reason.data, int(form.hours.data))
        except DomainError as refusal:
            answer(form, refusal)
        else:
            say(_("Granted. Support may ask to look; each time two people of the operator are needed, and you are told by mail."))  # fmt: skip
            return go(".index")
    return _index(form)


@blueprint.post("/<uuid:grant_id>/revoke")
@requires("support.grant")
def revoke(grant_id: UUID) -> Response:
    """Take it back; whoever looks sees nothing more."""
    with refusals_said():
        granting.revoke(grant_id)
        say(_("Taken back. Nobody of the operator can look any more."))
    return go(".index")


@blueprint.get("/looks/<uuid:access_id>")
@requires("support.grant")
def look(access_id: UUID) -> Response:
    """Who asked and why, who approved, and every page that was opened."""
    return page("support/look.html", **_told(access_id))


@blueprint.get("/looks/<uuid:access_id>/pages")
@requires("support.grant")
def seen(access_id: UUID) -> Response:
    """The pages opened so far; 286 tells the page to stop asking."""
    told = _told(access_id)
    return page("support/_pages.html", 200 if told["is_open"] else STOP_POLLING, **told)


@blueprint.post("/looks/<uuid:access_id>/end")
@requires("support.grant")
def end(access_id: UUID) -> Response:
    """End it at this second."""
    with refusals_said():
        granting.end(access_id)
        say(_("Ended. Support sees nothing more."))
    return go(".look", access_id=access_id)


def _index(form: GrantForm) -> Response:
    return page(
        "support/index.html", 422 if form.errors else 200, form=form, granted=queries.grant_in_force(),
        grants=queries.grants(), accesses=queries.accesses(), reasons=REASONS, minutes=MOST_MINUTES,
        grant_states={name: tag_of(one) for name, one in GRANT_STATUSES.items()},
        states={name: tag_of(one) for name, one in ACCESS_STATUSES.items()},
    )  # fmt: skip


def _told(access_id: UUID) -> dict[str, Any]:
    one = queries.access(access_id)
    found = queries.pages(access_id, request.args.get("cursor"))
    return {
        "one": one,
        "state": tag_of(ACCESS_STATUSES[one.status]),
        "why": _(ENDINGS[one.ended_why]) if one.ended_why else None,
        "pages": found.rows,
        "is_open": one.status == OPEN,
        "can_end": one.status in UNDER_WAY,
        **neighbours(found, "support.look", access_id=access_id),
    }
