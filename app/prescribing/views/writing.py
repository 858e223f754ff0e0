"""Writing a prescription, from the patient's page or from a visit's claim."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Response, jsonify, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.approvals.wording import Dot
from app.claims.queries import claim as claim_of
from app.contracts import resolving
from app.contracts.entry_rows import take_diagnoses
from app.kernel import typed_rows
from app.kernel.authz import requires
from app.kernel.clock import today
from app.kernel.errors import DomainError, NotFound
from app.kernel.pagewords import language, name_of
from app.kernel.web import answer, go, page, say
from app.patients import queries as patients
from app.prescribing import needs, queries, service
from app.prescribing.dosed_form import DosedForm
from app.prescribing.forms import WriteForm
from app.prescribing.views.pages import blueprint
from app.reference.queries import CodeHit, codes_by, search_codes

USUAL = timedelta(days=30)


@blueprint.route("/patients/<uuid:patient_id>/new", methods=["GET", "POST"])
@requires("prescribing.write")
def new(patient_id: UUID) -> Response:
    """A prescription for a patient."""
    return _written(patient_id, None, url_for("patients.show", patient_id=patient_id))


@blueprint.route("/visits/<uuid:claim_id>/new", methods=["GET", "POST"])
@requires("prescribing.write")
def new_for_visit(claim_id: UUID) -> Response:
    """A prescription at the end of a visit."""
    visit = claim_of(claim_id)
    return _written(visit.patient_id, visit.id, url_for("claims.show", claim_id=claim_id))


def _written(patient_id: UUID, claim_id: UUID | None, back: str) -> Response:
    patient = patients.patient(patient_id)
    if request.method == "GET":
        return _page(patient_id, back, _fresh(claim_id))
    typed = typed_rows.after_button(request.form.items(multi=True))
    if typed is not None:
        return _page(patient_id, back, WriteForm(formdata=MultiDict(typed)))
    form = WriteForm().offer(today())
    if not _sound(form):
        return _page(patient_id, back, form, 422)
    try:
        made = service.write(form.to_prescription(patient.id, claim_id, _drugs(form.asked)))
    except DomainError as refusal:
        answer(form, refusal)
        return _page(patient_id, back, form, 422)
    say(_("The prescription is written. Give the patient the slip: whoever scans it gets the prescription."))  # fmt: skip
    return go("prescribing.show", prescription_id=made.id)


def _fresh(claim_id: UUID | None) -> WriteForm:
    """What first stands on the page: a month, and prescriber and diagnosis of the visit."""
    visit = claim_of(claim_id) if claim_id else None
    data = {
        "expires_on": today() + USUAL,
        "lines": [{}],
        "practitioner": visit.practitioner_id if visit else None,
        "diagnoses": [{"code": visit.diagnoses[0].code if visit and visit.diagnoses else ""}],
    }
    return WriteForm(formdata=None, data=data)


def _sound(form: WriteForm) -> bool:
    """Whether everything typed is understood."""
    form.validate()
    take_diagnoses(form.diagnoses, resolving.diagnoses([form.diagnosis.asked], today(), language()))
    form.want_medicines()
    return not form.errors


def _drugs(asked: set[str]) -> dict[str, str]:
    """Those of the typed texts that are codes of the list of drugs, and what they are called."""
    system = queries.drug_system()
    if system is None:
        return {}
    found = codes_by(system.key, asked | {text.upper() for text in asked})
    return {one.code: one.display_en for one in found.values()}


def _page(patient_id: UUID, back: str, form: WriteForm, status: int = 200) -> Response:
    system = queries.drug_system()
    patient = patients.patient(patient_id)
    return page(
        "prescribing/new.html", status, form=form.offer(today()), patient=patient, patient_name=name_of(patient),
        back=back, here=request.path, blank=DosedForm(formdata=None, prefix="lines-__index__-"),
        drugs=url_for(".search_drugs", patient_id=patient_id) if system else None,
        dots=needs.dots(patient_id, form.typed_medicines, today()),
    )  # fmt: skip


@blueprint.get("/patients/<uuid:patient_id>/medicines/search")
@requires("prescribing.write")
def search_drugs(patient_id: UUID) -> Response:
    """For the box of a medicine: codes of the list of drugs, each with its dot for this patient, at most twelve."""
    patients.patient(patient_id)
    system, typed = queries.drug_system(), request.args.get("q", "")
    if "\x00" in typed:
        raise NotFound
    found = search_codes(system.key, typed, today()) if system else []
    dots = needs.dots(patient_id, [hit.code for hit in found], today())
    return jsonify([_hit(hit, dots.get(hit.code)) for hit in found])


def _hit(hit: CodeHit, dot: Dot | None) -> dict[str, Any]:
    shown = {"value": hit.code, "text": f"{hit.code} {hit.shown(language())}", "hint": ""}
    return shown | ({"dot": {"tone": dot.tone, "text": dot.text}} if dot else {})
