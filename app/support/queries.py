"""Reading grants and looks as the owner sees them, and the names of those who looked on."""

from __future__ import annotations

from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import bindparam, select, text

from app.audit import queries as trails
from app.audit.models import AuditEvent
from app.audit.people import Name
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.paging import Page
from app.support.models import SupportAccess, SupportGrant
from app.support.states import IN_FORCE, OPEN
from app.tenants.scope import current_tenant_id, find

VIEWED = "support_access.viewed"
MOST_ROWS = 100
# Made once. The status stands in the statement itself, so that every plan can use the index of those under way.
_LOOKING = (
    select(SupportAccess)
    .where(text(f"support_accesses.status = '{OPEN}'"), SupportAccess.ends_at > bindparam("at"))
    .order_by(SupportAccess.opened_at)
    .limit(3)
)


def grants() -> list[SupportGrant]:
    """The newest grants of this tenant."""
    query = select(SupportGrant).order_by(SupportGrant.granted_at.desc()).limit(MOST_ROWS)
    return list(db.session.scalars(query))


def grant_in_force() -> SupportGrant | None:
    """What is granted at this moment."""
    query = select(SupportGrant).where(
        SupportGrant.status == IN_FORCE, SupportGrant.until_at > now()
    )
    return db.session.scalars(query).one_or_none()


def accesses() -> list[SupportAccess]:
    """The newest looks into this account."""
    query = select(SupportAccess).order_by(SupportAccess.asked_at.desc()).limit(MOST_ROWS)
    return list(db.session.scalars(query))


def looking_now() -> list[SupportAccess]:
    """Who looks at this moment. Every page of an owner asks; usually nobody does, and an index of nothing but them says so."""
    return list(db.session.scalars(_LOOKING, {"at": now()}))


def access(access_id: UUID) -> SupportAccess:
    """One look; raises NotFound."""
    return find(SupportAccess, access_id)


def pages(access_id: UUID, cursor: str | None = None) -> Page[AuditEvent]:
    """The pages opened in a look, the newest first, from this tenant's own chain."""
    wanted = trails.Wanted(subject_id=access_id, event=VIEWED)
    return trails.events(current_tenant_id(), wanted, cursor)


def names() -> list[Name]:
    """Those of the operator who asked for or approved a look into this account."""
    known: dict[UUID, Name] = {}
    for one in db.session.scalars(select(SupportAccess).order_by(SupportAccess.asked_at)):
        hands = [(one.person_id, one.person_en, one.person_ar)]
        if one.approver_id and one.approver_en and one.approver_ar:
            hands.append((one.approver_id, one.approver_en, one.approver_ar))
        for identity, english, arabic in hands:
            known[identity] = Name(identity, _("%(name)s, support", name=english), _("%(name)s, support", name=arabic))  # fmt: skip
    return list(known.values())
