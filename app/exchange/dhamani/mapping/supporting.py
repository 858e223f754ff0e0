"""supportingInfo and payload: the files and comments that go with a message."""

from __future__ import annotations

import base64
import textwrap
from datetime import date, datetime

from app.exchange.dhamani.mapping.wire import Resource, Wire, day, present
from app.exchange.messages import ApprovalRequest, Attachment, ClaimSubmission
from app.kernel.clock import MUSCAT

TITLE_LIMIT = 250
INFORMATION, ATTACHMENT = "info", "attachment"


def supporting_info(
    wire: Wire, said: ClaimSubmission | ApprovalRequest, at: datetime
) -> list[Resource]:
    """The comment, in as many entries as its length needs, and every file."""
    parts = textwrap.wrap(
        said.comment, wire.profile.supporting.comment_characters, replace_whitespace=False
    )
    entries: list[tuple[str, Resource]] = [(INFORMATION, {"valueString": part}) for part in parts]
    entries += [(ATTACHMENT, {"valueAttachment": attachment(one, at)}) for one in said.supporting]
    return [
        {
            "sequence": sequence,
            "category": wire.term("claim-information-category", category),
            **value,
        }
        for sequence, (category, value) in enumerate(entries, start=1)
    ]


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
