"""The prescriptions written here: the list, one of them, its slip, and taking it back."""

from __future__ import annotations

from uuid import UUID

from flask import Response, request
from flask_babel import gettext as _

from app.audit.trail import note_read
from app.kernel import downloads
from app.kernel.authz import requires
from app.kernel.pagewords import name_of
from app.kernel.pdf import PdfUnavailable
from app.kernel.web import go, neighbours, page, refusals_said, say
from app.patients import queries as patients
from app.practitioners.queries import practitioner
from app.prescribing import printing, queries, service, wording
from app.prescribing.service import SUBJECT
from app.prescribing.views.pages import blueprint


@blueprint.get("")
@requires("prescribing.view")
def index() -> Response:
    """What was written, the newest first, and whether a pharmacy has it."""
    found = queries.page(request.args.get("cursor"))
    states = queries.states(found.rows)
    people = patients.by_ids([one.patient_id for one in found.rows])
    rows = [
        {"one": one, "state": wording.state(key), "patient": name_of(people[one.patient_id]), "file_number": people[one.patient_id].file_number}
        for one, key in zip(found.rows, states, strict=True)
    ]  # fmt: skip
    if rows:
        note_read("written_prescription.listed", SUBJECT, None, prescriptions=[str(one.id) for one in found.rows])  # fmt: skip
    return page("prescribing/index.html", rows=rows, links=neighbours(found, "prescribing.index"))


@blueprint.get("/<uuid:prescription_id>")
@requires("prescribing.view")
def show(prescription_id: UUID) -> Response:
    """One of them, with the code for the pharmacy while it waits for one."""
    found = queries.written(prescription_id)
    (key,) = queries.states([found])
    note_read("written_prescription.opened", SUBJECT, found.id, patient=str(found.patient_id))
    patient, doctor = patients.patient(found.patient_id), practitioner(found.practitioner_id)
    return page(
        "prescribing/show.html", found=found, state=wording.state(key), waits=key == "lying", patient=patient,
        patient_name=name_of(patient), doctor=doctor, doctor_name=name_of(doctor),
        consent=wording.CONSENTS[found.consent_given_by], consent_to=wording.consent_to(found),
        token=queries.token_of(found).text,
    )  # fmt: skip


@blueprint.get("/<uuid:prescription_id>/slip")
@requires("prescribing.view")
def slip(prescription_id: UUID) -> Response:
    """The slip for the patient's hand."""
    found = queries.written(prescription_id)
    note_read("written_prescription.printed", SUBJECT, found.id, patient=str(found.patient_id))
    try:
        paper = downloads.printed(lambda: printing.slip(found))
    except PdfUnavailable as refusal:
        say(_(refusal.sentence), "warning")
        return go("prescribing.show", prescription_id=found.id)
    return downloads.paper(paper, f"{found.number}-{downloads.paper_language()}.pdf")


@blueprint.post("/<uuid:prescription_id>/withdraw")
@requires("prescribing.write")
def withdraw(prescription_id: UUID) -> Response:
    """Take back what no pharmacy holds."""
    with refusals_said():
        service.withdraw(prescription_id)
        say(_("The prescription is withdrawn. Its slip opens nothing any more."))
    return go("prescribing.show", prescription_id=prescription_id)
