"""Asking for approval from the counter: prefilled from the prescription, sent, and queued while others are served."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from app.approvals import service as approvals
from app.approvals.errors import DocumentsMissing, RequestIncomplete
from app.approvals.models import Approval
from app.approvals.queries import approval
from app.approvals.service import NewRequest
from app.approvals.states import DRAFT, UNANSWERED
from app.approvals.values import NORMAL, PHARMACY, DiagnosisAsked, LineAsked, RequestDraft
from app.documents import service as documents
from app.documents.queries import documents_of
from app.kernel.clock import today
from app.kernel.db import db
from app.patients.models import Policy
from app.pharmacy.dispensing import queries, service
from app.pharmacy.dispensing.alerting import days_of
from app.pharmacy.dispensing.boxes import named
from app.pharmacy.dispensing.errors import (
    NotASubstitute,
    NothingAwaitsApproval,
    SubstitutionUnexplained,
)
from app.pharmacy.dispensing.gathering import Counter, LineAtCounter, at_counter
from app.pharmacy.dispensing.history import move, tell
from app.pharmacy.dispensing.later import Answered, day_of
from app.pharmacy.dispensing.models import Dispense
from app.pharmacy.dispensing.states import WAITING
from app.pharmacy.dispensing.values import SUBSTITUTION_REASONS, SupplyDraft, SupplyLine
from app.pharmacy.prescriptions import service as prescriptions
from app.pharmacy.prescriptions.history import SUBJECT
from app.pharmacy.prescriptions.models import Prescription
from app.tenants.queries import branch_to_work_in
from app.tenants.scope import find

APPROVAL = "approval"


@dataclass(frozen=True, kw_only=True)
class Wish:
    """A medicine to be approved: units and days, and in place of what, for which coded reason."""

    local_code: str
    units: Decimal
    days: int | None
    instead_of: str = ""
    reason: str = ""


def queue(prescription_id: UUID, draft: SupplyDraft, version: int) -> Dispense:
    """Ask for what needs approval and was not asked for, in the brands chosen; the dispense waits for the answer.

    A request that still lacks something stays a draft for a person. Raises NothingAwaitsApproval, NotASubstitute,
    SubstitutionUnexplained, PrescriptionStale, PrescriptionClosed, PrescriptionExpired, NotFound.
    """
    on = today()
    found = prescriptions.open_for_supply(prescription_id, version, on)
    counter = at_counter(found, branch_to_work_in(draft.facility_id).id, on, draft.chosen)
    lines, policy = to_ask(counter, draft.lines), counter.cover.policy
    if not lines or policy is None:
        raise NothingAwaitsApproval
    wishes = [_wish(at, asked) for at, asked in lines]
    dispense = queries.waiting_of(found.id) or service.prepare(counter)
    asked = _request(dispense, policy, wishes, draft.practitioner_id)
    dispense.approval_id = asked.id
    if dispense.status != WAITING:
        move(dispense, "queued", approval=asked.number)
    db.session.flush()
    return dispense


def ask_for_supplied(dispense: Dispense, found: Answered, practitioner_id: UUID | None) -> Approval:
    """Ask afterwards for what went out while nobody could be asked; raises NothingAwaitsApproval."""
    policy = found.cover.policy
    under_way = dispense.approval_id and approval(dispense.approval_id).status in {
        DRAFT,
        *UNANSWERED,
    }
    if policy is None or under_way:
        raise NothingAwaitsApproval
    wishes = [
        Wish(
            local_code=line.local_code, units=line.quantity, days=line.days_supply,
            instead_of=line.substituted_for, reason=line.substitution_reason,
        )
        for line in dispense.lines
        if line.id in found.waiting
    ]  # fmt: skip
    asked = _request(dispense, policy, wishes, practitioner_id)
    dispense.approval_id = asked.id
    tell(dispense, "approval_asked", approval=asked.number)
    return asked


def is_draft(dispense: Dispense) -> bool:
    """Whether the request still waits for a person to complete it."""
    return dispense.approval_id is not None and approval(dispense.approval_id).status == DRAFT


def to_ask(counter: Counter, asked: Sequence[SupplyLine]) -> list[tuple[LineAtCounter, SupplyLine]]:
    """The lines of which more is left than any approval grants, and nobody waits for an answer.

    Each is looked at as it would be handed out: in the brand and at the price of the screen.
    """
    wanted = {one.line_id: one for one in asked}
    found = [
        (at, wanted.get(at.line.id, SupplyLine(line_id=at.line.id)))
        for at in counter.lines
        if at.line.item.left
    ]
    return [(at, one) for at, one in found if not one.cash and _is_to_ask(at, one)]


def _is_to_ask(at: LineAtCounter, asked: SupplyLine) -> bool:
    offer, left = at.offer(asked.service_id) or at.prescribed, at.line.item.left
    return offer.needs_approval(left, asked.unit_price) and not offer.is_granted(left)


def _wish(at: LineAtCounter, asked: SupplyLine) -> Wish:
    offer, left = at.offer(asked.service_id), at.line.item.left
    if offer is None:
        raise NotASubstitute(name=named(at.prescribed))
    is_substitute = offer.service_id != at.line.service_id
    if is_substitute and not asked.substitution_reason:
        raise SubstitutionUnexplained(line=at.line.sequence)
    return Wish(
        local_code=offer.local_code,
        units=left,
        days=days_of(at.line, offer.medicine, left),
        instead_of=at.line.local_code if is_substitute else "",
        reason=asked.substitution_reason if is_substitute else "",
    )


def _request(
    dispense: Dispense, policy: Policy, wishes: Sequence[Wish], practitioner_id: UUID | None
) -> Approval:
    """The request as the prescription says it, sent unless something is missing."""
    source, on = find(Prescription, dispense.prescription_id), day_of(dispense)
    made = approvals.start(
        NewRequest(
            patient_id=dispense.patient_id,
            policy_id=policy.id,
            facility_id=dispense.facility_id,
            kind=PHARMACY,
            service_from=on,
            practitioner_id=practitioner_id,
        )
    )
    codes = (source.diagnosis_code,) if source.diagnosis_code else ()
    draft = RequestDraft(
        kind=PHARMACY,
        priority=NORMAL,
        policy_id=policy.id,
        practitioner_id=practitioner_id,
        facility_id=dispense.facility_id,
        service_from=on,
        service_to=max(on, source.expires_on),
        justification=_why(source, wishes),
        prescription=source.reference or source.number,
        diagnoses=tuple(DiagnosisAsked(sequence=n, code=code) for n, code in enumerate(codes, 1)),
        lines=tuple(
            LineAsked(sequence=n, local_code=one.local_code, units=one.units, days_supply=one.days)
            for n, one in enumerate(wishes, 1)
        ),
    )
    saved = approvals.save(made.id, draft, made.version)
    for paper in documents_of(SUBJECT, source.id):
        documents.link(paper.id, APPROVAL, saved.id)
    try:
        return approvals.submit(saved.id, saved.version)
    except (RequestIncomplete, DocumentsMissing):
        return saved  # Nothing was written yet: a person completes it on its own page.


def _why(source: Prescription, wishes: Sequence[Wish]) -> str:
    """In the language of the wire: payers read English."""
    told = [f"Prescribed by {source.prescriber_name} ({source.prescriber_licence}) on {source.written_on.isoformat()}."]  # fmt: skip
    told += [
        f"{one.local_code} instead of {one.instead_of}: {SUBSTITUTION_REASONS[one.reason]} ({one.reason})."
        for one in wishes
        if one.instead_of
    ]
    return " ".join(told)
