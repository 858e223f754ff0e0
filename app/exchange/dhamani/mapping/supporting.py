"""supportingInfo and payload: the files and comments that go with a message."""

from __future__ import annotations

import base64
import textwrap
from datetime import date, datetime

from app.exchange.dhamani.mapping.wire import Resource, Wire, day, present
from app.exchange.messages import ApprovalRequest, Attachment, ClaimSubmission
from app.kernel.clock import MUSCAT

TITLE_LIMIT = 250
INFORMATION, ATTACHMENT, DAYS_SUPPLY = "info", "attachment", "days-supply"
UCUM, DAY = "http://unitsofmeasure.org", "d"

Said = ClaimSubmission | ApprovalRequest


def supporting_info(wire: Wire, said: Said, at: datetime) -> list[Resource]:
    """The comment, in as many entries as its length needs, every file, and how long medicines last."""
    entries: list[tuple[str, Resource]] = [
        (INFORMATION, {"valueString": part}) for part in _comment(wire, said)
    ]
    entries += [(ATTACHMENT, {"valueAttachment": attachment(one, at)}) for one in said.supporting]
    entries += [(DAYS_SUPPLY, {"valueQuantity": _days(days)}) for days in _supplies(said)]
    return [
        {
            "sequence": sequence,
            "category": wire.term("claim-information-category", category),
            **value,
        }
        for sequence, (category, value) in enumerate(entries, start=1)
    ]


def days_entries(wire: Wire, said: Said) -> dict[int, int]:
    """Days of supply -> the number of the entry that says so; lines point at it."""
    before = len(_comment(wire, said)) + len(said.supporting)
    return {days: before + place for place, days in enumerate(_supplies(said), start=1)}


def _comment(wire: Wire, said: Said) -> list[str]:
    width = wire.profile.supporting.comment_characters
    return textwrap.wrap(said.comment, width, replace_whitespace=False)


def _supplies(said: Said) -> list[int]:
    return sorted({line.days_supply for line in said.lines if line.days_supply is not None})


def _days(days: int) -> Resource:
    return {"value": days, "unit": DAY, "system": UCUM, "code": DAY}


def attachment(file: Attachment, at: datetime) -> Resource:
    """A file, whole; where nobody knows when it was made, the day it is sent."""
    made_on: date = file.made_on or at.astimezone(MUSCAT).date()
    return {
        "contentType": file.content_type,
        "data": base64.b64encode(file.body).decode("ascii"),
        "size": len(file.body),
        "creation": day(made_on),
        **present(title=file.title[:TITLE_LIMIT]),
    }
