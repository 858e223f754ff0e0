"""Whether a message fits what the exchange takes: its files one by one, and its whole size. Pure."""

from __future__ import annotations

import hashlib
from decimal import ROUND_UP, Decimal

from app.exchange.errors import (
    AttachmentChanged,
    AttachmentNotTaken,
    AttachmentTooLarge,
    MessageTooLarge,
    TooManyAttachments,
)
from app.exchange.gateway import Limits
from app.exchange.messages import (
    ApprovalRequest,
    Attachment,
    ClaimSubmission,
    Communication,
    Question,
)

MEGABYTE = Decimal(1_000_000)


def check(message: Question, limits: Limits) -> None:
    """Look at the files before they are written into a message; raises a refusal of `errors`."""
    files = attachments(message)
    if len(files) > limits.files:
        raise TooManyAttachments(count=len(files), limit=limits.files)
    for file in files:
        check_file(file, limits)
    # On the wire three bytes become four letters.
    check_size(sum(-(-len(file.body) // 3) * 4 for file in files), limits)


def check_file(file: Attachment, limits: Limits) -> None:
    """Raises AttachmentNotTaken, AttachmentTooLarge or AttachmentChanged."""
    if file.content_type not in limits.content_types:
        raise AttachmentNotTaken(
            title=file.title,
            kind=_kind(file.content_type),
            kinds=", ".join(map(_kind, limits.content_types)),
        )
    if len(file.body) > limits.file_bytes:
        raise AttachmentTooLarge(
            title=file.title, size=_megabytes(len(file.body)), limit=_megabytes(limits.file_bytes)
        )
    if hashlib.sha256(file.body).hexdigest() != file.sha256:
        raise AttachmentChanged(title=file.title)


def check_size(size: int, limits: Limits) -> None:
    """Raises MessageTooLarge for a message of so many bytes."""
    if size > limits.message_bytes:
        raise MessageTooLarge(size=_megabytes(size), limit=_megabytes(limits.message_bytes))


def attachments(message: Question) -> tuple[Attachment, ...]:
    """The files that go with a message."""
    if isinstance(message, ClaimSubmission | ApprovalRequest):
        return message.supporting
    return message.attachments if isinstance(message, Communication) else ()


def _megabytes(size: int) -> str:
    return str((size / MEGABYTE).quantize(Decimal("0.1"), ROUND_UP))


def _kind(content_type: str) -> str:
    """PDF, JPEG and the like."""
    return content_type.rsplit("/", 1)[-1].upper()
