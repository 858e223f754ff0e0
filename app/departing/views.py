"""The owner's pages: everything as one file, and leaving."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response
from flask_babel import gettext as _

from app.departing import exporting, leaving
from app.departing.forms import LeaveForm
from app.departing.kept import KEPT
from app.departing.states import (
    COOLING,
    DEPARTURE_STATUSES,
    EXPORT_STATUSES,
    READY,
    TAKEN_BACK,
    WAITING,
)
from app.kernel.authz import requires
from app.kernel.errors import DomainError
from app.kernel.tags import tag_of
from app.kernel.web import STOP_POLLING, answer, go, in_words, page, refusals_said, say
from app.tenants.queries import tenant

blueprint = Blueprint("departing", __name__)


@blueprint.get("/")
@requires("departing.export")
def index() -> Response:
    """The exports, and how to ask for one."""
    return page("departing/index.html", **_told())


@blueprint.get("/progress")
@requires("departing.export")
def progress() -> Response:
    """What changes while an export is made; 286 tells the page to stop asking."""
    told = _told()
    return page("departing/_exports.html", 200 if told["under_way"] else STOP_POLLING, **told)


@blueprint.post("/exports")
@requires("departing.export", fresh="page")
def ask() -> Response:
    """Have a worker put everything into a file."""
    try:
        exporting.ask()
    except DomainError as refusal:
        say(in_words(refusal), "warning")
    else:
        say(_("Everything is being put together. You need not wait on this page."), "info")
    return go(".index")


@blueprint.get("/exports/<uuid:export_id>.zip")
@requires("departing.export", fresh="file")
def fetch(export_id: UUID) -> Response:
    """The file, sent piece by piece as it is opened."""
    try:
        one, pieces = exporting.fetch(export_id)
    except DomainError as refusal:
        say(in_words(refusal), "warning")
        return go(".index")
    answer = Response(pieces, mimetype="application/zip")
    answer.headers["Content-Disposition"] = (
        f'attachment; filename="everything-{one.asked_at:%Y-%m-%d}.zip"'
    )
    answer.headers["Content-Length"] = str(one.size)
    return answer


@blueprint.route("/end", methods=["GET", "POST"])
@requires("departing.leave", fresh="page")
def leave() -> Response:
    """What happens when, and the form that begins it."""
    form = LeaveForm()
    if form.validate_on_submit():
        try:
            leaving.ask(form.name.data or "", form.reason.data or "")
        except DomainError as refusal:
            answer(form, refusal)
        else:
            say(_("You have asked to leave. Until the day everything goes on as ever."), "info")
            return go(".leave")
    one = leaving.departure()
    is_open = one is not None and one.status != TAKEN_BACK
    return page(
        "departing/leave.html", 422 if form.errors else 200, form=form, one=one if is_open else None,
        state=tag_of(DEPARTURE_STATUSES[one.status]) if one and is_open else None, own=tenant(),
        reason=_(leaving.REASONS[one.reason]) if one else "", days=leaving.COOLING_DAYS,
        may_stay=one is not None and one.status == COOLING, kept=sorted(set(KEPT.values())),
    )  # fmt: skip


@blueprint.post("/end/back")
@requires("departing.leave")
def stay() -> Response:
    """Stay after all."""
    with refusals_said():
        leaving.take_back()
        say(_("Good. Your account stays, with everything in it."))
    return go(".leave")


def _told() -> dict[str, Any]:
    found = exporting.exports()
    return {
        "exports": found,
        "states": {name: tag_of(one) for name, one in EXPORT_STATUSES.items()},
        "under_way": any(one.status == WAITING for one in found),
        "ready": READY,
        "days": exporting.KEPT_FOR.days,
    }
