"""Licences and own papers that end: owners hear of each 60, 30 and 7 days ahead, once, however often the round runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from app.audit.trail import note
from app.kernel.clock import now, today
from app.kernel.db import db
from app.kernel.ids import new_id
from app.kernel.words import N_
from app.mail import service as mail
from app.practitioners.models import LicenceReminder
from app.practitioners.queries import practitioners
from app.practitioners.rules import reminder_due
from app.tenants import papers
from app.tenants.queries import facilities
from app.tenants.rounds import for_each_tenant
from app.tenants.rules import PAPERS
from app.tenants.scope import current_tenant_id

# Who people are is known beside this package; the wiring says how owners are written to.
_tell_owners: list[Callable[..., None]] = []


@dataclass(frozen=True)
class Ending:
    """A licence or paper whose end is near enough to be told of."""

    subject_kind: str
    subject_id: UUID
    name_en: str
    name_ar: str
    last_day: date
    days_before: int
    days_left: int


def tell_with(write: Callable[..., None]) -> None:
    """How owners are written to; told once by the wiring."""
    _tell_owners[:] = [write]


def remind_everywhere() -> None:
    """The round of every tenant."""
    for_each_tenant(remind)


def remind() -> None:
    """Tell the owners of the present tenant which licences and papers have come nearer to their end.

    While no letter leaves, nothing is noted as told: it is told once letters leave again.
    """
    if not mail.can_send():
        return
    _tell(
        ending(today()), "licence.reminded", "practitioners.licences", N_("Licences that end soon"),
        "practitioners/letters/licences.txt",
    )  # fmt: skip
    _tell(
        papers_ending(today()), "tenant_paper.reminded", "tenants.papers", N_("Papers that end soon"),
        "tenants/letters/papers.txt",
    )  # fmt: skip


def papers_ending(day: date) -> list[Ending]:
    """Papers of the establishment whose end is at most 60 days ahead, the soonest first; their names are msgids."""
    found = [
        Ending("tenant_paper", one.id, PAPERS[one.kind], PAPERS[one.kind], one.expires_on, before, (one.expires_on - day).days)
        for one in papers.papers()
        if one.expires_on is not None and (before := reminder_due(one.expires_on, day)) is not None
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.last_day, one.name_en))


def ending(day: date) -> list[Ending]:
    """Licences of those who work here, and of branches, whose end is at most 60 days ahead; the soonest first."""
    subjects: list[tuple[str, Any]] = [
        *(("practitioner", one) for one in practitioners() if one.active),
        *(("facility", one) for one in facilities() if one.licence_to is not None),
    ]
    found = [
        Ending(kind, one.id, one.name_en, one.name_ar, one.licence_to, before, (one.licence_to - day).days)
        for kind, one in subjects
        if (before := reminder_due(one.licence_to, day)) is not None
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.last_day, one.name_en))


def _tell(found: list[Ending], event: str, purpose: str, subject: str, template: str) -> None:
    """One letter about those that were not told of yet."""
    fresh = [one for one in found if _is_news(one)]
    for one in fresh:
        note(event, one.subject_kind, one.subject_id, days=one.days_before)
    for write in _tell_owners if fresh else ():
        write(purpose, subject, template, endings=fresh)


def _is_news(one: Ending) -> bool:
    """Noted now, or noted before: a renewed licence has another last day, and is told of anew."""
    row = {
        "tenant_id": current_tenant_id(), "id": new_id(), "subject_id": one.subject_id,
        "last_day": one.last_day, "days_before": one.days_before, "told_at": now(),
    }  # fmt: skip
    noted = insert(LicenceReminder).values(row).on_conflict_do_nothing()
    return db.session.execute(noted.returning(LicenceReminder.id)).first() is not None
