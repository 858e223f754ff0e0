"""A claim as paper: plain values only, in the language asked for."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from app.claims import story, wording
from app.claims.models import Claim
from app.kernel import pagewords, pdf, qr
from app.kernel.clock import now
from app.kernel.pagewords import name_of
from app.patients import queries as patients
from app.practitioners.queries import practitioner
from app.reference.queries import payer
from app.tenants.queries import facility, tenant

TEMPLATE = "print/claims/claim.html"


def claim_pdf(claim: Claim) -> bytes:
    """The claim on A4 in the language of the request. Raises PdfUnavailable."""
    return pdf.render(TEMPLATE, **values(claim))


def values(claim: Claim) -> dict[str, Any]:
    """What the paper says; no record of the database goes into the template."""
    house, branch = tenant(), facility(claim.facility_id)
    person, insurer = patients.patient(claim.patient_id), payer(claim.payer_id)
    doctor = practitioner(claim.practitioner_id) if claim.practitioner_id else None
    policy = patients.policy(claim.policy_id) if claim.policy_id else None
    decision, words = wording.adjudication_tag(claim.adjudication), wording.diagnosis_words(claim)
    return {
        "number": claim.number,
        "payer_reference": claim.payer_reference or "",
        "qr": qr.svg(claim.number),
        "issuer": {"name": name_of(house), "branch": name_of(branch), "licence": branch.licence_number},
        "patient": {
            "name": name_of(person),
            "other_name": person.name_en if pagewords.language() == "ar" else person.name_ar,
            "file_number": person.file_number,
            "birth_date": person.birth_date,
            "member_number": patients.member_number(policy) if policy else None,
            "plan": policy.plan_name if policy else "",
        },
        "payer": {"name": name_of(insurer), "licence": insurer.licence},
        "doctor": {"name": name_of(doctor), "licence": doctor.licence_number} if doctor else None,
        "service_date": claim.service_date,
        "referral_number": claim.referral_number,
        "submitted_at": claim.submitted_at,
        "judged_at": claim.judged_at,
        "status": wording.status_tag(claim.status).label,
        "decision": decision.label if decision else _("No decision yet"),
        "diagnoses": [{"code": one.code, "display": words[one.code]} for one in claim.diagnoses],
        "lines": [_line(one) for one in story.lines(claim)],
        "net": claim.net,
        "tax": claim.tax,
        "patient_share": claim.patient_share,
        "payer_share": claim.payer_share,
        "patient_paid": claim.patient_paid,
        "approved": claim.approved,
        "printed_at": now(),
    }  # fmt: skip


def _line(shown: story.LineShown) -> dict[str, Any]:
    line = shown.line
    return {
        "name": shown.name,
        "site": line.site,
        "local_code": line.local_code,
        "code": line.code or "",
        "quantity": line.quantity.normalize(),
        "unit_price": line.unit_price,
        "tax": line.tax,
        "net": line.net,
        "patient_share": line.patient_share,
        "payer_share": line.payer_share,
        "approved": line.approved,
        "outcome": shown.outcome or "",
        "reasons": shown.reasons,
    }


def file_name(claim: Claim, language: str) -> str:
    """What the paper is called: the claim's number, never the patient's name."""
    return f"{claim.number}-{language}.pdf"
