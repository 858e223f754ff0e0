"""Reading disputes: the open one, the chain of attempts, windows, own win rates, the list."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from app.access.timeline import Step, steps
from app.claims.models import Claim
from app.claims.values import COMPLAINT
from app.claims.windows import Window, dispute_window
from app.contracts.queries import contract_for
from app.disputes.models import Dispute, DisputeEvent, DisputeLine
from app.disputes.rules import LineWorth, Record, Worth, best_record
from app.disputes.states import DECIDED, OPEN
from app.kernel.clock import MUSCAT, muscat_day
from app.kernel.db import db
from app.kernel.money import ZERO, total
from app.kernel.paging import Page, page_of
from app.patients.models import Patient
from app.reference.models import Payer
from app.tenants.scope import find

EXPORT_STEP = 1000


@dataclass(frozen=True)
class Attempt:
    """One claim of a chain: the first one, or what followed. Amounts in OMR, None while undecided."""

    place: int
    claim: Claim
    dispute: Dispute | None

    @property
    def recovered(self) -> Decimal | None:
        """What this attempt brought beyond what had been approved before."""
        return self.claim.approved if self.dispute is None else self.dispute.recovered


@dataclass(frozen=True)
class Chain:
    """All attempts for one visit, the first claim first."""

    attempts: tuple[Attempt, ...]

    @property
    def recovered(self) -> Decimal:
        """What the corrections and complaints won back so far; the first claim does not count."""
        return total(one.recovered for one in self.attempts if one.dispute and one.recovered)


def dispute(dispute_id: UUID) -> Dispute:
    """The dispute; raises NotFound."""
    return find(Dispute, dispute_id)


def root_of(claim: Claim) -> UUID:
    """The first claim of the chain a claim stands in."""
    return claim.root_claim_id or claim.id


def open_dispute(claim_id: UUID) -> Dispute | None:
    """The open attempt of the chain this claim stands in; raises NotFound."""
    root = root_of(find(Claim, claim_id))
    query = select(Dispute).where(Dispute.root_claim_id == root, Dispute.status.in_(OPEN))
    return db.session.scalars(query).one_or_none()


def carried_by(claim: Claim, *, for_update: bool = False) -> Dispute | None:
    """The dispute that a following claim carries; a claim that follows none carries none."""
    if claim.related_claim_id is None:
        return None
    query = select(Dispute).where(Dispute.following_claim_id == claim.id)
    if for_update:
        query = query.with_for_update(of=Dispute)
    return db.session.scalars(query).one_or_none()


def chain(claim_id: UUID) -> Chain:
    """Every attempt of the chain this claim stands in, the first claim first; raises NotFound."""
    root = find(Claim, root_of(find(Claim, claim_id)))
    query = (
        select(Dispute, Claim)
        .join(Claim, and_(Claim.tenant_id == Dispute.tenant_id, Claim.id == Dispute.following_claim_id))
        .where(Dispute.root_claim_id == root.id)
        .order_by(Dispute.opened_at, Dispute.id)
    )  # fmt: skip
    followed = [
        Attempt(place, claim, one)
        for place, (one, claim) in enumerate(db.session.execute(query), start=2)
    ]
    return Chain((Attempt(1, root, None), *followed))


def window(claim: Claim, kind: str = COMPLAINT) -> Window:
    """The payer's window for answering this claim's decision."""
    judged_on = muscat_day(claim.judged_at) if claim.judged_at else None
    return dispute_window(contract_for(claim.payer_id, claim.service_date), kind, judged_on)


def worth(claim_id: UUID) -> Worth:
    """What disputing the lines of a claim may bring, from own history; raises NotFound."""
    claim = find(Claim, claim_id)
    stakes = [(line, line.payer_share - (line.approved or ZERO)) for line in claim.lines]
    cut = [(line, stake) for line, stake in stakes if stake > ZERO]
    known = _records({line.reason_code for line, _stake in cut if line.reason_code}, claim.payer_id)
    none = (Record(0, 0), Record(0, 0))
    lines = []
    for line, stake in cut:
        record, own = best_record(*known.get(line.reason_code or "", none))
        lines.append(LineWorth(line.sequence, line.reason_code, stake, record, own))
    return Worth(tuple(lines))


def _records(codes: Collection[str], payer_id: UUID) -> dict[str, tuple[Record, Record]]:
    """Reason -> own record with this payer, and with all payers."""
    won = func.count().filter(DisputeLine.recovered > 0)
    theirs = Dispute.payer_id == payer_id
    query = (
        select(
            DisputeLine.reason_code,
            func.count().label("decided"),
            won.label("won"),
            func.count().filter(theirs).label("decided_here"),
            func.count().filter(and_(theirs, DisputeLine.recovered > 0)).label("won_here"),
        )
        .join(Dispute, and_(Dispute.tenant_id == DisputeLine.tenant_id, Dispute.id == DisputeLine.dispute_id))
        .where(
            DisputeLine.reason_code.in_(codes), DisputeLine.recovered.is_not(None),
            Dispute.status.in_(DECIDED),
        )
        .group_by(DisputeLine.reason_code)
    )  # fmt: skip
    return {
        row.reason_code: (Record(row.decided_here, row.won_here), Record(row.decided, row.won))
        for row in db.session.execute(query)
    }


def timeline(dispute_id: UUID) -> list[Step]:
    """Everything that happened to a dispute, in order."""
    return steps(DisputeEvent, DisputeEvent.dispute_id, dispute_id)


@dataclass(frozen=True, kw_only=True)
class DisputeFilter:
    """What the list is narrowed to; no patient data, because it stands in the address."""

    status: str | None = None
    kind: str | None = None
    payer_id: UUID | None = None
    first_day: date | None = None
    last_day: date | None = None


def page(wanted: DisputeFilter, cursor: str | None = None) -> Page[Any]:
    """One page of the list, the newest first. Raises NotFound for a cursor not made here."""
    return page_of(_rows(wanted), by=(Dispute.opened_at, Dispute.id), cursor=cursor)


def rows(wanted: DisputeFilter) -> Iterator[Any]:
    """Every row of the list, in steps, for exports."""
    query = _rows(wanted).order_by(Dispute.opened_at.desc(), Dispute.id.desc())
    yield from db.session.execute(query.execution_options(yield_per=EXPORT_STEP))


def _rows(wanted: DisputeFilter) -> Select[*tuple[Any, ...]]:
    first, following = aliased(Claim), aliased(Claim)
    query: Select[*tuple[Any, ...]] = (
        select(
            Dispute.id, Dispute.kind, Dispute.status, Dispute.at_stake, Dispute.recovered, Dispute.opened_at,
            Dispute.sent_at, Dispute.decided_at, Dispute.window_until, Dispute.claim_id, Dispute.following_claim_id,
            first.number.label("claim_number"), first.service_date,
            following.number.label("following_number"), Patient.file_number,
            Patient.name_en.label("patient_en"), Patient.name_ar.label("patient_ar"),
            Payer.name_en.label("payer_en"), Payer.name_ar.label("payer_ar"),
        )
        .join(first, and_(first.tenant_id == Dispute.tenant_id, first.id == Dispute.claim_id))
        .join(following, and_(following.tenant_id == Dispute.tenant_id, following.id == Dispute.following_claim_id))
        .join(Patient, and_(Patient.tenant_id == first.tenant_id, Patient.id == first.patient_id))
        .join(Payer, Payer.id == Dispute.payer_id)
        .where(*_conditions(wanted))
    )  # fmt: skip
    return query


def _conditions(wanted: DisputeFilter) -> list[Any]:
    found: list[Any] = []
    if wanted.status == "open":
        found.append(or_(*(Dispute.status == one for one in OPEN)))
    elif wanted.status:
        found.append(Dispute.status == wanted.status)
    if wanted.kind:
        found.append(Dispute.kind == wanted.kind)
    if wanted.payer_id:
        found.append(Dispute.payer_id == wanted.payer_id)
    if wanted.first_day:
        found.append(Dispute.opened_at >= _begin_of(wanted.first_day))
    if wanted.last_day:
        found.append(Dispute.opened_at < _begin_of(wanted.last_day + timedelta(days=1)))
    return found


def _begin_of(day: date) -> datetime:
    return datetime.combine(day, time.min, MUSCAT)
