"""Asking: from the desk by a number, or from a patient's page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from flask_babel import gettext as _

from app.eligibility import queries, service, wording
from app.eligibility.forms import AskForm, DeskForm
from app.eligibility.views.pages import blueprint
from app.kernel.authz import requires
from app.kernel.clock import today
from app.kernel.errors import DomainError
from app.kernel.web import answer, go, page
from app.patients import queries as patients
from app.patients.wording import payer_name
from app.reference.queries import payer, payers


@blueprint.get("")
@requires("eligibility.ask")
def desk() -> Response:
    """One box for the number on the card."""
    return page("eligibility/desk.html", form=DeskForm(formdata=None))


@blueprint.post("")
@requires("eligibility.ask")
def ask_at_desk() -> Response:
    """Find the person by the number and ask the insurer on file."""
    form = DeskForm()
    if not form.validate():
        return page("eligibility/desk.html", 422, form=form)
    one = patients.find_by_document(form.number.data)
    if one is None:
        return page("eligibility/unknown.html", 422, number=form.number.data)
    on_file = _on_file(one.id)
    if len(on_file) != 1:
        return go("eligibility.choose", patient_id=one.id)
    try:
        check = service.ask(one.id, on_file[0])
    except DomainError:
        return go("eligibility.choose", patient_id=one.id)
    return go("eligibility.show", check_id=check.id)


@blueprint.get("/patients/<uuid:patient_id>")
@requires("eligibility.ask")
def choose(patient_id: UUID) -> Response:
    """Which insurer to ask about this person."""
    one = patients.patient(patient_id)
    if one.merged_into is not None:
        return go("eligibility.choose", patient_id=one.merged_into)
    return _choice(patient_id, AskForm(formdata=None))


@blueprint.post("/patients/<uuid:patient_id>")
@requires("eligibility.ask")
def ask(patient_id: UUID) -> Response:
    """Ask the insurer that was chosen, or the only one on file."""
    patients.patient(patient_id)
    form = AskForm()
    form.offer(payers(today()))
    on_file = _on_file(patient_id)
    if not form.payer_id.data and not form.payer_id.raw_data and len(on_file) == 1:
        form.payer_id.data = on_file[0]
    elif not form.validate():
        return _choice(patient_id, form, 422) if form.payer_id.raw_data else go("eligibility.choose", patient_id=patient_id)  # fmt: skip
    try:
        check = service.ask(patient_id, form.payer_id.data)
    except DomainError as refusal:
        answer(form, refusal)
        return _choice(patient_id, form, 422)
    return go("eligibility.show", check_id=check.id)


@blueprint.post("/checks/<uuid:check_id>/again")
@requires("eligibility.ask")
def ask_again(check_id: UUID) -> Response:
    """Put the same question once more, about today."""
    last = queries.check(check_id)
    try:
        check = service.ask(last.patient_id, last.payer_id, again=True)
    except DomainError as refusal:
        form = AskForm(formdata=None)
        answer(form, refusal)
        return _choice(last.patient_id, form, 422)
    return go("eligibility.show", check_id=check.id)


def _on_file(patient_id: UUID) -> list[UUID]:
    """The insurers of today's policies, in the order they pay, each once."""
    held = patients.policies_on(patient_id, today())
    return list(dict.fromkeys(policy.payer_id for policy in held))


def _choice(patient_id: UUID, form: AskForm, status: int = 200) -> Response:
    form.offer(payers(today()))
    (row,) = patients.rows([patients.patient(patient_id)])
    return page(
        "eligibility/choose.html",
        status,
        form=form,
        row=row,
        on_file=[_offer(patient_id, payer_id) for payer_id in _on_file(patient_id)],
        has_document=bool(row.document_end),
        note=_("No policy is on file. Choose the insurer on the patient's card."),
    )


def _offer(patient_id: UUID, payer_id: UUID) -> dict[str, Any]:
    last = queries.latest(patient_id, payer_id, today())
    label, tone = wording.LABELS[last.verdict if last else None]
    return {
        "id": payer_id,
        "name": payer_name(payer(payer_id)),
        "last": last,
        "label": label,
        "tone": tone,
        "line": queries.line(payer_id),
    }
