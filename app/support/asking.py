"""The operator's part, as the operator's role: asking, approving by a second person, beginning, ending.

Each step stands in the desk's chain with the step itself, and in the tenant's own at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select, update

from app.audit.trail import Event, note, record_for_tenant
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.ids import new_id
from app.plans.books import table
from app.support.errors import (
    ApprovedByAsker,
    AskedAlready,
    LookingAlready,
    NotGranted,
    NotYourRequest,
)
from app.support.models import SupportAccess, SupportGrant
from app.support.rules import end_of
from app.support.states import ACCESS, ASKED, IN_FORCE, OPEN, UNDER_WAY
from app.tenants.models import Tenant
from app.tenants.scope import actor_id

ACCESSES, GRANTS, TENANTS = table(SupportAccess), table(SupportGrant), table(Tenant)
SUBJECT = "support_access"
MOST_ROWS = 200


@dataclass(frozen=True, kw_only=True)
class Question:
    """Why somebody wants to look, the ticket it belongs to, and for how many minutes."""

    reason: str
    ticket: str
    minutes: int


def grant_in_force(tenant_id: UUID) -> Row[Any] | None:
    """What the owner grants at this moment."""
    query = select(GRANTS).where(
        GRANTS.c.tenant_id == tenant_id, GRANTS.c.status == IN_FORCE, GRANTS.c.until_at > now()
    )
    return db.session.execute(query).one_or_none()


def accesses(tenant_id: UUID | None = None) -> Sequence[Row[Any]]:
    """Looks at one tenant, or all that are under way, the newest first, with the tenant's names."""
    query = select(ACCESSES, TENANTS.c.name_en, TENANTS.c.name_ar).join(
        TENANTS, TENANTS.c.id == ACCESSES.c.tenant_id
    )
    if tenant_id is None:
        query = query.where(ACCESSES.c.status.in_(UNDER_WAY))
    else:
        query = query.where(ACCESSES.c.tenant_id == tenant_id)
    return db.session.execute(query.order_by(ACCESSES.c.asked_at.desc()).limit(MOST_ROWS)).all()


def ask(tenant_id: UUID, who: tuple[str, str], asked: Question) -> UUID:
    """Ask to look; `who` are the asker's names in both languages. Raises NotGranted, AskedAlready."""
    granted = grant_in_force(tenant_id)
    if granted is None:
        raise NotGranted
    mine = (ACCESSES.c.tenant_id == tenant_id, ACCESSES.c.person_id == actor_id())
    open_one = select(ACCESSES.c.id).where(*mine, ACCESSES.c.status.in_(UNDER_WAY))
    if db.session.execute(open_one).first() is not None:
        raise AskedAlready
    identity = new_id()
    db.session.execute(
        insert(ACCESSES).values(
            tenant_id=tenant_id, id=identity, status=ASKED, grant_id=granted.id, person_id=actor_id(),
            person_en=who[0], person_ar=who[1], reason=asked.reason, ticket=asked.ticket,
            minutes=asked.minutes, asked_at=now(),
        )
    )  # fmt: skip
    _tell(tenant_id, identity, "asked", reason=asked.reason, ticket=asked.ticket, minutes=asked.minutes)  # fmt: skip
    return identity


def approve(tenant_id: UUID, access_id: UUID, who: tuple[str, str]) -> None:
    """Approve with the own hand. Raises NotFound, NotPossible, NotGranted, ApprovedByAsker."""
    found = _locked(tenant_id, access_id)
    after = ACCESS.next(found.status, "approved")
    if found.person_id == actor_id():
        raise ApprovedByAsker
    _check_grant(found)
    _set(found, status=after, approver_id=actor_id(), approver_en=who[0], approver_ar=who[1], approved_at=now())  # fmt: skip
    _tell(tenant_id, access_id, "approved")


def decline(tenant_id: UUID, access_id: UUID) -> None:
    """Say no, to somebody else or to oneself. Raises NotFound, NotPossible."""
    found = _locked(tenant_id, access_id)
    _set(found, status=ACCESS.next(found.status, "declined"), ended_at=now())
    _tell(tenant_id, access_id, "declined")


