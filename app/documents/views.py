"""The page of a subject's papers: see them, add, use again, take off, download."""

from __future__ import annotations

import io
from uuid import UUID

from flask import Blueprint, Response, current_app, send_file
from flask_babel import gettext as _

from app.audit.trail import note_read
from app.documents import queries, service, wording
from app.documents.forms import AddForm, ReuseForm
from app.documents.queries import DocumentRow
from app.kernel import subjects
from app.kernel.authz import requires
from app.kernel.errors import DomainError, NotFound
from app.kernel.subjects import Subject
from app.kernel.web import answer, go, page, refusals_said, say

blueprint = Blueprint("documents", __name__)


@blueprint.get("/<string(maxlength=40):subject_kind>/<uuid:subject_id>")
@requires("documents.view")
def papers(subject_kind: str, subject_id: UUID) -> Response:
    """Everything that was added to a subject."""
    one = subjects.for_actor(subject_kind, subject_id)
    note_read("documents.listed", one.kind, one.id)
    return _page(one, AddForm(formdata=None), ReuseForm(formdata=None))


@blueprint.post("/<string(maxlength=40):subject_kind>/<uuid:subject_id>")
@requires("documents.write")
def add(subject_kind: str, subject_id: UUID) -> Response:
    """Keep an uploaded file."""
    one, form = subjects.for_actor(subject_kind, subject_id, change=True), AddForm()
    if not form.validate():
        return _page(one, form, ReuseForm(formdata=None), 422)
    upload = form.file.data
    title = wording.title_of(form.title.data, upload.filename or "")
    try:
        service.add(one.kind, one.id, upload.read(), title=title, kind=form.kind.data)
    except DomainError as refusal:
        answer(form, refusal)
        return _page(one, form, ReuseForm(formdata=None), 422)
    say(_("The paper is kept."))
    return _back(one)


@blueprint.post("/<string(maxlength=40):subject_kind>/<uuid:subject_id>/reuse")
@requires("documents.write")
def reuse(subject_kind: str, subject_id: UUID) -> Response:
    """Let a paper the patient has already belong here too."""
    one, form = subjects.for_actor(subject_kind, subject_id, change=True), ReuseForm()
    form.offer(_others(one))
    if not form.validate():
        return _page(one, AddForm(formdata=None), form, 422)
    try:
        service.reuse(form.document.data, one.kind, one.id)
    except DomainError as refusal:
        answer(form, refusal)
        return _page(one, AddForm(formdata=None), form, 422)
    say(_("The paper belongs here too now."))
    return _back(one)


@blueprint.post("/<string(maxlength=40):subject_kind>/<uuid:subject_id>/<uuid:document_id>/remove")
@requires("documents.write")
def remove(subject_kind: str, subject_id: UUID, document_id: UUID) -> Response:
    """Take a paper off that nobody has received yet."""
    one = subjects.for_actor(subject_kind, subject_id, change=True)
    with refusals_said():
        service.remove(document_id, one.kind, one.id)
        say(_("The paper was removed."))
    return _back(one)


@blueprint.get("/of-patient/<uuid:patient_id>")
@requires("documents.view")
def of_patient(patient_id: UUID) -> Response:
    """The papers of a person, from the patient's page."""
    one = subjects.for_actor("patient", patient_id)
    note_read("documents.listed", one.kind, one.id)
    return _page(one, AddForm(formdata=None), ReuseForm(formdata=None))


@blueprint.get("/<uuid:document_id>")
@requires("documents.view")
def download(document_id: UUID) -> Response:
    """The file, always to be saved and never shown by the browser."""
    paper = queries.document(document_id)
    kinds = {kind for kind, _id in queries.subjects_of(document_id)}
    if not any(subjects.may(kind) for kind in kinds):
        raise NotFound
    note_read("document.downloaded", "document", paper.id)
    return send_file(
        io.BytesIO(queries.body(document_id)),
        mimetype=paper.content_type,
        as_attachment=True,
        download_name=wording.download_name(paper),
        conditional=False,
        etag=False,
    )


def _page(one: Subject, form: AddForm, again: ReuseForm, status: int = 200) -> Response:
    others = _others(one)
    again.offer(others)
    return page(
        "documents/papers.html",
        status,
        subject=one,
        form=form,
        again=again,
        papers=[wording.shown(row) for row in queries.documents_of(one.kind, one.id)],
        others=others,
        may_change=subjects.may(one.kind, change=True),
        most=current_app.extensions["settings"].document_megabytes,
    )


def _others(one: Subject) -> list[DocumentRow]:
    if one.patient_id is None:
        return []
    return queries.others_of_patient(one.patient_id, besides=(one.kind, one.id))


def _back(one: Subject) -> Response:
    return go("documents.papers", subject_kind=one.kind, subject_id=one.id)
