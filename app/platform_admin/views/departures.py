"""Who leaves: until when they think, approving the deletion by two, and the certificates."""

from __future__ import annotations

from uuid import UUID

from flask import Response, request
from flask_babel import gettext as _

from app.departing import certifying, deciding
from app.departing.leaving import REASONS
from app.departing.states import DEPARTURE_STATUSES
from app.kernel import downloads, pdf
from app.kernel.authz import requires
from app.kernel.tags import tag_of
from app.kernel.web import go, neighbours, page, say
from app.platform_admin.forms import CodeForm
from app.platform_admin.queries import person
from app.platform_admin.views.pages import blueprint
from app.platform_admin.views.proving import prove, refusals_on
from app.tenants.scope import actor_id


@blueprint.get("/departures")
@requires("desk.departures")
def departures() -> Response:
    """Departures that are open, each with its day; or those that are over."""
    over = "over" in request.args
    found = deciding.wishes(request.args.get("cursor"), over=over)
    return page(
        "platform_admin/departures.html", wishes=found.rows, over=over, reasons=REASONS, me=actor_id(),
        states={name: tag_of(one) for name, one in DEPARTURE_STATUSES.items()},
        **neighbours(found, "platform_admin.departures", **({"over": "1"} if over else {})),
    )  # fmt: skip


@blueprint.route("/departures/<uuid:tenant_id>/<uuid:departure_id>/approve", methods=["GET", "POST"])  # fmt: skip
@requires("desk.delete")
def approve_deletion(tenant_id: UUID, departure_id: UUID) -> Response:
    """One of the two hands, by a fresh proof: nothing brings back what is deleted."""
    form, one = CodeForm(), deciding.wish(tenant_id, departure_id)
    if form.validate_on_submit():
        with refusals_on(form):
            mine = person(prove(form).person_id)
            is_second = deciding.approve(tenant_id, departure_id, mine.name_en, mine.name_ar)
            _say_approved(is_second=is_second)
            return go("platform_admin.departures")
    return page("platform_admin/approve_deletion.html", 422 if form.errors else 200, form=form, one=one)  # fmt: skip


@blueprint.get("/departures/<uuid:tenant_id>/<uuid:departure_id>.pdf")
@requires("desk.departures")
def certificate(tenant_id: UUID, departure_id: UUID) -> Response:
    """The certificate in both languages on one paper."""
    told = deciding.certificate(tenant_id, departure_id)
    try:
        return downloads.paper(certifying.printed(told), f"deletion-{departure_id}.pdf")
    except pdf.PdfUnavailable as problem:
        say(_(problem.sentence), "warning")
        return go("platform_admin.departures")


def _say_approved(*, is_second: bool) -> None:
    if is_second:
        say(
            _(
                "Two people have approved. A worker deletes everything now, and the certificate appears among those who left."
            )
        )
    else:
        say(_("Your approval is noted. Another person has to approve it too."), "info")
