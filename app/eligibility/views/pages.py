"""The blueprint, and an answer ready to show."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from app.eligibility import queries, rules, suggesting, wording
from app.eligibility.models import EligibilityCheck
from app.eligibility.states import ASKED
from app.kernel.clock import now, today
from app.patients import queries as patients
from app.patients.wording import payer_name
from app.reference.queries import payer

blueprint = Blueprint("eligibility", __name__)

SOON_SECONDS = 60


def shown(check: EligibilityCheck) -> dict[str, Any]:
    """Everything the page of an answer says."""
    insurer = payer(check.payer_id)
    label, tone = wording.LABELS[check.verdict]
    (row,) = patients.rows([patients.patient(check.patient_id)])
    line = queries.line(check.payer_id)
    waits = check.status == ASKED
    return {
        "check": check,
        "row": row,
        "payer": payer_name(insurer),
        "label": label,
        "tone": tone,
        "sentence": wording.words(check, insurer),
        "own_words": wording.own_words(check),
        "source": wording.source(),
        "asked_by": wording.asked_by(check),
        "member_number": queries.member_number(check),
        "benefits": wording.benefits(check),
        "others": wording.others(check),
        "ways": [
            (way, wording.WAYS[way]) for way in rules.WAYS_ON.get(check.reason_code or "", ())
        ],
        "waits": waits,
        "line": line,
        "pause": 1 if waits and not line.is_down and _is_recent(check) else 5,
        "provisional": provisional(check),
        "holds": _holds(check),
    }


def suggestion(check: EligibilityCheck) -> list[dict[str, Any]]:
    """What the answer says otherwise than the policy on file."""
    return [
        {"label": wording.FIELDS[name], "now": _value(name, now_), "said": _value(name, said)}
        for name, now_, said in suggesting.differences(check)
    ]


def _value(name: str, value: Any) -> Any:
    is_percent = name == "copay_percent" and value is not None
    return wording.shown(rules.Percent(value) if is_percent else value)


def provisional(check: EligibilityCheck) -> dict[str, Any] | None:
    """The last known answer, where this check has none; always shown as provisional."""
    if check.verdict in {rules.COVERED, rules.NOT_COVERED}:
        return None
    last = queries.last_known(check)
    if last is None:
        return None
    label, tone = wording.LABELS[last.verdict]
    return {"check": last, "label": label, "tone": tone, "sentence": wording.words(last)}


def _is_recent(check: EligibilityCheck) -> bool:
    return (now() - check.asked_at).total_seconds() < SOON_SECONDS


def _holds(check: EligibilityCheck) -> bool:
    if check.answered_at is None:
        return False
    return rules.holds(check.answered_at, check.service_date, today(), now())
