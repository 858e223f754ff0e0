"""FSA's list of practitioners at the desk: attached to an application under review, looked at, taken out."""

from __future__ import annotations

import io
from typing import Any
from uuid import UUID

from flask import Response, send_file
from flask_babel import gettext as _

from app.kernel.authz import requires
from app.kernel.db import db
from app.kernel.errors import DomainError
from app.kernel.pagewords import language
from app.kernel.web import answer, go, in_words, page, say
from app.onboarding import practitioner_list
from app.onboarding.models import Application
from app.onboarding.states import SUBMITTED
from app.platform_admin import queries, review
from app.platform_admin.forms import ListForm
from app.platform_admin.views.pages import blueprint

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}


def shown(found: Application) -> dict[str, Any]:
    """What is told of the list: the line, what was understood, and who attached it."""
    held = practitioner_list.current(found)
    who = queries.names(language()).get(held.added_by, "") if held else ""
    told = practitioner_list.told(found, held) if held else None
    return {
        "list": held if told else None, "told": told, "attached_by": who,
        "columns": _named(told.columns if told else ()), "lacking": _named(told.lacking if told else ()),
    }  # fmt: skip


def _named(keys: tuple[str, ...]) -> str:
    return ("، " if language() == "ar" else ", ").join(_(one) for one in practitioner_list.labels(keys))  # fmt: skip


@blueprint.route("/applications/<uuid:application_id>/practitioners", methods=["GET", "POST"])
@requires("desk.decide")
def practitioners(application_id: UUID) -> Response:
    """Choose the list; what was understood of it is told at once."""
    found, form = review.application(application_id), ListForm()
    if not form.validate_on_submit():
        return _choosing(found, form, 422 if form.errors else 200)
    try:
        review.attach_list(application_id, form.file.data.read())
    except DomainError as refusal:
        db.session.rollback()
        answer(form, refusal)
        return _choosing(review.application(application_id), form, 422)
    say(_("The list is attached. It is imported when the account is opened."))
    return go("platform_admin.practitioners", application_id=application_id)


@blueprint.post("/applications/<uuid:application_id>/practitioners/remove")
@requires("desk.decide")
def remove_practitioners(application_id: UUID) -> Response:
    """Take the list out."""
    try:
        review.remove_list(application_id)
    except DomainError as refusal:
        db.session.rollback()
        say(in_words(refusal), "warning")
    else:
        say(_("The list was taken out and destroyed."))
    return go("platform_admin.practitioners", application_id=application_id)


@blueprint.get("/applications/<uuid:application_id>/practitioners/file")
@requires("desk.review")
def practitioners_file(application_id: UUID) -> Response:
    """The list as it was attached, always to be saved; each opening is in the trail."""
    found, held, content = review.open_list(application_id)
    return send_file(
        io.BytesIO(content), mimetype=TYPES[held.format], as_attachment=True,
        download_name=f"{found.reference}-practitioners.{held.format}", conditional=False, etag=False,
    )  # fmt: skip


def _choosing(found: Application, form: ListForm, status: int) -> Response:
    return page(
        "platform_admin/practitioners.html", status, application=found, form=form,
        is_open=found.status == SUBMITTED, **shown(found),
    )  # fmt: skip
