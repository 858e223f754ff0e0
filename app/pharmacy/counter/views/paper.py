"""A paper prescription: entered with prescriber, licence and picture; put away or released."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.contracts import resolving
from app.contracts.entry_rows import take_diagnoses
from app.kernel import typed_rows
from app.kernel.authz import requires
from app.kernel.clock import today
from app.kernel.errors import DomainError
from app.kernel.pagewords import language
from app.kernel.web import answer, go, page, say
from app.patients import queries as patients
from app.pharmacy.counter import opening, reading
from app.pharmacy.counter.paper_form import OrderedForm, PaperForm
from app.pharmacy.counter.views.pages import blueprint, done_or_told
from app.pharmacy.counter.views.scanning import ask_cover
from app.pharmacy.prescriptions import ending, service, task_queries


@blueprint.route("/patients/<uuid:patient_id>/prescriptions/new", methods=["GET", "POST"])
@requires("pharmacy.dispense")
def new_prescription(patient_id: UUID) -> Response:
    """Enter a paper."""
    if request.method == "GET":
        return _page(patient_id, PaperForm(formdata=None, data={"lines": [{}], **_kept()}))
    typed = typed_rows.after_button(request.form.items(multi=True))
    form = PaperForm()
    if typed is not None:
        return _page(patient_id, PaperForm(formdata=MultiDict(typed)))
    if not _sound(form):
        return _page(patient_id, form, 422)
    try:
        made = service.enter(form.to_prescription(patients.patient(patient_id).id))
    except DomainError as refusal:
        answer(form, refusal)
        return _page(patient_id, form, 422)
    ask_cover(patient_id)
    say(_("The prescription is on file. Check the lines below and supply."))
    return go("pharmacy.show", prescription_id=made.id)


def _kept() -> dict[str, Any]:
    """The number that was asked for in vain stands in its box already."""
    asked = request.args.get("fetched", type=UUID)
    return {"reference": task_queries.task(asked).token} if asked else {}


def _sound(form: PaperForm) -> bool:
    """Whether everything typed is understood; words become codes, or errors with candidates."""
    form.validate()
    words = language()
    take_diagnoses(form.diagnoses, resolving.diagnoses([form.diagnosis.asked], today(), words))
    asked = [row.form.asked for row in form.lines]
    form.take_medicines({text: reading.medicine(text, words) for text in asked if text})
    return not form.errors


def _page(patient_id: UUID, form: PaperForm, status: int = 200) -> Response:
    person: dict[str, Any] = opening.head(patients.patient(patient_id))
    blank = OrderedForm(formdata=None, prefix="lines-__index__-")
    return page("pharmacy/paper.html", status, form=form, blank=blank, **person)


@blueprint.post("/prescriptions/<uuid:prescription_id>/cancel")
@requires("pharmacy.dispense")
def cancel_prescription(prescription_id: UUID) -> Response:
    """Put away what was entered by mistake."""
    return _ended(prescription_id, ending.cancel, _("The prescription is cancelled."))


@blueprint.post("/prescriptions/<uuid:prescription_id>/release")
@requires("pharmacy.dispense")
def release_prescription(prescription_id: UUID) -> Response:
    """Let another pharmacy supply what is left."""
    return _ended(prescription_id, ending.release, _("The prescription is released."))


@blueprint.post("/prescriptions/<uuid:prescription_id>/tell-again")
@requires("pharmacy.dispense")
def tell_again(prescription_id: UUID) -> Response:
    """Tell the exchange anew what became of what it did not take back."""
    return _ended(prescription_id, ending.tell_again, _("The exchange is told again."))


def _ended(prescription_id: UUID, verb: Callable[[UUID], object], done: str) -> Response:
    done_or_told(verb, prescription_id, done)
    return go("pharmacy.show", prescription_id=prescription_id)
