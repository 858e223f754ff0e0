"""A dispense, ready to show: its lines, batches, claim and what happened."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from app.claims import wording as claim_words
from app.claims.models import Claim
from app.patients import queries as patients
from app.pharmacy.counter import wording
from app.pharmacy.dispensing import queries
from app.pharmacy.dispensing.models import Dispense, DispenseLine
from app.pharmacy.dispensing.states import EVENT_WORDS, SUPPLIED
from app.pharmacy.dispensing.values import REVERSAL_REASONS, SETTLED_AS, SUBSTITUTION_REASONS
from app.pharmacy.prescriptions.queries import prescription
from app.tenants.scope import find


def shown(one: Dispense) -> dict[str, Any]:
    """What templates/pharmacy/dispense.html shows."""
    source = prescription(one.prescription_id)
    claim = find(Claim, one.claim_id) if one.claim_id else None
    return {
        "dispense": one,
        "prescription": source,
        "owes": any(line.owing for line in source.lines),
        "patient_name": wording.named(patients.patient(one.patient_id)),
        "state": wording.dispense_status(one.status),
        "tag": wording.tag(wording.dispense_status(one.status)),
        "lines": [line(row) for row in one.lines],
        "claim": claim,
        "claim_state": claim_words.status_tag(claim.status) if claim else None,
        "claim_decision": claim_words.adjudication_tag(claim.adjudication) if claim else None,
        "settled": _(SETTLED_AS[one.settled_as]) if one.settled_as else _("Not settled yet"),
        "can_reverse": one.status == SUPPLIED,
        "reversed_because": _(REVERSAL_REASONS[one.reversal_reason]) if one.reversal_reason else "",
        "events": [
            step.told(_(EVENT_WORDS.get(step.event, step.event)), None, "info")
            for step in queries.timeline(one.id)
        ],
    }


def line(row: DispenseLine) -> dict[str, Any]:
    """A line as it was handed out."""
    return {
        "one": row,
        "name": wording.named(row),
        "reason": _(SUBSTITUTION_REASONS[row.substitution_reason]) if row.substitution_reason else "",
    }  # fmt: skip
