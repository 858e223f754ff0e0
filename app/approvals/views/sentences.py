"""The clinic's sentences that justify requests, with their luck."""

from __future__ import annotations

from uuid import UUID

from flask import Response
from flask_babel import gettext as _

from app.approvals import sentences as library
from app.approvals.forms import SentenceForm
from app.approvals.views.desk import blueprint
from app.kernel.authz import requires
from app.kernel.errors import DomainError
from app.kernel.web import answer, go, page, say


@blueprint.get("/sentences")
@requires("approvals.write")
def sentences() -> Response:
    """Every sentence, and how often requests with it were granted."""
    return _page(SentenceForm(formdata=None))


@blueprint.post("/sentences")
@requires("approvals.write")
def add_sentence() -> Response:
    """Keep a sentence in both languages."""
    form = SentenceForm()
    if not form.validate():
        return _page(form, 422)
    try:
        library.add(form.text_en.data, form.text_ar.data)
    except DomainError as refusal:
        answer(form, refusal)
        return _page(form, 422)
    say(_("The sentence is in the library."))
    return go("approvals.sentences")


@blueprint.post("/sentences/<uuid:sentence_id>/turn")
@requires("approvals.write")
def turn_sentence(sentence_id: UUID) -> Response:
    """Put it away, or take it out again."""
    row = library.turn(sentence_id)
    say(_("The sentence is offered again.") if row.active else _("The sentence is no longer offered."))  # fmt: skip
    return go("approvals.sentences")


def _page(form: SentenceForm, status: int = 200) -> Response:
    return page("approvals/sentences.html", status, form=form, rows=library.library())
