"""The dated lists of the front door, as its pure rules read them."""

from __future__ import annotations

from sqlalchemy import select

from app.kernel.db import db
from app.onboarding.emails import FreeMailDomain
from app.onboarding.integration import Row
from app.onboarding.models import FreeMail, IntegrationType


def integration_rows() -> tuple[Row, ...]:
    """FSA's table of integration types, on all days."""
    return tuple(
        Row(one.entity, one.outcome, one.branches_from, one.branches_to, one.own_systems, one.valid_from, one.valid_to)
        for one in db.session.scalars(select(IntegrationType))
    )  # fmt: skip


def free_mail() -> tuple[FreeMailDomain, ...]:
    """The providers of free mail, on all days; full names before brands."""
    query = select(FreeMail).order_by(FreeMail.kind.desc(), FreeMail.name)
    return tuple(
        FreeMailDomain(one.name, one.kind, one.valid_from, one.valid_to)
        for one in db.session.scalars(query)
    )
