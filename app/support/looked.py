"""The letter of the month: how often support looked into the account, and for which tickets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select

from app.access.owners import write_to_owners
from app.audit.models import AuditEvent
from app.kernel.clock import MUSCAT, today
from app.kernel.db import db
from app.kernel.words import N_
from app.mail import service as mail
from app.mail.letters import link
from app.support.models import SupportAccess
from app.support.queries import VIEWED
from app.tenants import told
from app.tenants.rounds import for_each_tenant
from app.tenants.scope import current_tenant_id

KIND = "support_month"
SIGNS_SEEN = "support_access.signs_seen"
SUBJECT = N_("Support looked into your account last month")
# An installation that stood still catches up within these days of the new month.
WITHIN_DAYS = 10


@dataclass(frozen=True)
class Looked:
    """Looks of a month: how many, for which tickets, pages opened; and how often failures and counts alone were seen."""

    month: date
    times: int
    tickets: tuple[str, ...]
    pages: int
    signs: int


def tell_everywhere() -> None:
    """In the first days of a month, for every tenant."""
    if today().day <= WITHIN_DAYS and mail.can_send():
        for_each_tenant(tell)


def tell() -> None:
    """Write to the owners of the present tenant about the month before, once; where nobody looked, nothing."""
    month = (today().replace(day=1) - timedelta(days=1)).replace(day=1)
    if not told.first_time(KIND, f"{month:%Y-%m}"):
        return
    found = looks(month)
    if found.times or found.signs:
        write_to_owners(
            "support", SUBJECT, "support/letters/month.txt", looked=found, url=link("support.index")
        )


def looks(month: date) -> Looked:
    """What support did in a month that begins on this day, from the looks and from the tenant's own trail."""
    begins = datetime.combine(month, time.min, tzinfo=MUSCAT)
    ends = datetime.combine((month + timedelta(days=32)).replace(day=1), time.min, tzinfo=MUSCAT)
    opened = select(SupportAccess.ticket).where(
        SupportAccess.opened_at >= begins, SupportAccess.opened_at < ends
    )
    tickets = list(db.session.scalars(opened.order_by(SupportAccess.opened_at)))
    counted = (
        select(AuditEvent.event, func.count())
        .where(
            AuditEvent.tenant_id == current_tenant_id(), AuditEvent.at >= begins, AuditEvent.at < ends,
            AuditEvent.event.in_((VIEWED, SIGNS_SEEN)),
        )
        .group_by(AuditEvent.event)
    )  # fmt: skip
    happened: dict[str, int] = {name: number for name, number in db.session.execute(counted)}  # noqa: C416
    return Looked(
        month, len(tickets), tuple(dict.fromkeys(tickets)),
        happened.get(VIEWED, 0), happened.get(SIGNS_SEEN, 0),
    )  # fmt: skip
