"""The last visit again: a draft with all that was claimed, and what of it no longer holds."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.claims import service, starting
from app.claims.errors import NoPolicyToBill
from app.claims.forms import ClaimForm
from app.claims.habits import words
from app.claims.habits.errors import NoLastVisit
from app.claims.habits.rules import (
    CODE_RETIRED,
    POLICY_CHANGED,
    PRACTITIONER_GONE,
    Difference,
    LineSaid,
    Present,
    VisitSaid,
    since,
)
from app.claims.history import tell
from app.claims.models import Claim, ClaimEvent
from app.claims.states import CANCELLED
from app.claims.values import ClaimDraft, DiagnosisDraft, LineDraft
from app.contracts.on_file import services_on_file
from app.contracts.queries import priced_by_local_codes
from app.kernel.clock import today
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.patients import queries as patients
from app.practitioners.queries import practitioners
from app.reference.queries import codes_by
from app.reference.systems import ICD_10_CM
from app.tenants.scope import find

REPEATED = "repeated"


def last_of(patient_id: UUID, payer_id: UUID) -> Claim | None:
    """The newest claim of this person to this insurer that says what was done."""
    query = (
        select(Claim)
        .where(
            Claim.patient_id.in_(patients.records_of_person(patient_id)),
            Claim.payer_id == payer_id,
            Claim.status != CANCELLED,
            Claim.lines.any(),
        )
        .order_by(Claim.service_date.desc(), Claim.id.desc())
        .limit(1)
    )
    return db.session.scalars(query).one_or_none()


def can_repeat(patient_id: UUID) -> bool:
    """Is there a last visit with the insurer that pays now?"""
    policy = starting.usual_policy(patients.policies(patient_id), today())
    return policy is not None and last_of(patient_id, policy.payer_id) is not None


def repeat(patient_id: UUID, user_id: UUID) -> Claim:
    """A draft of today that says what the last claim said, at today's prices.

    Raises NoPolicyToBill, NoLastVisit, NotFound.
    """
    patient = patients.patient(patient_id)
    policy = starting.usual_policy(patients.policies(patient.id), today())
    if policy is None:
        raise NoPolicyToBill
    last = last_of(patient.id, policy.payer_id)
    if last is None:
        raise NoLastVisit
    draft = starting.start_for(patient.id, user_id)
    service.save_draft(draft.id, _as_draft(last, draft), draft.version)
    tell(draft, REPEATED, number=last.number, last_id=str(last.id))
    db.session.flush()
    return draft


def _as_draft(last: Claim, new: Claim) -> ClaimDraft:
    working = {one.id for one in practitioners(active_on=new.service_date)}
    same = last.practitioner_id if last.practitioner_id in working else new.practitioner_id
    return ClaimDraft(
        patient_id=new.patient_id,
        policy_id=new.policy_id,
        practitioner_id=same,
        facility_id=new.facility_id,
        service_date=new.service_date,
        diagnoses=tuple(
            DiagnosisDraft(sequence=row.sequence, code=row.code, kind=row.kind, system=row.system)
            for row in last.diagnoses
        ),
        lines=tuple(
            LineDraft(
                sequence=row.sequence,
                local_code=row.local_code,
                service_date=new.service_date,
                quantity=row.quantity,
                factor=row.factor,
                pointers=tuple(row.pointers),
                days_supply=row.days_supply,
                site=row.site,
            )
            for row in last.lines
        ),
    )


def said(claim: Claim) -> VisitSaid:
    """What a claim says of its visit."""
    return VisitSaid(
        diagnoses=tuple(row.code for row in claim.diagnoses),
        lines=tuple(
            LineSaid(code=row.local_code, quantity=row.quantity, unit_price=row.unit_price)
            for row in claim.lines
        ),
    )


def source_of(claim: Claim) -> Claim | None:
    """The claim that this draft repeats, or None."""
    query = select(ClaimEvent.details).where(
        ClaimEvent.claim_id == claim.id, ClaimEvent.event == REPEATED
    )
    details = db.session.scalars(query).first()
    if details is None:
        return None
    try:
        return find(Claim, UUID(details["last_id"]))
    except NotFound:
        return None


def beside(claim: Claim, form: ClaimForm) -> dict[str, list[Any]]:
    """What differs from the visit that is repeated, by the id of the box it stands beside."""
    last = source_of(claim)
    if last is None:
        return {}
    found: dict[str, list[Any]] = {}
    for one in since(said(last), _present(last, claim)):
        for box in _boxes(one, form):
            found.setdefault(box, []).append(words.since_last(one, claim.payer_id))
    return found


def _present(last: Claim, claim: Claim) -> Present:
    day = claim.service_date
    codes = {row.local_code for row in last.lines}
    known = codes_by(ICD_10_CM, [row.code for row in last.diagnoses])
    working = {one.id for one in practitioners(active_on=day)}
    return Present(
        prices={
            code: one.unit_price
            for code, one in priced_by_local_codes(claim.payer_id, day, codes).items()
        },
        on_file=frozenset(services_on_file(claim.payer_id, day, codes)),
        valid_codes=frozenset(
            typed
            for typed, one in known.items()
            if one.valid_from <= day and (one.valid_to is None or day <= one.valid_to)
        ),
        same_policy=last.policy_id == claim.policy_id,
        practitioner_works=last.practitioner_id is None or last.practitioner_id in working,
    )


def _boxes(one: Difference, form: ClaimForm) -> list[str]:
    """Where on the page it is said: beside every row that still holds the code."""
    if one.kind == POLICY_CHANGED:
        return ["policy"]
    if one.kind == PRACTITIONER_GONE:
        return ["practitioner"]
    rows: Any = form.diagnoses if one.kind == CODE_RETIRED else form.lines
    boxes = [row.form.code if one.kind == CODE_RETIRED else row.form.service for row in rows]
    return [box.id for box in boxes if box.typed == one.code]
