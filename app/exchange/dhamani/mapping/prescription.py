"""Task: take up a prescription that lies at the exchange, or let go of it again."""

from __future__ import annotations

from datetime import datetime

from app.exchange.dhamani.mapping.envelope import Letter
from app.exchange.dhamani.mapping.tasks import task_of, the_exchange
from app.exchange.dhamani.profile import Profile
from app.exchange.messages import LET_GO, TAKE_UP, PrescriptionQuestion

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
    return letter
