"""The desk's side, as the operator's role: requests of all tenants, approving, giving back. No patient is in sight."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from app.audit.trail import note
from app.exchange.connections import has_line
from app.going_live.errors import NoLiveLine, NotYours, ReasonsMissing
from app.going_live.models import RequestAtDesk
from app.going_live.states import ASKED, LIVE_REQUEST
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.paging import Page, page_of
from app.kernel.states import StateMachine
from app.tenants.models import Tenant
from app.tenants.scope import actor_id

SUBJECT = "live_request"


@dataclass(frozen=True)
class Waiting:
    """A request and whose it is."""

    request: RequestAtDesk
    tenant: Tenant


def requests(status: str | None, cursor: str | None) -> tuple[list[Waiting], Page[RequestAtDesk]]:
    """A page of requests, the newest first; raises NotFound for a foreign cursor."""
    query = select(RequestAtDesk)
    if status:
        query = query.where(RequestAtDesk.status == status)
    found = page_of(query, by=(RequestAtDesk.asked_at, RequestAtDesk.id), cursor=cursor)
    ids = {one.tenant_id for one in found.rows}
    tenants = {one.id: one for one in db.session.scalars(select(Tenant).where(Tenant.id.in_(ids)))}
    return [Waiting(one, tenants[one.tenant_id]) for one in found.rows], found


def request(request_id: UUID) -> Waiting:
    """One request; raises NotFound."""
    query = select(RequestAtDesk).where(RequestAtDesk.id == request_id)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return Waiting(found, db.session.get_one(Tenant, found.tenant_id))


def waiting() -> int:
    """How many wait for the desk."""
    query = select(func.count()).select_from(RequestAtDesk).where(RequestAtDesk.status == ASKED)
    return db.session.scalar(query) or 0


def approve(request_id: UUID) -> None:
    """Let the tenant go live: a worker does it at once. Raises NoLiveLine, NotYours, NotFound."""
    if not has_line(live=True):
        raise NoLiveLine
    found = _open(request_id)
    _decide(found, "approved")


def give_back(request_id: UUID, reason_en: str, reason_ar: str) -> None:
    """Say in both languages what is to be done first. Raises ReasonsMissing, NotYours, NotFound."""
    if not (reason_en and reason_ar):
        raise ReasonsMissing
    found = _open(request_id)
    found.reason_en, found.reason_ar = reason_en, reason_ar
    _decide(found, "returned")


def _open(request_id: UUID) -> RequestAtDesk:
    """Locked; what is decided or taken back is out of the desk's reach by the database's own rule."""
    request(request_id)
    query = select(RequestAtDesk).where(
        RequestAtDesk.id == request_id, RequestAtDesk.status == ASKED
    )
    locked = query.with_for_update().execution_options(populate_existing=True)
    found = db.session.scalars(locked).one_or_none()
    if found is None:
        raise NotYours
    return found


def _decide(found: RequestAtDesk, event: str) -> None:
    """The step goes into the desk's own trail; the tenant's is out of its reach, and a worker writes that one."""
    LIVE_REQUEST.move(found, event, by=actor_id(), at=now(), trail=_in_trail)
    found.decided_at, found.decided_by = now(), actor_id()
    db.session.flush()


def _in_trail(
    _machine: StateMachine, subject: object, _before: str, event: str, _after: str, _by: object,
    _at: datetime,
) -> None:  # fmt: skip
    if isinstance(subject, RequestAtDesk):
        note(
            f"{SUBJECT}.{event}", SUBJECT, subject.id, tenant=str(subject.tenant_id),
            gaps=subject.gaps,
        )  # fmt: skip
