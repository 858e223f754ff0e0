"""The entry page of one claim: its form, filled from the draft or from what was typed."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from werkzeug.datastructures import MultiDict

from app.approvals.queries import approval, usable
from app.approvals.wording import choice_words as approval_words
from app.claims.forms import ClaimForm, LineForm
from app.claims.models import Claim, ClaimLine
from app.contracts import entry_rows, resolving
from app.contracts.entry_rows import DiagnosisForm, pad
from app.contracts.on_file import services_on_file
from app.kernel.pagewords import day_text, language, name_of
from app.patients import queries as patients
from app.patients.models import Policy
from app.practitioners.queries import working_or_named
from app.reference.queries import all_payers
from app.tenants.queries import branches_to_work_in

NEW_LINE = {"quantity": Decimal(1), "pointers": (1,)}


def opened(claim: Claim, *, unread: bool = False) -> ClaimForm:
    """The form as it was left: from the draft, or as typed where a part could not be read.

    `unread` leaves out the errors, while somebody only adds and removes rows.
    """
    typed = claim.typed
    if typed is None:
        form = _from_draft(claim)
    else:
        form = _padded(_bound(claim, typed)) if unread else read(claim, typed)
    form.version.data, form.page.data = str(claim.version), str(uuid4())
    return form


def read(claim: Claim, typed: Iterable[tuple[str, str]]) -> ClaimForm:
    """The form as typed, with every error beside its box and every code resolved that can be."""
    form = _bound(claim, typed)
    form.validate()
    day = form.service_date.data or claim.service_date
    asked = [row.form.asked for row in form.diagnoses]
    form.take_diagnoses(resolving.diagnoses(asked, day, language()))
    asked = [row.form.asked for row in form.lines]
    form.take_services(resolving.services(asked, payer_of(form, claim), day, language()))
    return _padded(form)


def _bound(claim: Claim, typed: Iterable[tuple[str, str]]) -> ClaimForm:
    return _dressed(ClaimForm(formdata=MultiDict(list(typed))), claim)


def payer_of(form: ClaimForm, claim: Claim) -> UUID:
    """The payer of the policy chosen on the page."""
    chosen = {policy.id: policy.payer_id for policy in patients.policies(claim.patient_id)}
    return chosen.get(form.policy.data, claim.payer_id)


def blank_rows() -> tuple[DiagnosisForm, LineForm]:
    """What a new row is cloned from."""
    return entry_rows.blank_rows(LineForm, NEW_LINE)


def _from_draft(claim: Claim) -> ClaimForm:
    listed = services_on_file(
        claim.payer_id, claim.service_date, {line.local_code for line in claim.lines}
    )
    form = ClaimForm(
        formdata=None,
        data={
            "service_date": claim.service_date,
            "policy": claim.policy_id,
            "practitioner": claim.practitioner_id,
            "facility": claim.facility_id,
            "referral_number": claim.referral_number or None,
            "prescription_reference": claim.prescription_reference,
            "offline_reference": claim.offline_reference or None,
            "offline_on": claim.offline_on,
            "approval": claim.approval_id,
            "emergency": claim.emergency,
            "patient_paid": claim.patient_paid,
            "diagnoses": [{"code": row.code} for row in claim.diagnoses],
            "lines": [_line(line, listed) for line in claim.lines],
        },
    )
    return _padded(_dressed(form, claim))


def _line(line: ClaimLine, listed: dict[str, Any]) -> dict[str, Any]:
    """A price that stands in the list is not repeated: it would stay when the service changes."""
    service = listed.get(line.local_code)
    own_price = None if service and service.unit_price == line.unit_price else line.unit_price
    return {
        "service": line.local_code,
        "quantity": line.quantity,
        "unit_price": own_price,
        "pointers": tuple(line.pointers) or None,
        "days_supply": None if line.days_supply is None else str(line.days_supply),
        "site": line.site or None,
    }


def _padded(form: ClaimForm) -> ClaimForm:
    pad(form, NEW_LINE)
    return form


def _dressed(form: ClaimForm, claim: Claim) -> ClaimForm:
    """Give the lists their choices: this patient's policies, this tenant's people and branches."""
    payers = all_payers()
    form.policy.choices = [
        (policy.id, policy_words(policy, payers[policy.payer_id]))
        for policy in patients.policies(claim.patient_id)
    ]
    working = working_or_named(claim.service_date, claim.practitioner_id)
    form.practitioner.choices = [(one.id, name_of(one)) for one in working]
    form.approval.choices = _approvals(form, claim)
    form.facility.choices = [(one.id, name_of(one)) for one in branches_to_work_in()]
    return form


def _approvals(form: ClaimForm, claim: Claim) -> list[tuple[UUID, str]]:
    """What holds on the day with the payer chosen, and what the claim names already."""
    held = usable(claim.patient_id, payer_of(form, claim), claim.service_date)
    found = [(one.id, approval_words(one)) for one in held]
    if claim.approval_id and claim.approval_id not in {one.id for one in held}:
        found.append((claim.approval_id, f"\u2068{approval(claim.approval_id).number}\u2069"))
    return found


def policy_words(policy: Policy, payer: Any) -> str:
    """A policy in a list: payer, plan, and the days it holds."""
    lang = language()
    name = name_of(payer)
    last = day_text(policy.valid_to, lang) if policy.valid_to else "…"
    parts = (name, policy.plan_name, day_text(policy.valid_from, lang), last)
    # A list's choice holds no markup: the isolating characters keep scripts apart.
    payer_part, plan, first, until = (f"\u2068{part}\u2069" if part else "" for part in parts)
    return " · ".join(part for part in (payer_part, plan, f"{first} – {until}") if part)
