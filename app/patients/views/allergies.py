"""What a person is allergic to: seen, noted, taken away."""

from __future__ import annotations

from uuid import UUID

from flask import Response
from flask_babel import gettext as _

from app.audit.trail import note_read
from app.kernel.authz import requires
from app.kernel.errors import DomainError
from app.kernel.web import answer, go, page, say
from app.patients import allergies as kept
from app.patients import queries
from app.patients.forms import AllergyForm
from app.patients.views.pages import about, blueprint


@blueprint.get("/<uuid:patient_id>/allergies")
@requires("patients.view")
def allergies(patient_id: UUID) -> Response:
    """What is on file."""
    note_read("patient.opened", "patient", queries.patient(patient_id).id)
    return _page(patient_id, AllergyForm(formdata=None))


@blueprint.post("/<uuid:patient_id>/allergies")
@requires("patients.write")
def add_allergy(patient_id: UUID) -> Response:
    """Note an ingredient that harms this person."""
    queries.patient(patient_id)
    form = AllergyForm()
    if not form.validate():
        return _page(patient_id, form, 422)
    try:
        kept.add(patient_id, form.ingredient.data)
    except DomainError as refusal:
        answer(form, refusal)
        return _page(patient_id, form, 422)
    say(_("The allergy is noted. The counter and the checker look at it from now on."))
    return go("patients.allergies", patient_id=patient_id)


@blueprint.post("/allergies/<uuid:allergy_id>/remove")
@requires("patients.write")
def remove_allergy(allergy_id: UUID) -> Response:
    """Take away what was noted by mistake."""
    patient_id = kept.remove(allergy_id)
    say(_("The allergy is removed."))
    return go("patients.allergies", patient_id=patient_id)


def _page(patient_id: UUID, form: AllergyForm, status: int = 200) -> Response:
    one = queries.patient(patient_id)
    return page("patients/allergies.html", status, form=form, known=kept.of_person(one.id), **about(one))  # fmt: skip
