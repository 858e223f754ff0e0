"""A dispense, ready to show: its lines, batches, claim and what happened."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from app.claims import wording as claim_words
from app.claims.models import Claim
from app.kernel import pagewords
from app.kernel.money import ZERO
from app.patients import queries as patients
from app.pharmacy.counter import wording
from app.pharmacy.dispensing import queries
from app.pharmacy.dispensing.models import Dispense, DispenseLine
from app.pharmacy.dispensing.states import EVENT_WORDS, REVERSED, SUPPLIED
from app.pharmacy.dispensing.values import (
    CLAIMED,
    REVERSAL_REASONS,
    SETTLED_AS,
    SUBSTITUTION_REASONS,
)
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
        "money": money_rows(one),
        "settled": _(SETTLED_AS[one.settled_as]) if one.settled_as else _("Not settled yet"),
        "cancel_refused": queries.is_cancel_refused(one),
        "can_reverse": one.status == SUPPLIED,
        "reversed_because": _(REVERSAL_REASONS[one.reversal_reason]) if one.reversal_reason else "",
        "events": [
            step.told(_(EVENT_WORDS.get(step.event, step.event)), None, "info")
            for step in queries.timeline(one.id)
        ],
    }


def money_rows(one: Dispense) -> list[dict[str, Any]]:
    """What was taken of the patient and what one still owes the other, as rows of the summary."""
    rows: list[tuple[str, Decimal | None]]
    if one.status == REVERSED:
        rows = [(_("To give back to the patient"), one.taken)]
    else:
        rows = [(_("Deposit taken"), one.deposit), (_("Deposit kept"), one.deposit_kept)]
        left = one.due - one.taken
        if one.squared_at is not None and one.deposit_kept is not None:
            rows.append((_("Deposit given back"), one.deposit - one.deposit_kept))
        elif one.settled_as == CLAIMED:
            rows += [(_("To give back to the patient"), max(-left, ZERO)), (_("The patient still owes"), max(left, ZERO))]  # fmt: skip
    return [{"label": label, "value": pagewords.money(amount)} for label, amount in rows if amount]


def line(row: DispenseLine) -> dict[str, Any]:
    """A line as it was handed out."""
    return {
        "one": row,
        "name": wording.named(row),
        "batches": [
            (batch, [one.serial for one in row.packs if one.batch_id == batch.batch_id])
            for batch in row.batches
        ],
        "reason": _(SUBSTITUTION_REASONS[row.substitution_reason]) if row.substitution_reason else "",
    }  # fmt: skip
