"""One person: the patient's page, correcting it, and merging two records of one person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from flask_babel import gettext as _

from app.audit.trail import note_read
from app.kernel.authz import requires
from app.kernel.clock import today
from app.kernel.db import reads_only
from app.kernel.errors import DomainError
from app.kernel.web import answer, go, in_words, page, say
from app.patients import coverage, merging, queries, service, timeline, wording
from app.patients.errors import ChangedMeanwhile
from app.patients.forms import CorrectionForm, MergeForm
from app.patients.models import Patient, Policy
from app.patients.views.pages import about, blueprint, by_id, listed
from app.reference.queries import all_payers


@blueprint.get("/<uuid:patient_id>")
@requires("patients.view")
def show(patient_id: UUID) -> Response:
    """Everything about one person on one page."""
    one = queries.patient(patient_id)
    if one.merged_into is not None:
        return go("patients.show", patient_id=one.merged_into)
    note_read("patient.opened", "patient", one.id)
    ids = queries.same_person(one.id)
    return page(
        "patients/show.html",
        **about(one),
        policies=_policies(queries.policies(one.id)),
        documents=queries.documents(one.id),
        chips=timeline.chips(ids),
        actions=timeline.actions(),
        events=timeline.happenings(ids),
        kinds=wording.KINDS,
        countries=wording.COUNTRIES,
    )


@blueprint.route("/<uuid:patient_id>/correct", methods=["GET", "POST"])
@requires("patients.write")
def correct(patient_id: UUID) -> Response:
    """Put names, birth date, sex or phone right."""
    one = queries.patient(patient_id)
    form = CorrectionForm(data=_kept(one))
    differences: list[dict[str, Any]] = []
    if form.validate_on_submit():
        try:
            service.correct(patient_id, form.to_correction())
        except ChangedMeanwhile as changed:
            answer(form, changed)
            form.version.typed = str(changed.version)
            differences = _in_words(changed)
        except DomainError as refusal:
            answer(form, refusal)
        else:
            say(_("The change is saved."))
            return go("patients.show", patient_id=patient_id)
    status = 422 if form.errors else 200
    return page("patients/correct.html", status, form=form, differences=differences, **about(one))


@blueprint.route("/<uuid:patient_id>/merge", methods=["GET", "POST"])
@requires("patients.write")
@reads_only
def merge(patient_id: UUID) -> Response:
    """Name the other record of this person, and see both side by side."""
    one = queries.patient(patient_id)
    form = MergeForm()
    other = queries.by_file_number(form.file_number.data) if form.validate_on_submit() else None
    if form.is_submitted() and other is None and not form.errors:
        form.file_number.errors = [
            _("No patient has this file number. Look it up and type it again.")
        ]
    found = listed(by_id(service.alike_ids(one) if other is None else [other.id]))
    return page("patients/merge.html", 422 if form.errors else 200, form=form, found=found, **about(one))  # fmt: skip


@blueprint.post("/<uuid:patient_id>/merge/<uuid:duplicate_id>")
@requires("patients.write")
def merge_in(patient_id: UUID, duplicate_id: UUID) -> Response:
    """Make the other record part of this one."""
    try:
        merging.merge(patient_id, duplicate_id)
    except DomainError as refusal:
        say(in_words(refusal), "danger")
        return go("patients.merge", patient_id=patient_id)
    say(_("The two records are one now."))
    return go("patients.show", patient_id=patient_id)


def _kept(one: Patient) -> dict[str, Any]:
    return {
        "name_ar": one.name_ar,
        "name_en": one.name_en,
        "sex": one.sex,
        "birth_date": one.birth_date,
        "phone": queries.phone(one),
        "deceased_on": one.deceased_on,
        "version": one.version,
    }


def _policies(policies: list[Policy]) -> list[dict[str, Any]]:
    insurers = all_payers()
    return [_policy(policy, wording.payer_name(insurers[policy.payer_id])) for policy in policies]


def _policy(policy: Policy, payer: str) -> dict[str, Any]:
    state = coverage.state_on(policy, today())
    label, tone = wording.STATES[state]
    return {
        "policy": policy,
        "payer": payer,
        "member_number": queries.member_number(policy),
        "relationship": wording.RELATIONSHIPS[policy.relationship],
        "percent": wording.percent(policy.copay_percent),
        "state": label,
        "tone": tone,
        "ended": state == coverage.ENDED,
    }


def _in_words(changed: ChangedMeanwhile) -> list[dict[str, Any]]:
    return [
        {
            "label": wording.FIELDS[name],
            "now": wording.SEXES[str(now)] if name == "sex" else now,
            "typed": wording.SEXES[str(typed)] if name == "sex" else typed,
        }
        for name, now, typed in changed.differences
    ]
