"""The values of a draft as the check page lists them, each with the box it can be changed in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from app.approvals import completeness, sealed, sentences, wording
from app.approvals.models import Approval
from app.kernel import pagewords
from app.kernel.pagewords import name_of
from app.patients import queries as patients
from app.practitioners.queries import practitioner
from app.tenants.queries import facility

Row = dict[str, Any]
# Where what is missing is put right.
BOXES = {
    "policy": "policy", "member_number": "policy", "practitioner": "practitioner", "practitioner_licence": "practitioner",
    "facility_licence": "facility", "diagnosis": "diagnoses-0-code", "line": "lines-0-service",
    "period": "service_to", "mapping": "lines-0-service", "site": "lines-0-site", "days_supply": "lines-0-days_supply",
    "prescription_number": "prescription", "lenses": "prescription", "justification": "justification",
}  # fmt: skip


def said(approval_id: UUID, key: str, sentence: str) -> dict[str, str]:
    """Something that is missing, with the way to its box."""
    return {"sentence": _(sentence), "url": _back(approval_id, BOXES[key])}


def _back(approval_id: UUID, box: str) -> str:
    return url_for("approvals.edit", approval_id=approval_id, _anchor=box)


def rows(approval: Approval) -> list[Row]:
    """Label, value and Change link of everything but the lines, in the order of the page."""
    doctor = practitioner(approval.practitioner_id) if approval.practitioner_id else None
    policy = patients.policy(approval.policy_id)
    prescription = sealed.words(approval, "prescription_sealed")
    values: list[tuple[str, Any, str]] = [
        (_("Kind of care"), wording.KINDS[approval.kind], "kind"),
        (_("Urgency"), wording.PRIORITIES[approval.priority], "priority"),
        (_("Policy"), pagewords.isolate(policy.plan_name or "–"), "policy"),
        (_("Practitioner"), pagewords.isolate(name_of(doctor)) if doctor else None, "practitioner"),
        (_("Branch"), pagewords.isolate(name_of(facility(approval.facility_id))), "facility"),
        (_("Planned from"), pagewords.day(approval.service_from), "service_from"),
        (_("Planned until"), pagewords.day(approval.service_to), "service_to"),
        (_("Diagnoses"), _diagnoses(approval), "diagnoses-0-code"),
        (_("Prescription number or lens values"), pagewords.isolate(prescription) if prescription else None, "prescription"),
        (_("Why the patient needs it"), justification(approval), "justification"),
    ]  # fmt: skip
    return [_row(label, value, _back(approval.id, box)) for label, value, box in values]


def _diagnoses(approval: Approval) -> Markup | None:
    words = [
        Markup("{} {}").format(pagewords.code(one.code), pagewords.isolate(one.display or "–"))
        for one in approval.diagnoses
    ]
    return Markup(", ").join(words) if words else None


def justification(approval: Approval) -> Markup | None:
    """The sentences of the library and the doctor's own words, as the insurer reads them."""
    arabic = pagewords.language() == "ar"
    parts = [one.text_ar if arabic else one.text_en for one in sentences.used_in(approval.id)]
    own = sealed.words(approval, "justification_sealed")
    parts += [own] if own else []
    return Markup(" ").join(pagewords.isolate(part) for part in parts) if parts else None


def lines(approval: Approval) -> list[dict[str, Any]]:
    """The lines with their dots, in order."""
    needs = completeness.needs_of(approval)
    return [
        {
            "line": line,
            "name": name_of(line),
            "units": wording.plain(line.units),
            "dot": wording.dot(needs[line.local_code], line.net)
            if line.local_code in needs
            else None,
            "change_url": _back(approval.id, f"lines-{place}-service"),
        }
        for place, line in enumerate(approval.lines)
    ]


def _row(label: str, value: Any, change_url: str) -> Row:
    return {"label": label, "value": value, "change_url": change_url, "change_hint": label}
