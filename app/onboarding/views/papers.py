"""The task list and what is behind each of its lines."""

from __future__ import annotations

import io
from typing import Any
from uuid import UUID

from flask import Response, abort, current_app, send_file
from flask_babel import gettext as _
from werkzeug.exceptions import ServiceUnavailable

from app.kernel.authz import public
from app.kernel.clock import today
from app.kernel.downloads import file, paper_language, printed, table_bytes
from app.kernel.errors import DomainError
from app.kernel.forms import Form
from app.kernel.pdf import PdfUnavailable
from app.kernel.tags import tag_of
from app.kernel.web import answer, go, in_words, page, say
from app.onboarding import (
    answers,
    history,
    papers,
    private,
    sheets,
    submitting,
    whitelisting,
    wording,
)
from app.onboarding.errors import FileMissing
from app.onboarding.forms import PAPERS, FileForm, SureForm
from app.onboarding.models import Application, ApplicationPaper
from app.onboarding.papers import PaperDraft
from app.onboarding.states import (
    APPROVED,
    COLLECTING,
    PROVISIONED,
    REFUSED,
    RETURNED,
    STATUSES,
    SUBMITTED,
)
from app.onboarding.tasks import (
    CANNOT_START,
    LABELS,
    SHEET,
    SUBMIT,
    WHITELISTING,
    has_expired,
    statuses,
)
from app.onboarding.views.pages import WHY, blueprint, present, slow_down, the_application

KINDS = "civil_id, commercial_registration, moh_licence"


@blueprint.get("/tasks")
@public(WHY)
def tasks() -> Response:
    """What is done, what is to do, and what happens next."""
    application = the_application(COLLECTING, RETURNED, SUBMITTED)
    found = statuses(papers.task_facts(application), today())
    return page(
        "onboarding/tasks.html", application=application, tag=tag_of(STATUSES[application.status]),
        tasks=wording.task_rows(found), rows=wording.answer_rows(application),
        expected=submitting.expected(application) if application.submitted_at else None,
        events=wording.happenings(history.events(application)),
        asked=wording.asked_rows(application),
    )  # fmt: skip


@blueprint.get("/decided")
@public(WHY)
def decided() -> Response:
    """What was decided, why, and the way on."""
    application = the_application(APPROVED, REFUSED, PROVISIONED)
    return page(
        "onboarding/decided.html", application=application,
        tag=tag_of(STATUSES[application.status]), review=private.review_of(application),
    )  # fmt: skip


@blueprint.route(f"/papers/<any({KINDS}):wanted>", methods=["GET", "POST"])
@public(WHY)
def paper(wanted: str) -> Response:
    """One paper with its number and last day."""
    application = the_application(COLLECTING, RETURNED)
    there = papers.current(application).get(wanted)
    number = papers.number_of(application, there)
    form = PAPERS[wanted](number=number, expires_on=there.expires_on if there else None)
    if not form.validate_on_submit():
        return _paper_page(wanted, form, there, 422 if form.errors else 200)
    draft = PaperDraft(form["number"].data, form["expires_on"].data, _body(form))
    if not _kept(application, wanted, draft, form):
        return _paper_page(wanted, form, there, 422)
    if has_expired(draft.expires_on, today()):
        say(_("Kept, but its last day has passed. Add the renewed one before you send."), "warning")
    return go("onboarding.tasks")


@blueprint.get("/papers/files/<uuid:paper_id>")
@public(WHY)
def paper_file(paper_id: UUID) -> Response:
    """An own paper, always to be saved and never shown by the browser."""
    if present() is None:
        abort(404)  # A file is nobody's way back: what is not one's own is not there.
    application = the_application(COLLECTING, RETURNED, SUBMITTED)
    found, body = papers.file_of(application, paper_id)
    return send_file(
        io.BytesIO(body), mimetype=found.content_type, as_attachment=True,
        download_name=wording.download_name(application, found), conditional=False, etag=False,
    )  # fmt: skip


