"""CommunicationRequest: what a payer wants to know."""

from __future__ import annotations

import base64
import binascii
import hashlib
from datetime import datetime

from app.exchange.dhamani.reading.elements import (
    Resource,
    Strange,
    at,
    code,
    day,
    objects,
    text,
)
from app.exchange.dhamani.reading.envelope import Letter
from app.exchange.messages import APPROVAL, CLAIM, Attachment, CommunicationReceived
from app.kernel.clock import MUSCAT

LENGTH_OF_A_DAY = len("2026-11-22")


def read(letter: Letter) -> CommunicationReceived:
    """What a payer asks for; raises Strange when it says nothing or a file cannot be opened."""
    found = letter.focal
    payloads = objects(found, "payload")
    texts = tuple(filter(None, (text(p, "contentString") for p in payloads)))
    files = tuple(_file(p["contentAttachment"]) for p in payloads if at(p, "contentAttachment"))
    if not texts and not files:
        raise Strange("a question without words")
    return CommunicationReceived(
        reference=text(found, "identifier", 0, "value"),
        reference_system=text(found, "identifier", 0, "system"),
        about=text(found, "about", 0, "identifier", "value"),
        about_kind=_about_kind(letter),
        texts=texts,
        category=code(found, "category", 0),
        reasons=tuple(code(reason) for reason in objects(found, "reasonCode")),
        due_at=_deadline(letter),
        attachments=files,
    )


def _about_kind(letter: Letter) -> str:
    """Approval requests and claims are numbered under systems of their own."""
    system = text(letter.focal, "about", 0, "identifier", "system").lower()
    approvals = letter.profile.names.approval_number.lower()
    return APPROVAL if system.rsplit("/", 1)[-1] == approvals else CLAIM


def _deadline(letter: Letter) -> datetime | None:
    """Until when the payer wants the answer, where the profile knows a place for it; of a day, its end."""
    place = letter.profile.conversation.deadline
    said = text(letter.focal, *place.split(".")) if place else ""
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        return None
    if len(said) == LENGTH_OF_A_DAY:
        return moment.replace(hour=23, minute=59, second=59, tzinfo=MUSCAT)
    return moment if moment.tzinfo else None


def _file(found: Resource) -> Attachment:
    try:
        body = base64.b64decode(text(found, "data"), validate=True)
    except (ValueError, binascii.Error) as error:
        raise Strange("a file that is no base64") from error
    if not body:
        raise Strange("a file without data")
    return Attachment(
        title=text(found, "title"),
        content_type=text(found, "contentType"),
        body=body,
        sha256=hashlib.sha256(body).hexdigest(),
        made_on=day(found, "creation"),
    )
