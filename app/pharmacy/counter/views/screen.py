"""A prescription at the counter: the one screen, and the piece of it that waits for the insurer."""

from __future__ import annotations

from uuid import UUID

from flask import Response

from app.audit.trail import note_read
from app.kernel.authz import requires, the_actor
from app.kernel.web import STOP_POLLING, go, page
from app.patients import queries as patients
from app.pharmacy.counter import opening, screen
from app.pharmacy.counter.forms import SupplyForm
from app.pharmacy.counter.opening import Told
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


def screen_page(
    counter: Counter, form: SupplyForm, status: int = 200, told: tuple[Told, ...] = ()
) -> Response:
    """The screen with the form as typed, and what there is to tell of a box."""
    return page("pharmacy/counter.html", status, told=told, **screen.shown(counter, form))


def typed(prescription_id: UUID) -> tuple[Counter, SupplyForm]:
    """The screen as it was sent, over what the brands chosen make of it."""
    form = SupplyForm()
    return over(prescription_id, form), form


def over(prescription_id: UUID, form: SupplyForm) -> Counter:
    """The prescription as it is now, with the brands that the form chooses; the form gets its choices."""
    found = queries.prescription(prescription_id)
    user_id = the_actor().user_id
    counter = screen.counter_of(found, user_id, form.chosen, form.facility.data)
    screen.dressed(form, counter)
    return counter


@blueprint.get("/prescriptions/<uuid:prescription_id>/cover")
@requires("pharmacy.view")
def cover_piece(prescription_id: UUID) -> Response:
    """The chip of the cover; once the insurer has answered the screen is told to look again, as it is filled in."""
    found = queries.prescription(prescription_id)
    head = opening.head(patients.patient(found.patient_id))
    if head["waits"]:
        return page("pharmacy/_cover.html", prescription=found, **head)
    chip = page("pharmacy/_cover.html", STOP_POLLING, prescription=found, **head)
    chip.headers["HX-Trigger-After-Swap"] = "cover-answered"
    return chip


@blueprint.post("/prescriptions/<uuid:prescription_id>/ask")
@requires("pharmacy.dispense")
def ask_again(prescription_id: UUID) -> Response:
    """Ask the insurer about today."""
    ask_cover(queries.prescription(prescription_id).patient_id, again=True)
    return go("pharmacy.show", prescription_id=prescription_id)
