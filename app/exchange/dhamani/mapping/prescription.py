"""Task: take up a prescription that lies at the exchange, or let go of it again."""

from __future__ import annotations

from datetime import datetime

from app.exchange.dhamani.mapping.envelope import Letter
from app.exchange.dhamani.mapping.tasks import task_of, the_exchange
from app.exchange.dhamani.mapping.wire import Resource, Wire, exact
from app.exchange.dhamani.profile import Profile
from app.exchange.messages import LET_GO, TAKE_UP, HandedOut, PrescriptionQuestion

CODES = {TAKE_UP: "take-up", LET_GO: "release"}


def compose(profile: Profile, asked: PrescriptionQuestion, at: datetime) -> Letter:
    """The prescription is named by its token; who may hold it is the exchange's to say."""
    letter, task = task_of(
        profile, "prescription", identifier=asked.identifier, provider=asked.provider,
        payer=the_exchange(profile), at=at,
    )  # fmt: skip
    wire = letter.wire
    system = f"{wire.host(profile.names.exchange_licence)}/prescription"
    task["code"] = wire.term("task-code", CODES[asked.wish])
    task["focus"] = {
        "type": "MedicationRequest",
        "identifier": {"system": system, "value": asked.token},
    }
    if asked.handed_out:
        task["input"] = [_line(wire, asked.token, one) for one in asked.handed_out]
    return letter


def _line(wire: Wire, token: str, one: HandedOut) -> Resource:
    """What became of one line: named by the prescription's token and its place there."""
    system = f"{wire.host(wire.profile.names.exchange_licence)}/medicationrequest"
    told = {
        "supplied_quantity": one.supplied,
        "cash_quantity": one.cash,
        "not_supplied_quantity": one.not_supplied,
    }
    return {
        "type": wire.term("task-input-type", "handed-out"),
        "valueReference": {
            "type": "MedicationRequest",
            "identifier": {"system": system, "value": f"{token}-{one.sequence}"},
        },
        "extension": [
            wire.extension(name, "Quantity", {"value": exact(units)})
            for name, units in told.items()
        ],
    }
