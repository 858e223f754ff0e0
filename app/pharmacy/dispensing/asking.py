"""Asking for approval from the counter: prefilled from the prescription, sent, and queued while others are served."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from app.approvals import service as approvals
from app.approvals.errors import DocumentsMissing, RequestIncomplete
from app.approvals.models import Approval
from app.approvals.queries import approval
from app.approvals.service import NewRequest
from app.approvals.states import DRAFT
from app.approvals.values import NORMAL, PHARMACY, DiagnosisAsked, LineAsked, RequestDraft
from app.documents import service as documents
from app.documents.queries import documents_of
from app.kernel.clock import today
from app.kernel.db import db
from app.patients.models import Policy
from app.pharmacy.dispensing import queries, service
from app.pharmacy.dispensing.alerting import days_of
from app.pharmacy.dispensing.errors import NothingAwaitsApproval
from app.pharmacy.dispensing.gathering import Counter, LineAtCounter, at_counter
from app.pharmacy.dispensing.history import move
from app.pharmacy.dispensing.models import Dispense
from app.pharmacy.dispensing.states import WAITING
from app.pharmacy.prescriptions import service as prescriptions
from app.pharmacy.prescriptions.history import SUBJECT
from app.tenants.queries import facility

APPROVAL = "approval"


def queue(
    prescription_id: UUID, facility_id: UUID, practitioner_id: UUID | None, version: int
) -> Dispense:
    """Ask for what needs approval and was not asked for; the dispense waits for the answer.

    A request that still lacks something stays a draft for a person. Raises NothingAwaitsApproval,
    PrescriptionStale, PrescriptionClosed, PrescriptionExpired, NotFound.
    """
    on = today()
    found = prescriptions.open_for_supply(prescription_id, version, on)
    counter = at_counter(found, facility(facility_id).id, on)
    lines, policy = to_ask(counter), counter.cover.policy
    if not lines or policy is None:
        raise NothingAwaitsApproval
    asked = _request(counter, policy, lines, practitioner_id)
    dispense = queries.waiting_of(found.id) or service.prepare(counter)
    dispense.approval_id = asked.id
    if dispense.status != WAITING:
        move(dispense, "queued", approval=asked.number)
    db.session.flush()
    return dispense


def is_draft(dispense: Dispense) -> bool:
    """Whether the request still waits for a person to complete it."""
    return dispense.approval_id is not None and approval(dispense.approval_id).status == DRAFT


def to_ask(counter: Counter) -> list[LineAtCounter]:
    """The lines of which more is left than any approval grants, and nobody waits for an answer."""
    return [
        at
        for at in counter.lines
        if at.line.item.left
        and at.prescribed.needs_approval(at.line.item.left)
        and not (at.prescribed.granted and at.prescribed.granted.is_enough(at.line.item.left))
    ]


def _request(
    counter: Counter, policy: Policy, lines: list[LineAtCounter], practitioner_id: UUID | None
) -> Approval:
    """The request as the prescription says it, sent unless something is missing."""
    made = approvals.start(
        NewRequest(
            patient_id=counter.patient.id,
            policy_id=policy.id,
            facility_id=counter.facility_id,
            kind=PHARMACY,
            service_from=counter.on,
            practitioner_id=practitioner_id,
        )
    )
    saved = approvals.save(made.id, _draft(counter, policy, lines, practitioner_id), made.version)
    for paper in documents_of(SUBJECT, counter.prescription.id):
        documents.link(paper.id, APPROVAL, saved.id)
    try:
        return approvals.submit(saved.id, saved.version)
    except (RequestIncomplete, DocumentsMissing):
        return saved  # Nothing was written yet: a person completes it on its own page.


def _draft(
    counter: Counter, policy: Policy, lines: list[LineAtCounter], practitioner_id: UUID | None
) -> RequestDraft:
    source = counter.prescription
    codes = (source.diagnosis_code,) if source.diagnosis_code else ()
    return RequestDraft(
        kind=PHARMACY,
        priority=NORMAL,
        policy_id=policy.id,
        practitioner_id=practitioner_id,
        facility_id=counter.facility_id,
        service_from=counter.on,
        service_to=max(counter.on, source.expires_on),
        justification=_why(source.prescriber_name, source.prescriber_licence, source.written_on),
        prescription=source.reference or source.number,
        diagnoses=tuple(DiagnosisAsked(sequence=n, code=code) for n, code in enumerate(codes, 1)),
        lines=tuple(_line(at, place) for place, at in enumerate(lines, start=1)),
    )


def _line(at: LineAtCounter, place: int) -> LineAsked:
    left = at.line.item.left
    return LineAsked(
        sequence=place,
        local_code=at.line.local_code,
        units=left,
        days_supply=days_of(at.line, at.prescribed.medicine, left),
    )


def _why(name: str, licence: str, written_on: date) -> str:
    """In the language of the wire: payers read English."""
    return f"Prescribed by {name} ({licence}) on {written_on.isoformat()}."
