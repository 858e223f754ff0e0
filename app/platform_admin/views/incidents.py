"""Telling all tenants of trouble, and of its end; asks for a code of the authenticator."""

from __future__ import annotations

from uuid import UUID

from flask import Response, request
from flask_babel import gettext as _

from app.incidents import queries, service
from app.kernel.authz import requires
from app.kernel.web import go, neighbours, page, refusals_said, say
from app.platform_admin.forms import IncidentForm
from app.platform_admin.views.pages import blueprint
from app.platform_admin.views.proving import prove, refusals_on


@blueprint.get("/incidents")
@requires("desk.view")
def incidents() -> Response:
    """What was told, the newest first."""
    found = queries.incidents(request.args.get("cursor"))
    return page(
        "platform_admin/incidents.html", rows=found.rows,
        **neighbours(found, "platform_admin.incidents"),
    )  # fmt: skip


@blueprint.route("/incidents/new", methods=["GET", "POST"])
@requires("desk.incident")
def tell() -> Response:
    """Both languages, and a fresh proof: every tenant reads it at once."""
    form = IncidentForm()
    if form.validate_on_submit():
        with refusals_on(form):
            prove(form)
            service.tell(form.words_en.data, form.words_ar.data)
            say(_("Every tenant reads it from now on."))
            return go("platform_admin.incidents")
    return page("platform_admin/incident.html", 422 if form.errors else 200, form=form)


@blueprint.post("/incidents/<uuid:incident_id>/end")
@requires("desk.incident")
def end(incident_id: UUID) -> Response:
    """It works again."""
    with refusals_said():
        service.end(incident_id)
        say(_("The banner is gone; the page of the service's state keeps it for 90 days."))
    return go("platform_admin.incidents")
