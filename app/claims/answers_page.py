"""The values of a draft as the check-answers page lists them, each with the box it can be changed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from app.claims.entry import policy_words
from app.claims.models import Claim, ClaimDiagnosis
from app.claims.values import PHARMACY
from app.claims.wording import diagnosis_words
from app.kernel import pagewords
from app.kernel.pagewords import name_of
from app.patients import queries as patients
from app.practitioners.queries import practitioner
from app.reference.queries import payer
from app.tenants.queries import facility

Row = dict[str, Any]


def rows(claim: Claim, address: Callable[[str], str]) -> list[Row]:
    """Label, value and Change link of everything but the lines, in the order of the page."""
    doctor = practitioner(claim.practitioner_id) if claim.practitioner_id else None
    found = [
        _row(_("Service date"), pagewords.day(claim.service_date), address("service_date")),
        _row(_("Policy"), _policy(claim), address("policy")),
        _row(_("Practitioner"), pagewords.isolate(name_of(doctor)) if doctor else None, address("practitioner")),
        _row(_("Branch"), pagewords.isolate(name_of(facility(claim.facility_id))), address("facility")),
        _row(_("Referral number"), pagewords.code(claim.referral_number), address("referral_number")),
        _row(_("Collected from the patient"), pagewords.money(claim.patient_paid), address("patient_paid")),
    ]  # fmt: skip
    if claim.kind == PHARMACY:
        reference = pagewords.code(claim.prescription_reference)
        found.append(_row(_("Prescription number"), reference, address("prescription_reference")))
    words = diagnosis_words(claim)
    for place, diagnosis in enumerate(claim.diagnoses):
        label = (
            _("Principal diagnosis") if place == 0 else _("Diagnosis %(number)s", number=place + 1)
        )
        found.append(_row(label, _diagnosis(diagnosis, words), address(f"diagnoses-{place}-code")))
    return found


def _policy(claim: Claim) -> Markup | None:
    if claim.policy_id is None:
        return None
    policy = patients.policy(claim.policy_id)
    return pagewords.isolate(policy_words(policy, payer(policy.payer_id)))


def _diagnosis(diagnosis: ClaimDiagnosis, words: dict[str, str]) -> Markup:
    return Markup("{} {}").format(
        pagewords.code(diagnosis.code), pagewords.isolate(words[diagnosis.code] or "–")
    )


def _row(label: str, value: Any, change_url: str) -> Row:
    return {"label": label, "value": value, "change_url": change_url, "change_hint": label}
