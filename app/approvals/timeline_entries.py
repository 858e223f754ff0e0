"""What approvals add to a patient's page: events, a chip for what holds now, and the button to ask."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from markupsafe import Markup
from sqlalchemy import select

from app.approvals import rules, wording
from app.approvals.models import Approval
from app.approvals.states import GRANTED
from app.approvals.units import left_of, taken
from app.kernel import pagewords
from app.kernel.clock import today
from app.kernel.db import db
from app.kernel.money import ZERO
from app.kernel.pagewords import name_of
from app.patients.timeline import Action, Chip, Happening
from app.reference.queries import all_payers

MOST = 50

ASK = Action(
    key="approval",
    label=lazy_gettext("Ask for approval"),
    endpoint="approvals.new",
    permission="approvals.write",
    icon="clipboard-check",
)


def happenings(patient_ids: tuple[UUID, ...]) -> Iterator[Happening]:
    """A person's approvals, each at the moment of its latest turn."""
    for one in _of(patient_ids):
        shown = wording.status_tag(rules.status_on(one.status, one.valid_to, today()))
        yield Happening(
            at=one.answered_at or one.submitted_at or one.created_at,
            title=Markup("{} {}").format(_("Approval"), pagewords.code(one.number)),
            detail=Markup(" · ").join(_details(one, shown.label)),
            tone=shown.tone,
            url=url_for("approvals.show", approval_id=one.id),
        )


def _details(one: Approval, status: str) -> Iterator[Any]:
    yield status
    yield pagewords.money(one.net)
    if one.approved is not None:
        yield Markup("{} {}").format(_("Approved:"), pagewords.money(one.approved))


def chips(patient_ids: tuple[UUID, ...]) -> Iterator[Chip]:
    """What was granted and still holds today: number, units used, end."""
    insurers, day = all_payers(), today()
    held = [
        one for one in _of(patient_ids)
        if one.status in GRANTED and rules.holds(one.status, one.valid_from, one.valid_to, day)
    ]  # fmt: skip
    used = taken([line.id for one in held for line in one.lines])
    for one in held:
        units = sum((line.approved_units or ZERO for line in one.lines), ZERO)
        left = sum((left_of(line, used) for line in one.lines), ZERO)
        tag = wording.status_tag(one.status)
        yield Chip(
            label=_("Approval: %(status)s", status=tag.label),
            tone=tag.tone,
            parts=(
                pagewords.isolate(name_of(insurers[one.payer_id])),
                pagewords.code(one.payer_reference),
                wording.left_words(units, left, rules.days_left(one.valid_to, day)),
            ),
            url=url_for("approvals.show", approval_id=one.id),
        )


def _of(patient_ids: tuple[UUID, ...]) -> list[Approval]:
    query = (
        select(Approval)
        .where(Approval.patient_id.in_(patient_ids))
        .order_by(Approval.created_at.desc(), Approval.id.desc())
        .limit(MOST)
    )
    return list(db.session.scalars(query))
