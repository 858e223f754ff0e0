"""The claims that the lines of a remittance may be for, fetched for all lines at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import lazyload, selectinload

from app.claims.models import Claim, Submission
from app.claims.states import ADJUDICATED, CLOSED
from app.kernel.db import db
from app.remittances.ledger import outstanding_of
from app.remittances.matching import Candidate, Wanted, plain
from app.remittances.models import ClaimAccount

MOST_LIKELY = 20


def named_by(wanted: Sequence[Wanted]) -> list[Candidate]:
    """Every claim that a line names by our number or by the payer's."""
    ours = {plain(one.identifier) for one in wanted if one.identifier}
    theirs = {one.reference for one in wanted if one.reference}
    ids = set(db.session.scalars(select(Claim.id).where(Claim.number.in_(ours))))
    ids |= set(db.session.scalars(select(Submission.claim_id).where(Submission.identifier.in_(ours))))  # fmt: skip
    ids |= set(db.session.scalars(select(Claim.id).where(Claim.payer_reference.in_(theirs))))
    return _candidates(Claim.id.in_(ids)) if ids else []


def likely(one: Wanted) -> list[Candidate]:
    """Judged claims that something else speaks for: number alike, patient and day, or the open amount."""
    signs: list[ColumnElement[bool]] = []
    number = plain(one.identifier)
    if len(number) >= len("C-2026-000000"):
        signs.append(Claim.number.in_({number[:13], number.rpartition("-")[0]}))
    if one.patient_id:
        signs.append(Claim.patient_id == one.patient_id)
    owed = select(ClaimAccount.claim_id).where(
        func.abs(ClaimAccount.outstanding) == abs(one.amount), ClaimAccount.outstanding != 0
    )
    if one.payer_id:
        owed = owed.where(ClaimAccount.payer_id == one.payer_id)
    signs.append(Claim.id.in_(owed.limit(MOST_LIKELY)))
    if one.service_date and one.payer_id:
        signs.append((Claim.service_date == one.service_date) & (Claim.payer_id == one.payer_id))
    found: dict[UUID, Candidate] = {}
    for sign in signs:
        for candidate in _candidates(sign, Claim.status.in_((ADJUDICATED, CLOSED)), most=MOST_LIKELY):  # fmt: skip
            found.setdefault(candidate.claim_id, candidate)
    return list(found.values())


def _candidates(*conditions: ColumnElement[bool], most: int | None = None) -> list[Candidate]:
    query = (
        select(Claim)
        .where(*conditions)
        .options(lazyload(Claim.diagnoses), selectinload(Claim.lines))
        .order_by(Claim.service_date.desc(), Claim.id.desc())
        .limit(most)
    )
    claims = list(db.session.scalars(query))
    ids = [one.id for one in claims]
    identifiers, owed = _identifiers(ids), outstanding_of(ids)
    return [
        Candidate(
            claim_id=one.id,
            number=one.number,
            identifiers=frozenset(identifiers[one.id]),
            payer_reference=one.payer_reference or "",
            payer_id=one.payer_id,
            patient_id=one.patient_id,
            service_date=one.service_date,
            amounts=frozenset(_amounts(one, owed.get(one.id))),
        )
        for one in claims
    ]


def _amounts(claim: Claim, owed: Decimal | None) -> Iterable[Decimal]:
    yield from (one for one in (owed, claim.approved) if one)
    yield from (line.approved for line in claim.lines if line.approved)


def _identifiers(claim_ids: Sequence[UUID]) -> dict[UUID, set[str]]:
    query = select(Submission.claim_id, Submission.identifier)
    found: dict[UUID, set[str]] = defaultdict(set)
    for claim_id, identifier in db.session.execute(query.where(Submission.claim_id.in_(claim_ids))):
        found[claim_id].add(identifier)
    return found
