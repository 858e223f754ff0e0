"""Polyclinic Seeb at the end of a month: drafts of many visits, a few without a practitioner, two that will come back."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from flask import Flask

from app.claims import service as claims
from app.claims.values import ClaimDraft, DiagnosisDraft, LineDraft
from app.demo import setting
from app.demo.people import Staff
from app.kernel import clock
from app.kernel.db import db
from app.patients import service as patients
from app.patients.queries import find_by_document, policies
from app.patients.values import CIVIL_ID, NewDocument, NewPatient, NewPolicy
from app.practitioners.queries import practitioners
from app.reference.queries import payer_by_licence
from app.tenants.queries import facilities
from app.tenants.scope import in_tenant
from tests.journeys.stage import ALPHA, BETA, BORN, DELTA, GAMMA

OFFICER, COLLEAGUE = "aisha@seeb.example", "badria@seeb.example"
STAFF = (
    Staff("seeb", OFFICER, "Aisha Al Kindi", "عائشة الكندية", "claims_officer", "ar"),
    Staff("seeb", COLLEAGUE, "Badria Al Hinai", "بدرية الهنائية", "claims_officer"),
)
LICENCE = "DEMO-P-SEEB"
MANY, WITHOUT_DOCTOR, RETURNED = 26, 3, 2
PAYERS = (ALPHA, BETA, GAMMA, DELTA)


def days() -> tuple[date, date]:
    """The first and the last day of the month before this one."""
    last = clock.today().replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


def play(app: Flask) -> None:
    """Open the polyclinic and leave a month of drafts in it. Commits."""
    begins = clock.today() - timedelta(days=365)
    with app.app_context():
        seeb = setting.open_clinic(
            "seeb", "Polyclinic Seeb", "مجمع السيب", ("Seeb", "السيب"), begins
        )
        with in_tenant(seeb):
            for one in STAFF:
                setting._seat(one)
            db.session.commit()
        with in_tenant(seeb):
            for number in range(MANY):
                _leave_visit(number)
                db.session.commit()
        db.session.remove()
        db.engine.dispose()


def _leave_visit(number: int) -> None:
    """A visit of somebody, on the days one after the other; the two last ones, a day apart, of a person whose claims come back."""
    rejected = number >= MANY - RETURNED
    civil_id = "10000023" if rejected else str(33_000_000 + number)
    if find_by_document(civil_id) is None:
        _register(civil_id, number, ALPHA if rejected else PAYERS[number % len(PAYERS)])
    patient = find_by_document(civil_id)
    assert patient is not None
    # In the middle of the month: within every insurer's days to claim, whatever today is.
    day = days()[0] + timedelta(days=4 + (number + 1) // 2)
    _draft(patient.id, day, with_doctor=number >= WITHOUT_DOCTOR)


def _register(civil_id: str, number: int, licence: str) -> None:
    payer = payer_by_licence(licence)
    assert payer is not None, licence
    year = clock.today().year
    policy = NewPolicy(
        payer_id=payer.id, valid_from=date(year - 1, 1, 1), valid_to=date(year, 12, 31),
        member_number=f"M-{civil_id}", plan_name="Unified policy", copay_percent=Decimal(10),
        copay_max=Decimal("3.000"),
    )  # fmt: skip
    person = NewPatient(
        name_en=f"Visitor {number}", name_ar=f"مراجع {number}", birth_date=BORN,
        sex="male" if number % 2 else "female", phone=f"+9689833{number:04}",
        document=NewDocument(kind=CIVIL_ID, number=civil_id), policy=policy,
    )  # fmt: skip
    patients.register(person, sure=True)


def _draft(patient_id: UUID, day: date, *, with_doctor: bool) -> None:
    (policy,) = policies(patient_id)
    branch, doctor = facilities()[0].id, practitioners(active_on=day)[0].id
    begun = claims.start_draft(
        claims.NewClaim(
            patient_id=patient_id, payer_id=policy.payer_id, policy_id=policy.id,
            facility_id=branch, service_date=day,
        )
    )  # fmt: skip
    draft = ClaimDraft(
        patient_id=patient_id, policy_id=policy.id, practitioner_id=doctor if with_doctor else None,
        facility_id=branch, service_date=day, patient_paid=Decimal("3.000"),
        diagnoses=(DiagnosisDraft(sequence=1, code="A09", kind="principal"),),
        lines=(LineDraft(sequence=1, local_code="CON-GP", service_date=day, quantity=Decimal(1), pointers=(1,)),),
    )  # fmt: skip
    claims.save_draft(begun.id, draft, begun.version)
