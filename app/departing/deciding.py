"""The desk's part: who wants to leave, and approving by two once the days to think are over. Needs the operator's scope."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, insert, select, update
from sqlalchemy.engine import Row

from app.audit.trail import note
from app.departing.errors import ApprovedByYou, TooEarly
from app.departing.models import Departure, DepartureApproval
from app.departing.states import APPROVED, COOLING, DEPARTURE
from app.kernel.clock import now, today
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.ids import new_id
from app.kernel.paging import Page, page_of
from app.kernel.states import NotPossible
from app.plans.books import table
from app.tenants.models import Tenant
from app.tenants.scope import actor_id

NEEDED = 2
DEPARTURES, APPROVALS = table(Departure), table(DepartureApproval)
# What the desk may read of a departure; to whom letters go it may not.
SEEN = (
    DEPARTURES.c.tenant_id, DEPARTURES.c.id, DEPARTURES.c.status, DEPARTURES.c.reason,
    DEPARTURES.c.asked_at, DEPARTURES.c.delete_after, DEPARTURES.c.approved_at,
    DEPARTURES.c.deleted_at,
)  # fmt: skip


@dataclass(frozen=True)
class Wish:
    """A departure as the desk sees it."""

    tenant_id: UUID
    id: UUID
    status: str
    reason: str
    asked_at: datetime
    delete_after: date
    approved_at: datetime | None
    deleted_at: datetime | None
    name_en: str
    name_ar: str
    approvers: tuple[UUID, ...]
    approver_names: tuple[tuple[str, str], ...]

    @property
    def is_due(self) -> bool:
        """Whether it waits for somebody to approve."""
        return self.status == COOLING and self.delete_after <= today()


def wishes(cursor: str | None = None, *, over: bool = False) -> Page[Wish]:
    """A page of the departures that are open, by their day; or of those that are over, the newest first.

    Raises NotFound for a cursor not made here.
    """
    open_ones = DEPARTURES.c.status.in_((COOLING, APPROVED))
    query = _named().where(~open_ones if over else open_ones)
    found = page_of(
        query, by=(DEPARTURES.c.delete_after, DEPARTURES.c.id), cursor=cursor, descending=over
    )
    hands = _hands([row.id for row in found.rows])
    return Page(
        [_wish(row, hands.get(row.id, ())) for row in found.rows], found.next, found.previous
    )


def wish(tenant_id: UUID, departure_id: UUID) -> Wish:
    """One departure. Raises NotFound."""
    mine = (DEPARTURES.c.tenant_id == tenant_id, DEPARTURES.c.id == departure_id)
    row = db.session.execute(_named().where(*mine)).one_or_none()
    if row is None:
        raise NotFound
    return _wish(row, _hands([departure_id]).get(departure_id, ()))


def _named() -> Select[Any]:
    tenants = table(Tenant)
    return select(*SEEN, tenants.c.name_en, tenants.c.name_ar).join(
        tenants, tenants.c.id == DEPARTURES.c.tenant_id
    )


def _hands(ids: Collection[UUID]) -> dict[UUID, list[Row[Any]]]:
    """Who approved each of these departures, in their order."""
    query = select(APPROVALS).where(APPROVALS.c.departure_id.in_(ids)).order_by(APPROVALS.c.at)
    found: dict[UUID, list[Row[Any]]] = {}
    for one in db.session.execute(query):
        found.setdefault(one.departure_id, []).append(one)
    return found


def _wish(row: Row[Any], hands: Collection[Row[Any]]) -> Wish:
    return Wish(
        **row._mapping,  # noqa: SLF001 - SQLAlchemy's name for a row as a mapping
        approvers=tuple(hand.person_id for hand in hands),
        approver_names=tuple((hand.name_en, hand.name_ar) for hand in hands),
    )


def certificate(tenant_id: UUID, departure_id: UUID) -> dict[str, Any]:
    """What was certified when the tenant was deleted. Raises NotFound."""
    query = select(DEPARTURES.c.certificate).where(
        DEPARTURES.c.tenant_id == tenant_id, DEPARTURES.c.id == departure_id
    )
    found: dict[str, Any] | None = db.session.scalars(query).first()
    if found is None:
        raise NotFound
    return found


def approve(tenant_id: UUID, departure_id: UUID, name_en: str, name_ar: str) -> bool:
    """Approve with the own hand; True when it was the second one. Raises NotFound, NotPossible, TooEarly, ApprovedByYou."""
    me = actor_id()
    if me is None:
        raise PermissionError("nobody approves")
    mine = (DEPARTURES.c.tenant_id == tenant_id, DEPARTURES.c.id == departure_id)
    found = db.session.execute(select(*SEEN).where(*mine)).first()
    if found is None:
        raise NotFound
    after = DEPARTURE.next(found.status, "approved")
    # To be locked, a row must be one that this role may change: somebody else may have just decided.
    if (
        db.session.execute(select(*SEEN).where(*mine).with_for_update(of=DEPARTURES)).first()
        is None
    ):
        raise NotPossible(DEPARTURE.name, found.status, "approved")
    if found.delete_after > today():
        raise TooEarly(day=found.delete_after)
    hands = (APPROVALS.c.tenant_id == tenant_id, APPROVALS.c.departure_id == departure_id)
    if me in set(db.session.scalars(select(APPROVALS.c.person_id).where(*hands))):
        raise ApprovedByYou
    db.session.execute(
        insert(APPROVALS).values(
            tenant_id=tenant_id, id=new_id(), departure_id=departure_id, person_id=me,
            name_en=name_en, name_ar=name_ar, at=now(),
        )
    )  # fmt: skip
    note("departure.approval", "departure", departure_id, tenant=str(tenant_id))
    if (db.session.scalar(select(func.count()).where(*hands)) or 0) < NEEDED:
        return False
    db.session.execute(update(DEPARTURES).where(*mine).values(status=after, approved_at=now()))
    note("departure.approved", "departure", departure_id, tenant=str(tenant_id))
    return after == APPROVED
