"""What a scan opens: a prescription, a person, a box. Eligibility is asked by itself."""

from __future__ import annotations

from uuid import UUID

from flask import Response, jsonify, request
from flask_babel import gettext as _

from app.audit.trail import note_read
from app.eligibility import service as eligibility
from app.eligibility.errors import NoDocument
from app.exchange.connections import gateway
from app.kernel.authz import requires, the_actor
from app.kernel.clock import today
from app.kernel.errors import DomainError
from app.kernel.pagewords import language
from app.kernel.web import answer, go, page, say
from app.patients import queries as patients
from app.patients.errors import WasMerged
from app.patients.models import Patient
from app.pharmacy.barcodes import CivilIdScan, PackScan, PrescriptionScan, TokenScan, read
from app.pharmacy.counter import opening
from app.pharmacy.counter.errors import BoxUnknown, PersonUnknown, PrescriptionUnknown
from app.pharmacy.counter.forms import PrescriptionNumberForm, ScanForm
from app.pharmacy.counter.views.desk import desk
from app.pharmacy.counter.views.pages import blueprint
from app.pharmacy.dispensing.cover import cover_on
from app.pharmacy.medicines import queries as medicines
from app.pharmacy.medicines.wording import form_words
from app.pharmacy.prescriptions import fetching, from_clinic, queries
from app.prescribing import tokens
from app.prescribing.tokens import Token

MOST_FOUND = 12


@blueprint.post("/scan")
@requires("pharmacy.dispense")
def scan() -> Response:
    """Open what was scanned."""
    form = ScanForm()
    if not form.validate():
        return desk(form, 422)
    try:
        return _opened(form.code.data)
    except DomainError as refusal:
        answer(form, refusal)
        return desk(form, 422)


def _opened(text: str) -> Response:
    typed = queries.by_reference(text)
    if typed is not None and not typed.lies_elsewhere:
        ask_cover(typed.patient_id)
        return go("pharmacy.show", prescription_id=typed.id)
    if tokens.looks_like_one(text):
        return fetch(text)
    scanned = read(text, today())
    if isinstance(scanned, PrescriptionScan):
        raise PrescriptionUnknown(reference=scanned.reference)
    if isinstance(scanned, TokenScan):
        return fetch(scanned.token)
    if isinstance(scanned, CivilIdScan):
        return _person(scanned.number)
    return _box(scanned)


def fetch(token: str, patient_id: UUID | None = None) -> Response:
    """Ask where the prescription lies; raises PrescriptionUnknown where nobody can be asked, and why a clinic's is not handed over."""
    if tokens.looks_like_one(token):
        return _from_clinic(tokens.read_token(token), patient_id)
    if not gateway().has_prescriptions:
        raise PrescriptionUnknown(reference=token)
    return go("pharmacy.fetched", task_id=fetching.ask(token, patient_id).id)


def _from_clinic(token: Token, patient_id: UUID | None) -> Response:
    held = queries.by_reference(token.text)
    if held is not None and not held.lies_elsewhere:
        return go("pharmacy.show", prescription_id=held.id)
    return go("pharmacy.fetched", task_id=from_clinic.take(token, patient_id).id)


def _person(number: str) -> Response:
    one = patients.find_by_document(number)
    if one is None:
        raise PersonUnknown
    ask_cover(one.id)
    return go("pharmacy.patient", patient_id=one.id)


def _box(scanned: PackScan) -> Response:
    """What the box is and whether it may be handed out; its page belongs to the stock."""
    told = opening.box(scanned, the_actor().user_id, today())
    if told is None:
        raise BoxUnknown(gtin=scanned.gtin)
    say(told.sentence, told.tone)
    return go("pharmacy.index")


def ask_cover(patient_id: UUID, *, again: bool = False) -> None:
    """Ask the insurer that pays first today, unless it has just answered; nothing to ask is no error.

    `again`: ask although its answer is fresh.
    """
    cover = cover_on(patient_id, today())
    if cover.policy is None:
        return
    try:
        eligibility.ask(patient_id, cover.policy.payer_id, again=again)
    except (NoDocument, WasMerged):
        return


@blueprint.get("/patients/<uuid:patient_id>")
@requires("pharmacy.dispense")
def patient(patient_id: UUID) -> Response:
    """A person at the counter: what may still be supplied, and a new paper."""
    return patient_page(patients.patient(patient_id), PrescriptionNumberForm(formdata=None))


def patient_page(one: Patient, form: PrescriptionNumberForm, status: int = 200) -> Response:
    """The person at the counter, with the box for a prescription's number as typed."""
    found = queries.open_of_person(one.id, today())
    note_read("prescription.listed", "prescription", None, patient=str(one.id))
    return page(
        "pharmacy/patient.html", status, **opening.head(one), rows=[opening.row(one) for one in found],
        form=form,
    )  # fmt: skip


@blueprint.get("/find-medicine")
@requires("pharmacy.dispense")
def find_medicine() -> Response:
    """For the box of a prescription's line: [{value, text, hint}]."""
    found = medicines.search(request.args.get("q", "").replace("\x00", ""), MOST_FOUND)
    return jsonify([
        {
            "value": one.local_code,
            "text": f"{one.local_code} {one.name(language())}",
            "hint": _("%(strength)s, %(form)s", strength=one.strength, form=form_words(one.form)),
        }
        for one in found
    ])  # fmt: skip