@blueprint.route("/data-sheet", methods=["GET", "POST"])
@public(WHY)
def sheet_page() -> Response:
    """The Data Collection Sheet: take it, fill it, give it back."""
    application, form = the_application(COLLECTING, RETURNED), FileForm()
    if not form.is_submitted():
        return _sheet_page(application, form)
    slow_down("upload", 60, 10)
    try:
        problems = sheets.keep(application, _body(form))
    except DomainError as refusal:
        answer(form, refusal)
        return _sheet_page(application, form, 422)
    if problems:
        return go("onboarding.sheet_page")
    say(_("The sheet is complete."))
    return go("onboarding.tasks")


@blueprint.get("/data-sheet.xlsx")
@public(WHY)
def sheet_file() -> Response:
    """The sheet with what is known already."""
    application = the_application(COLLECTING, RETURNED)
    return file(table_bytes("xlsx", sheets.prefilled(application)), "xlsx", "data-collection-sheet")


@blueprint.route("/whitelisting-form", methods=["GET", "POST"])
@public(WHY)
def form_page() -> Response:
    """The whitelisting form: print it, stamp it, add it."""
    application, form = the_application(COLLECTING, RETURNED), FileForm()
    if _status(application, WHITELISTING) == CANNOT_START:
        return go("onboarding.tasks")
    there = papers.current(application).get(WHITELISTING)
    if not form.is_submitted():
        return page("onboarding/whitelisting.html", form=form, there=there, most=_most())
    if not _kept(application, WHITELISTING, PaperDraft(body=_body(form)), form):
        return page("onboarding/whitelisting.html", 422, form=form, there=there, most=_most())
    return go("onboarding.tasks")


@blueprint.get("/whitelisting-form.pdf")
@public(WHY)
def form_file() -> Response:
    """The form as paper, prefilled, in the language asked for."""
    application = the_application(COLLECTING, RETURNED)
    if _status(application, WHITELISTING) == CANNOT_START:
        return go("onboarding.tasks")
    slow_down("paper", 20, 20)
    try:
        made = printed(lambda: whitelisting.form_pdf(application))
    except PdfUnavailable as refusal:
        raise ServiceUnavailable from refusal
    return file(made, "pdf", f"whitelisting-form-{paper_language()}")


@blueprint.route("/submit", methods=["GET", "POST"])
@public(WHY)
def submit() -> Response:
    """The last look before it is sent."""
    application, form = the_application(COLLECTING, RETURNED), SureForm()
    if _status(application, SUBMIT) == CANNOT_START:
        return go("onboarding.tasks")
    if not form.validate_on_submit():
        return page(
            "onboarding/submit.html", 422 if form.errors else 200, form=form,
            rows=wording.answer_rows(application), sheet=sheets.rows(application),
        )  # fmt: skip
    try:
        submitting.submit(application)
    except DomainError as refusal:
        say(in_words(refusal), "warning")
        if left := answers.next_question(application):
            return go("onboarding.question", question=left)
    return go("onboarding.tasks")


def _kept(application: Application, kind: str, draft: PaperDraft, form: Form) -> bool:
    """Keep a paper, or say beside the box why not."""
    slow_down("upload", 60, 10)
    try:
        papers.keep(application, kind, draft)
    except DomainError as refusal:
        answer(form, refusal)
        return False
    return True


def _body(form: Form) -> bytes | None:
    upload: Any = form["file"].data
    return upload.read() if upload and upload.filename else None


def _status(application: Application, key: str) -> str:
    return statuses(papers.task_facts(application), today())[key]


def _most() -> int:
    most: int = current_app.extensions["settings"].document_megabytes
    return most


def _paper_page(kind: str, form: Form, there: ApplicationPaper | None, status: int) -> Response:
    return page(
        "onboarding/paper.html", status, kind=kind, form=form, title=LABELS[kind], there=there,
        expired=has_expired(there.expires_on if there else None, today()), most=_most(),
    )  # fmt: skip


def _sheet_page(application: Application, form: FileForm, status: int = 200) -> Response:
    return page(
        "onboarding/sheet.html", status, form=form, title=LABELS[SHEET],
        rows=sheets.rows(application), problems=sheets.problems(application),
        was_read=bool(private.sheet_of(application)), missing=FileMissing.sentence,
    )  # fmt: skip
