"""Messages in our own words, for tests."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from app.exchange.messages import (
    ApprovalRequest,
    Attachment,
    ClaimDiagnosisSaid,
    ClaimSubmission,
    ClaimSubmissionLine,
    Coding,
    Cover,
    EligibilityQuestion,
    Identification,
    Party,
    PatientIdentity,
    PractitionerIdentity,
)
from app.kernel.clock import today

ICD = "http://hl7.org/fhir/sid/icd-10-cm"
ALPHA = Party(licence="DEMO-ALPHA", name="AlphaCare")
NOOR = Party(licence="DEMO-P-NOOR", name="Noor Clinic")


def patient(civil_id: str = "10000001", **known: Any) -> PatientIdentity:
    return PatientIdentity(
        **{
            "reference": f"patient-{civil_id}",
            "documents": (Identification(kind="civil_id", number=civil_id),),
            "name_en": "Said Al-Test",
            "name_ar": "سعيد التجربة",
            "birth_date": date(1990, 2, 3),
            "sex": "male",
        }
        | known
    )


def question(
    identifier: str, provider: Party = NOOR, payer: Party = ALPHA, civil_id: str = "10000001"
) -> EligibilityQuestion:
    return EligibilityQuestion(
        identifier=identifier, provider=provider, payer=payer, patient=patient(civil_id), service_date=today(),
    )  # fmt: skip


def service(sequence: int = 1, **known: Any) -> ClaimSubmissionLine:
    return ClaimSubmissionLine(
        **{
            "sequence": sequence,
            "coding": Coding(system="http://demo.example/services", code=f"DEMO-{sequence}"),
            "service_date": today(),
            "quantity": Decimal(1),
            "unit_price": Decimal("12.500"),
            "net": Decimal("12.500"),
            "patient_share": Decimal("1.250"),
            "payer_share": Decimal("11.250"),
            "diagnoses": (1,),
        }
        | known
    )


def claim(
    identifier: str,
    provider: Party = NOOR,
    payer: Party = ALPHA,
    civil_id: str = "10000001",
    **known: Any,
) -> ClaimSubmission:
    lines = known.pop("lines", (service(),))
    return ClaimSubmission(
        **{
            "identifier": identifier,
            "kind": "professional",
            "provider": provider,
            "payer": payer,
            "patient": patient(civil_id),
            "cover": Cover(member_number="ALPHA-1", plan_name="Standard"),
            "service_from": today(),
            "service_to": today(),
            "created": today(),
            "diagnoses": (
                ClaimDiagnosisSaid(sequence=1, coding=Coding(system=ICD, code="J06.9"), kind="principal"),
            ),
            "lines": lines,
            "total": sum((line.net for line in lines), Decimal("0.000")),
            "practitioner": PractitionerIdentity(licence="MOH-1", name="Dr Salim", specialty="08.00"),
        }
        | known
    )  # fmt: skip


def approval(
    identifier: str, payer: Party = ALPHA, civil_id: str = "10000001", **known: Any
) -> ApprovalRequest:
    """A request to agree to what `claim` of the same words would ask money for."""
    said = claim(identifier, payer=payer, civil_id=civil_id)
    shared = {field.name for field in fields(ApprovalRequest)} & {
        field.name for field in fields(said)
    }
    return ApprovalRequest(**{name: getattr(said, name) for name in shared} | known)


def pdf(title: str = "Report", size: int = 400) -> Attachment:
    """A file that begins as a PDF does."""
    body = (b"%PDF-1.7\n" + bytes(range(251)) * (size // 251 + 1))[:size]
    return Attachment(
        title=title, content_type="application/pdf", body=body, sha256=sha256(body).hexdigest()
    )
