"""What the pharmacy makes of each alert, and who went over one and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, select

from app.access.models import User
from app.audit.trail import note
from app.kernel.db import db
from app.kernel.paging import Page, page_of
from app.kernel.words import N_
from app.pharmacy.alerts.errors import AlertRejects, AlertsOpen, NotToBePassedOver
from app.pharmacy.alerts.models import IGNORE, REJECT, AlertOverride
from app.pharmacy.alerts.rules import Alert
from app.pharmacy.alerts.settings import Handling
from app.tenants.keys import index_of
from app.tenants.scope import actor_id

REASONS = {
    "prescriber_confirmed": N_("The prescriber confirmed it"),
    "known_and_tolerated": N_("The patient has taken it before and tolerates it"),
    "benefit_outweighs": N_("The benefit outweighs the risk; the patient was told"),
    "monitored": N_("The patient is monitored"),
    "lost_or_travel": N_("The medicine was lost, or the patient travels"),
    "not_applicable": N_("The alert does not fit this patient"),
}


@dataclass(frozen=True, kw_only=True)
class Judged:
    """An alert as the pharmacy handles it; `fingerprint` is its exact content."""

    alert: Alert
    handling: str
    fingerprint: str
    line_id: UUID | None = None
    override: AlertOverride | None = None

    @property
    def stops(self) -> bool:
        """Whether it keeps the line from being supplied as things stand."""
        return self.handling == REJECT or self.override is None


def judged(
    alerts: Collection[Alert], lines: Mapping[int, UUID], handling: Handling
) -> tuple[Judged, ...]:
    """The alerts that are not ignored, each with the override that fits it exactly."""
    kept = [
        (one, fingerprint(one), lines.get(one.line))
        for one in alerts
        if handling.of(one.code) != IGNORE
    ]
    query = select(AlertOverride).where(AlertOverride.line_id.in_(lines.values()))
    known = {(row.line_id, row.fingerprint): row for row in db.session.scalars(query)}
    return tuple(
        Judged(
            alert=one,
            handling=handling.of(one.code),
            fingerprint=mark,
            line_id=line_id,
            override=known.get((line_id, mark)) if line_id else None,
        )
        for one, mark, line_id in kept
    )


def fingerprint(alert: Alert) -> str:
    """The alert's exact content, unreadable: a changed alert is another one."""
    told = sorted((name, str(value)) for name, value in alert.params.items())
    return index_of(f"{alert.code}|{alert.line}|{alert.sentence}|{told}", purpose="alert")


def refuse_stopped(found: Collection[Judged], lines: Collection[int]) -> None:
    """Refuse a supply of these lines while an alert stops it; raises AlertRejects, AlertsOpen."""
    stopping = [one for one in found if one.stops and (one.alert.line in lines or not one.alert.line)]  # fmt: skip
    if any(one.handling == REJECT for one in stopping):
        raise AlertRejects
    if stopping:
        raise AlertsOpen


def override(one: Judged, reason: str, words: str = "") -> AlertOverride:
    """Go on in spite of an alert, with a coded reason; raises NotToBePassedOver."""
    if one.handling == REJECT or one.line_id is None:
        raise NotToBePassedOver
    if one.override is not None:
        return one.override
    made = AlertOverride(
        line_id=one.line_id,
        alert=one.alert.code,
        fingerprint=one.fingerprint,
        reason=reason,
        by=actor_id(),
    )
    made.words = words
    db.session.add(made)
    db.session.flush()
    note("alert.overridden", "prescription_line", one.line_id, alert=made.alert, reason=reason)
    return made


def overrides(cursor: str | None = None) -> Page[Any]:
    """Who went over which alert and why, the newest first."""
    query: Select[*tuple[Any, ...]] = (
        select(AlertOverride, User.name_en, User.name_ar, AlertOverride.at, AlertOverride.id)
        .outerjoin(User, and_(User.id == AlertOverride.by))
    )  # fmt: skip
    return page_of(query, by=(AlertOverride.at, AlertOverride.id), cursor=cursor)
