"""An approval slip as paper: plain values only, in the language asked for."""

from __future__ import annotations

from typing import Any

from app.approvals import sealed, story, wording
from app.approvals.models import Approval
from app.approvals.rules import status_on
from app.kernel import pdf, qr
from app.kernel.clock import now, today
from app.kernel.pagewords import name_of
from app.patients import queries as patients
from app.practitioners.queries import practitioner
from app.reference.queries import payer
from app.tenants.queries import facility, tenant

TEMPLATE = "print/approvals/slip.html"


def slip(approval: Approval) -> bytes:
    """The slip on A4 in the language of the request. Raises PdfUnavailable."""
    return pdf.render(TEMPLATE, **values(approval))


def values(approval: Approval) -> dict[str, Any]:
    """What the paper says; no record of the database goes into the template."""
    house, branch = tenant(), facility(approval.facility_id)
    person, insurer = patients.patient(approval.patient_id), payer(approval.payer_id)
    doctor = practitioner(approval.practitioner_id) if approval.practitioner_id else None
    policy = patients.policy(approval.policy_id)
    status = status_on(approval.status, approval.valid_to, today())
    return {
        "number": approval.number,
        "payer_reference": approval.payer_reference,
        "qr": qr.svg(approval.payer_reference or approval.number),
        "issuer": {"name": name_of(house), "branch": name_of(branch), "licence": branch.licence_number},
        "patient": {
            "name": name_of(person), "file_number": person.file_number, "birth_date": person.birth_date,
            "member_number": patients.member_number(policy), "plan": policy.plan_name,
        },
        "payer": name_of(insurer),
        "doctor": {"name": name_of(doctor), "licence": doctor.licence_number} if doctor else None,
        "kind": wording.KINDS[approval.kind],
        "status": wording.status_tag(status).label,
        "submitted_at": approval.submitted_at,
        "answered_at": approval.answered_at,
        "valid_from": approval.valid_from,
        "valid_to": approval.valid_to,
        "disposition": sealed.words(approval, "disposition_sealed"),
        "diagnoses": [{"code": one.code, "display": one.display} for one in approval.diagnoses],
        "lines": [_line(one) for one in story.lines(approval)],
        "net": approval.net,
        "approved": approval.approved,
        "printed_at": now(),
    }  # fmt: skip


def _line(shown: story.LineShown) -> dict[str, Any]:
    return {
        "name": shown.name,
        "code": shown.line.code or shown.line.local_code,
        "site": shown.line.site,
        "units": shown.units,
        "granted": shown.granted,
        "left_words": shown.left_words,
        "net": shown.line.net,
        "approved": shown.line.approved,
        "outcome": shown.outcome or "",
        "reason": shown.reason,
    }


def file_name(approval: Approval, language: str) -> str:
    """What the paper is called: the approval's number, never the patient's name."""
    return f"{approval.number}-{language}.pdf"
