"""What a worker does on every tick: ends what is over, and writes to the owners who asked and who looks."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import or_, select, text

from app.access.owners import write_to_owners
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.words import N_
from app.mail.letters import link
from app.support import granting
from app.support.models import SupportAccess
from app.support.rules import TENANT, TIME, is_over
from app.support.states import OPEN, UNDER_WAY
from app.tenants.queries import tenant
from app.tenants.rounds import for_each_named
from app.tenants.scope import in_tenant

TO_DO = text("SELECT support_tenant_ids(:at)")
ASKED = N_("Support asks to look into your account")
OPENED = N_("Support looks into your account now")


def look_after_all() -> None:
    """Every tick, for each tenant that has something under way."""
    for_each_named(TO_DO.bindparams(at=now()), look_after)


def look_after(tenant_id: UUID) -> None:
    """End what is over and tell the owners. Commits."""
    with in_tenant(tenant_id):
        end_what_is_over()
        _tell_owners()
        db.session.commit()


def end_what_is_over() -> None:
    """Of the present tenant; nothing is seen any more long before: this writes it down."""
    granted, moment = granting.locked_grant(), now()
    is_closed = tenant().status != "active"
    if granted is not None and is_over(granted.until_at, moment):
        granting.expire(granted)
    query = select(SupportAccess).where(SupportAccess.status.in_(UNDER_WAY)).with_for_update()
    for one in db.session.scalars(query.execution_options(populate_existing=True)).all():
        if is_closed:
            granting.close(one, TENANT)
        elif one.status == OPEN and is_over(one.ends_at, moment):
            granting.close(one, TIME, one.ends_at)
    db.session.flush()


def _tell_owners() -> None:
    untold = or_(
        SupportAccess.told_asked_at.is_(None),
        SupportAccess.opened_at.is_not(None) & SupportAccess.told_opened_at.is_(None),
    )
    for one in db.session.scalars(select(SupportAccess).where(untold).with_for_update()).all():
        has_begun = one.opened_at is not None
        one.told_asked_at = one.told_asked_at or now()
        one.told_opened_at = now() if has_begun else None
        write_to_owners(
            "support", OPENED if has_begun else ASKED, "support/letters/support.txt",
            person_en=one.person_en, person_ar=one.person_ar, reason=one.reason, ticket=one.ticket,
            minutes=one.minutes, has_begun=has_begun, url=link("support.index"),
        )  # fmt: skip
