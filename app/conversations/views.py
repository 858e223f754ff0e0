"""The thread of a subject: read it, answer a question, write unasked, send again, close."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response
from flask_babel import gettext as _

from app.audit.trail import note_read
from app.conversations import queries, service, voices, wording
from app.conversations.forms import WordsForm
from app.conversations.models import Communication
from app.conversations.states import ASKED, KEPT
from app.kernel import subjects
from app.kernel.authz import requires
from app.kernel.errors import DomainError, NotFound
from app.kernel.subjects import Subject
from app.kernel.web import answer, go, page, refusals_said, say

blueprint = Blueprint("conversations", __name__)


@blueprint.get("/<string(maxlength=40):subject_kind>/<uuid:subject_id>")
@requires("conversations.view")
def thread(subject_kind: str, subject_id: UUID) -> Response:
    """Everything said about a subject, and a place to write."""
    one = _subject(subject_kind, subject_id)
    note_read("communication.opened", one.kind, one.id)
    return _page(one, WordsForm(formdata=None))


@blueprint.post("/<string(maxlength=40):subject_kind>/<uuid:subject_id>")
@requires("conversations.write")
def write(subject_kind: str, subject_id: UUID) -> Response:
    """Write to the insurer unasked."""
    return _tell(_subject(subject_kind, subject_id), None)


@blueprint.get("/<uuid:communication_id>")
@requires("conversations.view")
def show(communication_id: UUID) -> Response:
    """A message within its thread; under an open question the place to answer."""
    said, one = _of(communication_id)
    note_read("communication.opened", one.kind, one.id)
    return _page(one, WordsForm(formdata=None), asked=said)


@blueprint.post("/<uuid:communication_id>")
@requires("conversations.write")
def reply(communication_id: UUID) -> Response:
    """Answer the insurer's question."""
    said, one = _of(communication_id)
    return _tell(one, said)


@blueprint.post("/<uuid:communication_id>/again")
@requires("conversations.write")
def send_again(communication_id: UUID) -> Response:
    """Send words once more that reached nobody."""
    _said, one = _of(communication_id)
    with refusals_said():
        service.send_again(communication_id)
        say(_("It is on its way once more."))
    return _back(one)


@blueprint.post("/<uuid:communication_id>/close")
@requires("conversations.write")
def close(communication_id: UUID) -> Response:
    """No answer is needed from here."""
    _said, one = _of(communication_id)
    with refusals_said():
        service.close(communication_id)
        say(_("The question is closed. The insurer was told nothing."))
    return _back(one)


def _tell(one: Subject, asked: Communication | None) -> Response:
    form = WordsForm()
    form.offer(queries.papers_to_choose(one.kind, one.id))
    if not form.validate():
        return _page(one, form, 422, asked=asked)
    try:
        told = service.tell(
            one.kind, one.id, form.text.data,
            in_reply_to=asked.id if asked else None, documents=form.documents.data or (),
        )  # fmt: skip
    except DomainError as refusal:
        answer(form, refusal)
        return _page(one, form, 422, asked=asked)
    if told.status == KEPT:
        say(_("This was cancelled, so your words are kept here and were not sent."), "warning")
    else:
        say(_("Your words are on their way to the insurer."))
    return _back(one)


def _subject(kind: str, identity: UUID) -> Subject:
    """A subject one may speak about; raises NotFound."""
    one = subjects.for_actor(kind, identity)
    if not voices.has_voice(kind):
        raise NotFound
    return one


def _of(communication_id: UUID) -> tuple[Communication, Subject]:
    said = queries.communication(communication_id)
    return said, _subject(said.subject_kind, said.subject_id)


def _page(
    one: Subject, form: WordsForm, status: int = 200, *, asked: Communication | None = None
) -> Response:
    form.offer(queries.papers_to_choose(one.kind, one.id))
    known = voices.about(one.kind, one.id)
    is_question = asked is not None and asked.status == ASKED
    return page(
        "conversations/thread.html",
        status,
        subject=one,
        form=form,
        said=wording.thread(one.kind, one.id),
        asked=wording.shown(asked)
        if asked is not None and (is_question or status != 200)
        else None,
        may_write=bool(known.identifier),
        is_over=known.is_over,
    )


def _back(one: Subject) -> Response:
    return go("conversations.thread", subject_kind=one.kind, subject_id=one.id)
