"""Reading grants and looks as the owner sees them, and the names of those who looked on."""

from __future__ import annotations

from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select

from app.audit import queries as trails
from app.audit.models import AuditEvent
from app.audit.people import Name
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.paging import Page
from app.support.models import SupportAccess, SupportGrant
from app.support.states import IN_FORCE
from app.tenants.scope import current_tenant_id, find

VIEWED = "support_access.viewed"
MOST_ROWS = 100


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
