"""The list of questions asked on a day."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from app.audit.trail import note_read
from app.eligibility import queries, wording
from app.eligibility.forms import ListForm
from app.eligibility.models import EligibilityCheck
from app.eligibility.service import SUBJECT
from app.eligibility.views.pages import blueprint
from app.kernel.authz import requires
from app.kernel.clock import today
from app.kernel.web import asked, neighbours, page
from app.patients import queries as patients
from app.patients.models import Patient
from app.patients.wording import payer_name
from app.reference.queries import all_payers

FILTERS = ("day", "day-day", "day-month", "day-year", "payer", "verdict")


@blueprint.get("/checks")
@requires("eligibility.view")
def checks() -> Response:
    """Who was asked about on a day, and what was answered."""
    form = ListForm(request.args or None, data={"day": today()})
    form.offer(all_payers().values())
    wrong = bool(request.args) and not form.validate()
    day = form.day.data or today()
    found = queries.asked_on(
        day,
        payer_id=None if wrong else form.payer.data,
        verdict=None if wrong else form.verdict.data,
        cursor=request.args.get("cursor"),
    )
    if found.rows:
        note_read("eligibility.listed", SUBJECT, None, checks=[str(row.id) for row in found.rows])
    return page(
        "eligibility/checks.html",
        422 if wrong else 200,
        form=form,
        day=day,
        rows=_lines(found.rows),
        **neighbours(found, "eligibility.checks", **asked(FILTERS)),
    )


def _lines(checks: list[EligibilityCheck]) -> list[dict[str, Any]]:
    people, insurers = patients.by_ids([c.patient_id for c in checks]), all_payers()
    return [_line(c, people[c.patient_id], payer_name(insurers[c.payer_id])) for c in checks]


def _line(check: EligibilityCheck, one: Patient, payer: str) -> dict[str, Any]:
    label, tone = wording.LABELS[check.verdict]
    return {
        "check": check, "patient": one, "payer": payer, "label": label, "tone": tone,
        "asked_by": wording.asked_by(check),
    }  # fmt: skip
