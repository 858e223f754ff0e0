"""Requests to go live: the queue, one with what was missing and rehearsed, and the two decisions."""

from __future__ import annotations

from uuid import UUID

from flask import Response, request
from flask_babel import gettext as _

from app.exchange.connections import has_line
from app.going_live import deciding
from app.going_live.rules import GAPS, LINES
from app.going_live.states import ASKED, STATUSES
from app.kernel.authz import requires
from app.kernel.db import db
from app.kernel.errors import DomainError
from app.kernel.pagewords import language, number
from app.kernel.tags import tag_of
from app.kernel.web import answer, asked, go, neighbours, page, refusals_said, say
from app.platform_admin import queries
from app.platform_admin.forms import GiveBackForm, LiveQueueForm
from app.platform_admin.views.pages import blueprint
from app.tenants.rules import KINDS


@blueprint.get("/going-live")
@requires("desk.live")
def live_requests() -> Response:
    """The queue."""
    form = LiveQueueForm(request.args)
    form.understand()
    rows, found = deciding.requests(form.state.data, request.args.get("cursor"))
    kept = asked(field.name for field in form)
    return page(
        "platform_admin/live_requests.html", 422 if form.errors else 200, form=form, rows=rows,
        tags={name: tag_of(status) for name, status in STATUSES.items()}, kinds=KINDS, lines=LINES,
        is_filtered=bool(kept), **neighbours(found, "platform_admin.live_requests", **kept),
    )  # fmt: skip


@blueprint.get("/going-live/<uuid:request_id>")
@requires("desk.live")
def live_request(request_id: UUID) -> Response:
    """What was missing and how often each line was rehearsed: counts, never a patient."""
    found = deciding.request(request_id)
    names = queries.names(language())
    return page(
        "platform_admin/live_request.html", row=found, kind=KINDS[found.tenant.kind],
        tag=tag_of(STATUSES[found.request.status]), lines=LINES, gaps=GAPS, rehearsed=_counts(found),
        is_open=found.request.status == ASKED, has_line=has_line(live=True),
        decided_by=names.get(found.request.decided_by) if found.request.decided_by else None,
    )  # fmt: skip


def _counts(found: deciding.Waiting) -> list[dict[str, object]]:
    """How often each line was done when it was asked."""
    done = found.request.rehearsed
    return [
        {"label": _(label), "value": number(done.get(name, 0))} for name, label in LINES.items()
    ]


@blueprint.post("/going-live/<uuid:request_id>/approve")
@requires("desk.live")
def approve_live_request(request_id: UUID) -> Response:
    """A worker carries it out within seconds."""
    with refusals_said():
        deciding.approve(request_id)
        say(_("Approved. What was practised is removed and the tenant goes live within a minute."))
    return go("platform_admin.live_request", request_id=request_id)


@blueprint.route("/going-live/<uuid:request_id>/return", methods=["GET", "POST"])
@requires("desk.live")
def return_live_request(request_id: UUID) -> Response:
    """Give it back with a reason in both languages."""
    found, form = deciding.request(request_id), GiveBackForm()
    status = 422
    if form.validate_on_submit():
        try:
            deciding.give_back(request_id, form.reason_en.data or "", form.reason_ar.data or "")
        except DomainError as refusal:
            db.session.rollback()
            found = deciding.request(request_id)
            answer(form, refusal)
        else:
            say(_("The request was given back; the owners are told by mail."))
            return go("platform_admin.live_request", request_id=request_id)
    elif not form.errors:
        status = 200
    return page("platform_admin/return_live_request.html", status, row=found, form=form)
