"""A prescription at the counter: the one screen, and the piece of it that waits for the insurer."""

from __future__ import annotations

from uuid import UUID

from flask import Response, make_response, url_for

from app.audit.trail import note_read
from app.kernel.authz import requires, the_actor
from app.kernel.web import STOP_POLLING, go, page
from app.patients import queries as patients
from app.pharmacy.counter import opening, screen
from app.pharmacy.counter.forms import SupplyForm
from app.pharmacy.counter.views.pages import blueprint
from app.pharmacy.counter.views.scanning import ask_cover
from app.pharmacy.dispensing.gathering import Counter
from app.pharmacy.prescriptions import queries
from app.pharmacy.prescriptions.history import SUBJECT


@blueprint.get("/prescriptions/<uuid:prescription_id>")
@requires("pharmacy.view")
def show(prescription_id: UUID) -> Response:
    """Everything that decides what is handed out."""
    found, user = queries.prescription(prescription_id), the_actor().user_id
    counter = screen.counter_of(found, user)
    note_read("prescription.opened", SUBJECT, found.id, patient=str(found.patient_id))
    return screen_page(counter, screen.fresh_form(counter, user))


def screen_page(counter: Counter, form: SupplyForm, status: int = 200) -> Response:
    """The screen with the form as typed."""
    return page("pharmacy/counter.html", status, **screen.shown(counter, form))


@blueprint.get("/prescriptions/<uuid:prescription_id>/cover")
@requires("pharmacy.view")
def cover_piece(prescription_id: UUID) -> Response:
    """The chip of the cover; once the insurer has answered the whole screen is drawn anew."""
    found = queries.prescription(prescription_id)
    head = opening.head(patients.patient(found.patient_id))
    if head["waits"]:
        return page("pharmacy/_cover.html", prescription=found, **head)
    answered = make_response("", STOP_POLLING)
    answered.headers["HX-Redirect"] = url_for("pharmacy.show", prescription_id=found.id)
    return answered


@blueprint.post("/prescriptions/<uuid:prescription_id>/ask")
@requires("pharmacy.dispense")
def ask_again(prescription_id: UUID) -> Response:
    """Ask the insurer about today."""
    ask_cover(queries.prescription(prescription_id).patient_id, again=True)
    return go("pharmacy.show", prescription_id=prescription_id)
