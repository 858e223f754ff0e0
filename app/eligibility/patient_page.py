"""What a patient's page shows about cover; hung into it by the wiring."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.eligibility import queries, suggesting, wording
from app.eligibility.models import EligibilityCheck
from app.kernel import pagewords
from app.kernel.clock import today
from app.patients.timeline import Action, Chip, Happening
from app.patients.wording import payer_name
from app.reference.queries import all_payers

ACTION = Action(
    key="eligibility",
    label=lazy_gettext("Check eligibility"),
    endpoint="eligibility.ask",
    permission="eligibility.ask",
    icon="shield-check",
    posts=True,
    page="eligibility.choose",
)


def chips(patient_ids: tuple[UUID, ...]) -> Iterable[Chip]:
    """Today's newest check with each insurer: payer, plan, until when, when and by whom asked, source."""
    insurers, seen = all_payers(), set()
    for check in queries.of_person(patient_ids):
        if check.service_date == today() and check.payer_id not in seen:
            seen.add(check.payer_id)
            yield _chip(check, payer_name(insurers[check.payer_id]))


def _chip(check: EligibilityCheck, payer: str) -> Chip:
    label, tone = wording.LABELS[check.verdict]
    parts = [
        pagewords.isolate(payer),
        *([pagewords.isolate(check.plan_name)] if check.plan_name else []),
        *([wording.until(check.valid_to)] if check.valid_to else []),
        wording.asked_when(check),
        wording.source(),
    ]
    return Chip(
        label=str(label), tone=tone, parts=tuple(parts),
        url=url_for("eligibility.show", check_id=check.id),
        link=_("Add this policy") if suggesting.brings_a_policy(check) else None,
    )  # fmt: skip


def happenings(patient_ids: tuple[UUID, ...]) -> Iterable[Happening]:
    """Every question and answer about cover."""
    insurers = all_payers()
    for check in queries.of_person(patient_ids):
        payer = insurers[check.payer_id]
        label, tone = wording.LABELS[check.verdict]
        yield Happening(
            at=check.answered_at or check.asked_at,
            title=_("Eligibility: %(answer)s", answer=label),
            detail=wording.words(check, payer),
            tone=tone,
            actor=wording.asked_by(check),
            url=url_for("eligibility.show", check_id=check.id),
        )
