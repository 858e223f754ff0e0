"""Applications at the desk: the queue, one with its papers beside its answers, and the three decisions."""

from __future__ import annotations

import io
from uuid import UUID

from flask import Response, request, send_file
from flask_babel import gettext as _

from app.audit.trail import note_read
from app.kernel.authz import requires
from app.kernel.db import db
from app.kernel.errors import DomainError
from app.kernel.pagewords import language
from app.kernel.tags import tag_of
from app.kernel.web import answer, asked, go, in_words, neighbours, page, say
from app.onboarding import history, papers, sheets, submitting, wording
from app.onboarding.models import Application
from app.onboarding.states import STATUSES, SUBMITTED
from app.onboarding.tasks import LABELS
from app.platform_admin import queries, queue, review
from app.platform_admin.forms import ASKABLE, AskForm, QueueForm, RefuseForm
from app.platform_admin.views.pages import blueprint
from app.platform_admin.views.practitioner_list import shown
from app.tenants.scope import actor_id

SHOWN = {"image/jpeg", "image/png"}


@blueprint.get("/applications")
@requires("desk.review")
def applications() -> Response:
    """The queue."""
    form = QueueForm(request.args)
    form.understand()
    rows, found = queue.rows(form.state.data, form.reference.data, request.args.get("cursor"), language())  # fmt: skip
    kept = asked(field.name for field in form)
    if leads := [row.application for row in rows if row.lead and row.lead.email]:
        note_read("application.leads_seen", "application", None, applications=[one.reference for one in leads])  # fmt: skip
    return page(
        "platform_admin/applications.html", 422 if form.errors else 200, form=form, rows=rows,
        tags={name: tag_of(status) for name, status in STATUSES.items()}, is_filtered=bool(kept),
        **neighbours(found, "platform_admin.applications", **kept),
    )  # fmt: skip


@blueprint.get("/applications/<uuid:application_id>")
@requires("desk.review")
def application(application_id: UUID) -> Response:
    """Answers and sheet beside the papers."""
    found = review.look(application_id)
    approvers, around = review.approvers(found), queue.surroundings([found])
    names = queries.names(language()) if approvers else {}
    return page(
        "platform_admin/application.html", application=found, tag=tag_of(STATUSES[found.status]),
        row=queue.row(found, around, language()),
        rows=wording.answer_rows(found), sheet=sheets.rows(found), papers=_papers(found),
        expected=submitting.expected(found, around.holidays), events=wording.happenings(history.events(found)),
        approvers=[names.get(one, "") for one in approvers], is_open=found.status == SUBMITTED,
        approved_by_me=actor_id() in approvers, **shown(found),
    )  # fmt: skip


@blueprint.get("/applications/<uuid:application_id>/papers/<uuid:paper_id>")
@requires("desk.review")
def paper(application_id: UUID, paper_id: UUID) -> Response:
    """A paper's file, always to be saved and never run; each opening is in the trail."""
    found, held, body = review.open_paper(application_id, paper_id)
    return send_file(
        io.BytesIO(body), mimetype=held.content_type, as_attachment=True,
        download_name=wording.download_name(found, held), conditional=False, etag=False,
    )  # fmt: skip


@blueprint.route("/applications/<uuid:application_id>/ask", methods=["GET", "POST"])
@requires("desk.decide")
def ask(application_id: UUID) -> Response:
    """Give the application back with what is asked, task by task."""
    found, form = review.application(application_id), AskForm()
    if not form.validate_on_submit():
        return _decision("platform_admin/ask.html", found, form, 422 if form.errors else 200)
    try:
        review.ask_for_more(application_id, form.to_asked())
    except DomainError as refusal:
        db.session.rollback()
        answer(form, refusal)
        return _decision("platform_admin/ask.html", review.application(application_id), form, 422)
    say(_("The application was given back; the applicant is told by mail."))
    return go("platform_admin.application", application_id=application_id)


@blueprint.route("/applications/<uuid:application_id>/refuse", methods=["GET", "POST"])
@requires("desk.decide")
def refuse(application_id: UUID) -> Response:
    """Refuse with a reason."""
    found, form = review.application(application_id), RefuseForm()
    if not form.validate_on_submit():
        return _decision("platform_admin/refuse.html", found, form, 422 if form.errors else 200)
    try:
        review.refuse(application_id, form.reason.data, form.explanation.data)
    except DomainError as refusal:
        db.session.rollback()
        answer(form, refusal)
        return _decision("platform_admin/refuse.html", review.application(application_id), form, 422)  # fmt: skip
    say(_("The application was refused; the applicant is told by mail."))
    return go("platform_admin.application", application_id=application_id)


@blueprint.post("/applications/<uuid:application_id>/approve")
@requires("desk.decide")
def approve(application_id: UUID) -> Response:
    """The own approval; the second one opens the account."""
    try:
        was_second = review.approve(application_id)
    except DomainError as refusal:
        db.session.rollback()
        say(in_words(refusal), "warning")
    else:
        say(_("Approved by two. The account is being opened.") if was_second else _("Approved. A second person of the desk must approve too."))  # fmt: skip
    return go("platform_admin.application", application_id=application_id)


def _papers(found: Application) -> list[dict[str, object]]:
    """Each paper with its number and last day; none once the key is gone."""
    if found.wrapped_key is None:
        return []
    return [
        {
            "id": held.id,
            "label": _(LABELS[kind]),
            "number": papers.number_of(found, held),
            "expires_on": held.expires_on,
            "is_picture": held.content_type in SHOWN,
        }
        for kind, held in sorted(papers.current(found).items())
    ]


def _decision(template: str, found: Application, form: object, status: int) -> Response:
    return page(template, status, application=found, form=form, tasks=ASKABLE)
