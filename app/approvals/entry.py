"""The entry page of one request: its form, filled from the draft or from what was typed."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from werkzeug.datastructures import MultiDict

from app.approvals import sealed, sentences
from app.approvals.forms import LineForm, RequestForm
from app.approvals.models import Approval
from app.contracts import entry_rows, resolving
from app.contracts.entry_rows import DiagnosisForm, pad, take_diagnoses, take_services
from app.kernel.pagewords import day_text, language, name_of
from app.patients import queries as patients
from app.patients.models import Policy
from app.practitioners.queries import working_or_named
from app.reference.queries import all_payers
from app.tenants.queries import branches_to_work_in

NEW_LINE = {"units": Decimal(1)}


def opened(approval: Approval, *, unread: bool = False) -> RequestForm:
    """The form as it was left: from the draft, or as typed where a part could not be read.

    `unread` leaves out the errors, while somebody only adds and removes rows.
    """
    typed = sealed.typed(approval)
    if typed is None:
        form = _from_draft(approval)
    else:
        form = _padded(_bound(approval, typed)) if unread else read(approval, typed)
    form.version.data, form.page.data = str(approval.version), str(uuid4())
    return form


def read(approval: Approval, typed: Iterable[Iterable[str]]) -> RequestForm:
    """The form as typed, with every error beside its box and every code resolved that can be."""
    form = _bound(approval, typed)
    form.validate()
    day = form.service_from.data or approval.service_from
    asked = [row.form.asked for row in form.diagnoses]
    take_diagnoses(form.diagnoses, resolving.diagnoses(asked, day, language()))
    asked = [row.form.asked for row in form.lines]
    payer_id = payer_of(form, approval)
    take_services(form.lines, resolving.services(asked, payer_id, day, language()))
    return _padded(form)


def _bound(approval: Approval, typed: Iterable[Iterable[str]]) -> RequestForm:
    pairs = [(name, value) for name, value in typed]
    return _dressed(RequestForm(formdata=MultiDict(pairs)), approval)


def payer_of(form: RequestForm, approval: Approval) -> UUID:
    """The payer of the policy chosen on the page."""
    chosen = {policy.id: policy.payer_id for policy in patients.policies(approval.patient_id)}
    return chosen.get(form.policy.data, approval.payer_id)


def blank_rows() -> tuple[DiagnosisForm, LineForm]:
    """What a new row is cloned from."""
    return entry_rows.blank_rows(LineForm, NEW_LINE)


def _from_draft(approval: Approval) -> RequestForm:
    form = RequestForm(
        formdata=None,
        data={
            "kind": approval.kind,
            "priority": approval.priority,
            "policy": approval.policy_id,
            "practitioner": approval.practitioner_id,
            "facility": approval.facility_id,
            "service_from": approval.service_from,
            "service_to": approval.service_to,
            "prescription": sealed.words(approval, "prescription_sealed") or None,
            "emergency": approval.emergency,
            "sentences": [one.id for one in sentences.used_in(approval.id)],
            "justification": sealed.words(approval, "justification_sealed") or None,
            "diagnoses": [{"code": row.code} for row in approval.diagnoses],
            "lines": [
                {"service": line.local_code, "units": line.units, "site": line.site or None,
                 "days_supply": None if line.days_supply is None else str(line.days_supply)}
                for line in approval.lines
            ],
        },
    )  # fmt: skip
    return _padded(_dressed(form, approval))


def _padded(form: RequestForm) -> RequestForm:
    pad(form, NEW_LINE)
    return form


def _dressed(form: RequestForm, approval: Approval) -> RequestForm:
    """Give the lists their choices: this patient's policies, this tenant's people, branches, sentences."""
    payers, arabic = all_payers(), language() == "ar"
    form.policy.choices = [
        (one.id, policy_words(one, payers[one.payer_id]))
        for one in patients.policies(approval.patient_id)
    ]
    working = working_or_named(approval.service_from, approval.practitioner_id)
    form.practitioner.choices = [(one.id, name_of(one)) for one in working]
    form.facility.choices = [(one.id, name_of(one)) for one in branches_to_work_in()]
    held = {one.id: one for one in sentences.used_in(approval.id)}
    shown = [luck.sentence for luck in sentences.library(active_only=True)]
    shown += [one for one in held.values() if one.id not in {row.id for row in shown}]
    form.sentences.choices = [(one.id, one.text_ar if arabic else one.text_en) for one in shown]
    return form


def policy_words(policy: Policy, payer: Any) -> str:
    """A policy in a list: payer, plan, and the day it holds to."""
    last = day_text(policy.valid_to, language()) if policy.valid_to else "…"
    parts = (name_of(payer), policy.plan_name, last)
    # A list's choice holds no markup: the isolating characters keep scripts apart.
    return " · ".join(f"\u2068{part}\u2069" for part in parts if part)
