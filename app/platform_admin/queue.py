"""The queue of applications as the desk sees it: state, days on the clock, flags. Nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from app.kernel.clock import muscat_day, today
from app.kernel.db import db
from app.kernel.paging import Page, page_of
from app.onboarding import private
from app.onboarding.integration import ENTITIES
from app.onboarding.keys import number_index
from app.onboarding.models import Application, ApplicationList, ApplicationPaper
from app.onboarding.states import APPROVED, PROVISIONED, RETURNED, STOPPED, SUBMITTED
from app.onboarding.submitting import LAST_DAY
from app.platform_admin.flags import Facts, Flag, flags
from app.reference.queries import public_holidays
from app.reference.workdays import working_days_between
from app.tenants.models import Tenant

# With whom a number must not be shared.
COUNTS = (SUBMITTED, RETURNED, APPROVED, PROVISIONED)


@dataclass(frozen=True)
class Lead:
    """Somebody for whom this service is not open: the kind of establishment (a msgid), and how to reach them."""

    kind: str
    email: str
    phone: str


@dataclass(frozen=True)
class Row:
    """An application with what a reviewer must know before opening it; of a lead, whom to write to."""

    application: Application
    name: str
    working_days: int | None
    flags: list[Flag]
    lead: Lead | None = None


@dataclass(frozen=True)
class Surroundings:
    """What is looked up once for a page of applications."""

    last_days: Mapping[UUID, dict[str, date | None]]
    others: list[Any]
    licences: frozenset[str]
    with_list: frozenset[UUID]
    holidays: frozenset[date]


def rows(state: str | None, reference: str | None, cursor: str | None, language: str) -> tuple[list[Row], Page[Application]]:  # fmt: skip
    """A page of the queue, the newest first; raises NotFound for a foreign cursor."""
    query = select(Application)
    if state:
        query = query.where(Application.status == state)
    if reference:
        query = query.where(Application.reference == reference.upper())
    found = page_of(query, by=(Application.id,), cursor=cursor)
    around = surroundings(found.rows)
    return [row(one, around, language) for one in found.rows], found


def row(application: Application, around: Surroundings, language: str) -> Row:
    """One application, judged."""
    values = private.sheet_of(application).get("values", {})
    days = _working_days(application, around.holidays)
    facts = Facts(
        branches=application.branches,
        outcome=application.outcome,
        looks_like=application.email_looks_like,
        last_days=around.last_days.get(application.id, {}) if _is_open(application) else {},
        same_registration=_shared(application, around.others, "registration_index"),
        same_licence=_shared(application, around.others, "licence_index")
        or (_is_open(application) and values.get("licence") in around.licences),
        sheet_complete=not private.sheet_of(application).get("problems"),
        working_days=days,
        lacks_list=application.status == SUBMITTED and application.id not in around.with_list,
        **_differing(application, values),
    )
    name = values.get(f"name_{language}") or values.get("name_en") or ""
    return Row(application, name, days, flags(facts, today(), LAST_DAY), _lead(application))


def _differing(application: Application, values: Mapping[str, str]) -> dict[str, bool]:
    """Where the sheet contradicts the answers or the papers; a line that the sheet leaves out contradicts nothing."""
    if not _is_open(application):
        return {}
    branches, registration, licence = (
        values.get(one) for one in ("branches", "registration", "licence")
    )
    return {
        "other_branches": bool(branches) and application.branches is not None and branches != str(application.branches),
        "other_registration": bool(registration) and number_index(registration or "", "registration") != application.registration_index,
        "other_licence": bool(licence) and number_index(licence or "", "licence") != application.licence_index,
    }  # fmt: skip


def _lead(application: Application) -> Lead | None:
    if application.status != STOPPED or application.entity is None:
        return None
    own = private.of(application)
    return Lead(ENTITIES[application.entity], own.get("email", ""), own.get("phone", ""))


def surroundings(applications: Iterable[Application]) -> Surroundings:
    """Papers' last days, applications and tenants with the same numbers, and attached lists, and holidays: five questions in all."""
    listed = list(applications)
    ids = [one.id for one in listed]
    papers = db.session.execute(
        select(
            ApplicationPaper.application_id, ApplicationPaper.kind, ApplicationPaper.expires_on
        ).where(ApplicationPaper.application_id.in_(ids), ApplicationPaper.replaced_at.is_(None))
    )
    last_days: dict[UUID, dict[str, date | None]] = {}
    for application_id, kind, day in papers:
        last_days.setdefault(application_id, {})[kind] = day
    registrations = {one.registration_index for one in listed} - {None}
    licences = {one.licence_index for one in listed} - {None}
    others = db.session.execute(
        select(Application.id, Application.registration_index, Application.licence_index).where(
            Application.status.in_(COUNTS),
            or_(
                Application.registration_index.in_(registrations),
                Application.licence_index.in_(licences),
            ),
        )
    ).all()
    written = {private.sheet_of(one).get("values", {}).get("licence") for one in listed} - {None}
    known = db.session.scalars(
        select(Tenant.provider_licence).where(Tenant.provider_licence.in_(written))
    )
    lists = db.session.scalars(
        select(ApplicationList.application_id).where(
            ApplicationList.application_id.in_(ids), ApplicationList.removed_at.is_(None)
        )
    )
    return Surroundings(
        last_days, list(others), frozenset(known), frozenset(lists), public_holidays()
    )


def _is_open(application: Application) -> bool:
    return application.status in {SUBMITTED, RETURNED}


def _shared(application: Application, others: list[Any], column: str) -> bool:
    own = getattr(application, column)
    return own is not None and any(
        getattr(one, column) == own and one.id != application.id for one in others
    )


def _working_days(application: Application, holidays: frozenset[date]) -> int | None:
    """How many working days an application has waited; none once it is decided."""
    if application.submitted_at is None or application.status != SUBMITTED:
        return None
    return working_days_between(muscat_day(application.submitted_at), today(), holidays)
