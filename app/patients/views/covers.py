"""Documents and policies of a person."""

from __future__ import annotations

from uuid import UUID

from flask import Response
from flask_babel import gettext as _

from app.kernel.authz import requires
from app.kernel.clock import today
from app.kernel.errors import DomainError
from app.kernel.web import answer, go, in_words, page, refusals_said, say
from app.patients import queries, rules, service
from app.patients.forms import DocumentForm, EndForm, PolicyForm
from app.patients.views.pages import about, blueprint
from app.reference.queries import payers


@blueprint.route("/<uuid:patient_id>/documents/new", methods=["GET", "POST"])
@requires("patients.write")
def add_document(patient_id: UUID) -> Response:
    """Add an identity document."""
    one = queries.patient(patient_id)
    form = DocumentForm()
    if form.validate_on_submit():
        try:
            document = service.add_document(patient_id, form.to_document())
        except DomainError as refusal:
            answer(form, refusal)
        else:
            say(_("The document is added."))
            if rules.unusual_number(document.kind, rules.plain_number(form.number.data)):
                say(
                    _("Civil numbers usually have 8 digits. Compare this one with the card."),
                    "warning",
                )
            return go("patients.show", patient_id=patient_id)
    status = 422 if form.errors else 200
    return page("patients/add_document.html", status, form=form, **about(one))


@blueprint.post("/documents/<uuid:document_id>/remove")
@requires("patients.write")
def remove_document(document_id: UUID) -> Response:
    """Take a wrong document away."""
    patient_id = queries.document_holder(document_id)
    with refusals_said("danger"):
        service.remove_document(document_id)
        say(_("The document is removed."))
    return go("patients.show", patient_id=patient_id)


@blueprint.route("/<uuid:patient_id>/policies/new", methods=["GET", "POST"])
@requires("patients.write")
def add_policy(patient_id: UUID) -> Response:
    """Add a cover."""
    one = queries.patient(patient_id)
    form = PolicyForm()
    form.offer(payers(today()))
    if form.validate_on_submit():
        try:
            service.add_policy(patient_id, form.to_policy())
        except DomainError as refusal:
            answer(form, refusal)
        else:
            say(_("The policy is added."))
            return go("patients.show", patient_id=patient_id)
    status = 422 if form.errors else 200
    return page("patients/add_policy.html", status, form=form, **about(one))


@blueprint.route("/policies/<uuid:policy_id>", methods=["GET", "POST"])
@requires("patients.write")
def correct_policy(policy_id: UUID) -> Response:
    """Put a cover right."""
    policy = queries.policy(policy_id)
    form = PolicyForm()
    form.offer(payers(today()))
    if not form.is_submitted():
        form.show(policy, queries.member_number(policy))
    elif form.validate():
        try:
            service.correct_policy(policy_id, form.to_policy())
        except DomainError as refusal:
            answer(form, refusal)
        else:
            say(_("The change is saved."))
            return go("patients.show", patient_id=policy.patient_id)
    one, status = queries.patient(policy.patient_id), 422 if form.errors else 200
    return page("patients/correct_policy.html", status, form=form, policy=policy, **about(one))


@blueprint.route("/policies/<uuid:policy_id>/end", methods=["GET", "POST"])
@requires("patients.write")
def end_policy(policy_id: UUID) -> Response:
    """Let a cover end."""
    policy = queries.policy(policy_id)
    form = EndForm(data={"last_day": today()})
    if form.validate_on_submit():
        try:
            service.end_policy(policy_id, form.last_day.data)
        except DomainError as refusal:
            form.last_day.errors = [in_words(refusal)]
        else:
            say(_("The policy ends on that day."))
            return go("patients.show", patient_id=policy.patient_id)
    one, status = queries.patient(policy.patient_id), 422 if form.errors else 200
    return page("patients/end_policy.html", status, form=form, policy=policy, **about(one))
