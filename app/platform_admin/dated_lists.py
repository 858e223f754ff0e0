"""The dated lists of the front door: lines are added and ended, never taken away, so that an old decision can be explained."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select

from app.audit.trail import note
from app.kernel.db import db
from app.kernel.errors import DomainError, NotFound
from app.kernel.words import N_
from app.onboarding.models import FreeMail, IntegrationType


class LineKnown(DomainError):
    """The same line holds already on one of these days."""

    sentence = N_("This line is on the list already. End it first.")


class EndsBeforeItBegins(DomainError):
    """The last day lies before the first."""

    sentence = N_("The last day lies before the first one.")


def free_mail() -> list[FreeMail]:
    """Every provider of free mail, ended ones too."""
    return list(db.session.scalars(select(FreeMail).order_by(FreeMail.kind, FreeMail.name)))


def add_free_mail(name: str, kind: str, first: date) -> None:
    """Add a domain or a brand from a day on, or begin an ended one anew; raises LineKnown."""
    name = name.strip().casefold()
    there = db.session.get(FreeMail, (name, kind))
    if there is not None and (there.valid_to is None or there.valid_to >= first):
        raise LineKnown
    if there is None:
        db.session.add(FreeMail(name=name, kind=kind, valid_from=first))
    else:
        there.valid_from, there.valid_to = first, None
    note("list.line_added", "list", None, list="free mail", name=name, kind=kind, first=first)
    db.session.flush()


def end_free_mail(name: str, kind: str, last: date) -> None:
    """Its last day; raises NotFound, EndsBeforeItBegins."""
    there = db.session.get(FreeMail, (name.strip().casefold(), kind))
    if there is None:
        raise NotFound
    if last < there.valid_from:
        raise EndsBeforeItBegins
    there.valid_to = last
    note("list.line_ended", "list", None, list="free mail", name=there.name, kind=kind, last=last)
    db.session.flush()


def integration_types() -> list[IntegrationType]:
    """Every line of FSA's table, ended ones too."""
    order = (IntegrationType.entity, IntegrationType.valid_from, IntegrationType.id)
    return list(db.session.scalars(select(IntegrationType).order_by(*order)))


def add_integration_type(line: IntegrationType) -> None:
    """Add a line from its first day on."""
    db.session.add(line)
    db.session.flush()
    note("list.line_added", "list", line.id, list="integration types", entity=line.entity, outcome=line.outcome)  # fmt: skip


def end_integration_type(line_id: UUID, last: date) -> None:
    """Its last day; raises NotFound, EndsBeforeItBegins."""
    there = db.session.get(IntegrationType, line_id)
    if there is None:
        raise NotFound
    if last < there.valid_from:
        raise EndsBeforeItBegins
    there.valid_to = last
    note("list.line_ended", "list", line_id, list="integration types", entity=there.entity, last=last)  # fmt: skip
    db.session.flush()
