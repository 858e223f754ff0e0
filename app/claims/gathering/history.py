"""What else the patient was treated for: other claims to the payer, consultations, stays, first attempts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, func, or_, select

from app.claims.gathering.held import by_ids
from app.claims.models import Claim, ClaimLine
from app.claims.states import ACCEPTED, ADJUDICATED, CLOSED, DRAFT, HELD, QUEUED, SENT
from app.claims.surroundings import RelatedFacts, SiblingFacts, StayFacts, VisitFacts
from app.kernel.db import db
from app.patients.models import Patient
from app.practitioners.models import Practitioner

LIVING = (QUEUED, SENT, ACCEPTED, HELD, ADJUDICATED, CLOSED)
UNJUDGED = (QUEUED, SENT, ACCEPTED, HELD)
# A year back for what is paid once a year; after the visit only duplicates matter.
LOOK_BACK, LOOK_AHEAD = timedelta(days=366), timedelta(days=90)
CONSULTATION, INSTITUTIONAL = "consultation", "institutional"


class History:
    """Lines of other living claims of the claims' patients, and the claims that those follow.

    Of the drafts `going` along, those of earlier visits count as sent: by then they will be.
    """

    def __init__(self, claims: Sequence[Claim], going: Collection[UUID] = frozenset()) -> None:
        self._going = frozenset(going)
        self._lines = _lines_by_person(claims, with_drafts=bool(self._going))
        firsts = {claim.related_claim_id for claim in claims if claim.related_claim_id}
        self._firsts = by_ids(Claim, firsts)
        self._open = _open_attempts(firsts)

    def siblings(self, claim: Claim) -> tuple[SiblingFacts, ...]:
        """The person's other lines to the same payer."""
        return tuple(_sibling(one) for one in self._of(claim) if one.payer_id == claim.payer_id)

    def visits(self, claim: Claim) -> tuple[VisitFacts, ...]:
        """The person's consultations at this branch, up to the visit."""
        return tuple(
            VisitFacts(day=one.service_date, specialty=one.specialty or "", claim_number=one.number)
            for one in self._of(claim)
            if one.facility_id == claim.facility_id
            and one.category == CONSULTATION
            and one.visit <= claim.service_date
        )

    def stays(self, claim: Claim) -> tuple[StayFacts, ...]:
        """The stays that institutional claims bill, from their first to their last day."""
        days: dict[UUID, list[date]] = defaultdict(list)
        for one in self._of(claim):
            if one.kind == INSTITUTIONAL and claim.kind != INSTITUTIONAL:
                days[one.claim_id].append(one.service_date)
        return tuple(StayFacts(first=min(of), last=max(of)) for of in days.values())

    def related(self, claim: Claim) -> RelatedFacts | None:
        """The claim that this one follows, and whether another attempt about it is on its way."""
        if claim.related_claim_id is None:
            return None
        first = self._firsts[claim.related_claim_id]
        return RelatedFacts(
            payer_claim_number=first.payer_reference or "",
            kind=claim.related_kind or "",
            dispute_open=bool(self._open.get(first.id, set()) - {claim.id}),
        )

    def _of(self, claim: Claim) -> list[Any]:
        first, last = claim.service_date - LOOK_BACK, claim.service_date + LOOK_AHEAD
        return [
            one
            for one in self._lines.get(claim.patient_id, ())
            # Corrections and complaints bill the same visit again and are no duplicates of it.
            if one.root_id != (claim.root_claim_id or claim.id)
            and first <= one.visit <= last
            and (one.status != DRAFT or self._goes_before(one, claim))
        ]

    def _goes_before(self, draft: Any, claim: Claim) -> bool:
        """A batch sends by service date and number."""
        before = (draft.visit, draft.number) < (claim.service_date, claim.number)
        return before and draft.claim_id in self._going


# Made once: every check asks.
_LINES = (
    select(
        Patient.id.label("patient_id"), Patient.merged_into, Claim.id.label("claim_id"), Claim.number, Claim.kind, Claim.status,
        func.coalesce(Claim.root_claim_id, Claim.id).label("root_id"),
        Claim.payer_id, Claim.facility_id, Claim.service_date.label("visit"), ClaimLine.code,
        ClaimLine.service_date, ClaimLine.quantity, ClaimLine.category,
        Practitioner.licence_number, Practitioner.specialty,
    )
    .join(Claim, and_(Claim.tenant_id == Patient.tenant_id, Claim.patient_id == Patient.id))
    .join(ClaimLine, and_(ClaimLine.tenant_id == Claim.tenant_id, ClaimLine.claim_id == Claim.id))
    .outerjoin(
        Practitioner,
        and_(Practitioner.tenant_id == Claim.tenant_id, Practitioner.id == Claim.practitioner_id),
    )
    .where(
        or_(Patient.id.in_(bindparam("people")), Patient.merged_into.in_(bindparam("people"))),
        Claim.status.in_(bindparam("statuses", expanding=True)),
        Claim.service_date.between(bindparam("first"), bindparam("last")),
    )
    .order_by(Claim.service_date, Claim.number, ClaimLine.sequence)
)  # fmt: skip


def _lines_by_person(claims: Sequence[Claim], *, with_drafts: bool) -> dict[UUID, list[Any]]:
    """The lines by patient, those of merged records under both."""
    people, days = {claim.patient_id for claim in claims}, [claim.service_date for claim in claims]
    asked = {
        "people": list(people),
        "statuses": [*LIVING, DRAFT] if with_drafts else LIVING,
        "first": min(days) - LOOK_BACK,
        "last": max(days) + LOOK_AHEAD,
    }
    found: dict[UUID, list[Any]] = defaultdict(list)
    for line in db.session.execute(_LINES, asked):
        for person in {line.patient_id, line.merged_into} & people:
            found[person].append(line)
    return found


def _open_attempts(firsts: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """First claim -> the claims about it that are sent and not judged."""
    if not firsts:
        return {}
    query = select(Claim.related_claim_id, Claim.id).where(
        Claim.related_claim_id.in_(firsts), Claim.status.in_(UNJUDGED)
    )
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for first, attempt in db.session.execute(query):
        if first is not None:
            found[first].add(attempt)
    return found


def _sibling(line: Any) -> SiblingFacts:
    return SiblingFacts(
        claim_number=line.number,
        code=line.code or "",
        service_date=line.service_date,
        quantity=line.quantity,
        practitioner_licence=line.licence_number or "",
    )
