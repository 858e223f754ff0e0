"""What claims add to a patient's page: their events on the timeline, and the button for a new one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import lazyload

from app.claims.models import Claim
from app.claims.reasons import sentence_of
from app.claims.wording import adjudication_tag, status_tag
from app.kernel import pagewords
from app.kernel.db import db
from app.patients.timeline import Action, Happening

MOST = 50

NEW_CLAIM = Action(
    key="claim",
    label=lazy_gettext("New claim"),
    endpoint="claims.start",
    permission="claims.write",
    icon="file-plus",
    posts=True,
    shortcut="n",
)


def happenings(patient_ids: tuple[UUID, ...]) -> Iterator[Happening]:
    """A person's claims, each at the moment of its latest turn."""
    query = (
        select(Claim)
        .where(Claim.patient_id.in_(patient_ids))
        .order_by(Claim.service_date.desc(), Claim.id.desc())
        .options(lazyload("*"))
        .limit(MOST)
    )
    return (_happening(claim) for claim in db.session.scalars(query))


def _happening(claim: Claim) -> Happening:
    status, decision = status_tag(claim.status), adjudication_tag(claim.adjudication)
    shown = decision or status
    return Happening(
        at=claim.judged_at or claim.submitted_at or claim.created_at,
        title=Markup("{} {}").format(_("Claim"), pagewords.code(claim.number)),
        detail=Markup(" · ").join(_details(claim, shown.label)),
        tone=shown.tone,
        url=url_for("claims.show", claim_id=claim.id),
    )


def _details(claim: Claim, status: str) -> Iterator[Any]:
    yield status
    yield Markup("{} {}").format(_("Visit of"), pagewords.day(claim.service_date))
    yield pagewords.money(claim.net)
    if claim.approved is not None:
        yield Markup("{} {}").format(_("Approved:"), pagewords.money(claim.approved))
    if sentence := sentence_of(claim.problem_code):
        yield _(sentence)