def begin(tenant_id: UUID, access_id: UUID, session_id: UUID) -> None:
    """Begin to look at this browser of the desk. Raises NotFound, NotPossible, NotYourRequest, NotGranted, LookingAlready."""
    found = _locked(tenant_id, access_id)
    after = ACCESS.next(found.status, "opened")
    if found.person_id != actor_id():
        raise NotYourRequest
    granted = _check_grant(found)
    if current(found.person_id, session_id) is not None:
        raise LookingAlready
    moment = now()
    ends_at = end_of(moment, found.minutes, granted.until_at)
    _set(found, status=after, opened_at=moment, ends_at=ends_at, desk_session_id=session_id)
    _tell(tenant_id, access_id, "opened", until=ends_at)


def end_all(session_id: UUID, why: str) -> None:
    """End what this browser of the desk looks at."""
    query = select(ACCESSES).where(
        ACCESSES.c.desk_session_id == session_id, ACCESSES.c.status == OPEN
    )
    for found in db.session.execute(query.with_for_update()).all():
        after = ACCESS.next(found.status, "ended")
        _set(found, status=after, ended_at=now(), ended_why=why)
        _tell(found.tenant_id, found.id, "ended", why=why)


def current(person_id: UUID, session_id: UUID) -> Row[Any] | None:
    """What this person may look at now from this browser: asked anew at every request.

    Nothing once it has ended, once its time is over, once the grant is gone or the account is not active.
    """
    query = (
        select(ACCESSES, TENANTS.c.name_en, TENANTS.c.name_ar, TENANTS.c.kind, TENANTS.c.practice_mode)
        .join(TENANTS, TENANTS.c.id == ACCESSES.c.tenant_id)
        .join(GRANTS, (GRANTS.c.tenant_id == ACCESSES.c.tenant_id) & (GRANTS.c.id == ACCESSES.c.grant_id))
        .where(
            ACCESSES.c.person_id == person_id, ACCESSES.c.desk_session_id == session_id,
            ACCESSES.c.status == OPEN, ACCESSES.c.ends_at > now(), GRANTS.c.status == IN_FORCE,
            TENANTS.c.status == "active",
        )
        .order_by(ACCESSES.c.opened_at.desc())
        .limit(1)
    )  # fmt: skip
    return db.session.execute(query).one_or_none()


def tell_tenant(tenant_id: UUID, access_id: UUID | None, event: str, **told: Any) -> None:
    """Into the tenant's own trail, at once, whatever becomes of the request."""
    subject = SUBJECT if access_id else "tenant"
    record_for_tenant(
        Event(
            tenant_id=tenant_id, actor_id=actor_id(), event=f"{SUBJECT}.{event}", subject_kind=subject,
            subject_id=access_id or tenant_id, changes=told,
        )
    )  # fmt: skip


def _tell(tenant_id: UUID, access_id: UUID, event: str, **told: Any) -> None:
    note(f"{SUBJECT}.{event}", SUBJECT, access_id, tenant=str(tenant_id), **told)
    tell_tenant(tenant_id, access_id, event, **told)


def _locked(tenant_id: UUID, access_id: UUID) -> Row[Any]:
    """The look, locked; what is over can be read and not be locked. Raises NotFound."""
    query = select(ACCESSES).where(ACCESSES.c.tenant_id == tenant_id, ACCESSES.c.id == access_id)
    found = db.session.execute(query.with_for_update()).one_or_none()
    found = found or db.session.execute(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def _check_grant(found: Row[Any]) -> Row[Any]:
    """The owner's grant under which it was asked, still in force. Raises NotGranted."""
    granted = grant_in_force(found.tenant_id)
    if granted is None or granted.id != found.grant_id:
        raise NotGranted
    return granted


def _set(found: Row[Any], **values: Any) -> None:
    one = (ACCESSES.c.tenant_id == found.tenant_id, ACCESSES.c.id == found.id)
    db.session.execute(update(ACCESSES).where(*one).values(**values))
