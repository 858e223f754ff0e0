"""The owner's part: granting, taking back, ending a look at any second. Verbs flush, never commit."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from app.kernel.clock import now
from app.kernel.db import db
from app.support.errors import GrantedAlready
from app.support.history import ACCESSES, GRANTS
from app.support.models import SupportAccess, SupportGrant
from app.support.rules import OWNER, TIME, is_over
from app.support.states import ACCESS, GRANT, IN_FORCE, OPEN, UNDER_WAY
from app.tenants.scope import actor_id, find


def grant(reason: str, hours: int) -> SupportGrant:
    """Let support ask to look for so many hours. Raises GrantedAlready."""
    known = locked_grant()
    if known is not None and not is_over(known.until_at, now()):
        raise GrantedAlready
    if known is not None:
        expire(known)
    moment = now()
    one = SupportGrant(
        reason=reason, granted_at=moment, granted_by=actor_id(), until_at=moment + timedelta(hours=hours)
    )  # fmt: skip
    db.session.add(one)
    db.session.flush()
    GRANTS.tell(GRANT, one, "granted", {"reason": reason, "until": one.until_at})
    return one


def revoke(grant_id: UUID) -> None:
    """Take it back, and end every look under it. Raises NotFound, NotPossible."""
    one = find(SupportGrant, grant_id, for_update=True)
    GRANTS.move(GRANT, one, "revoked", {})
    one.ended_at = now()
    _close_under(one, OWNER)


def end(access_id: UUID) -> None:
    """End one look, or keep it from beginning; the grant stays. Raises NotFound, NotPossible."""
    close(find(SupportAccess, access_id, for_update=True), OWNER)
    db.session.flush()


def expire(one: SupportGrant) -> None:
    """The time of a grant is over, and with it every look under it."""
    GRANTS.move(GRANT, one, "expired", {})
    one.ended_at = one.until_at
    _close_under(one, TIME)


def close(one: SupportAccess, why: str, at: datetime | None = None) -> None:
    """End a look that was begun; let one lapse that was not. Raises NotPossible."""
    ACCESSES.move(ACCESS, one, "ended" if one.status == OPEN else "lapsed", {"why": why})
    one.ended_at, one.ended_why = at or now(), why


def locked_grant() -> SupportGrant | None:
    """The grant in force of the present tenant, locked."""
    query = select(SupportGrant).where(SupportGrant.status == IN_FORCE).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def _close_under(one: SupportGrant, why: str) -> None:
    query = select(SupportAccess).where(
        SupportAccess.grant_id == one.id, SupportAccess.status.in_(UNDER_WAY)
    )
    locked = query.with_for_update().execution_options(populate_existing=True)
    for access in db.session.scalars(locked).all():
        close(access, why)
    db.session.flush()
