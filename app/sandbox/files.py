"""Files that came with a message: checked whole, kept whole, shown to whoever plays the insurer."""

import base64
import binascii
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from app.sandbox import schema
from app.sandbox.fields import day_at, dig, number_at, text_at
from app.sandbox.refusals import Finding

_TABLE = schema.files
_TYPES = {"application/pdf", "image/jpeg"}
_TITLE = 250


@dataclass(frozen=True)
class Limits:
    """What one file and one message may hold: bytes, files."""

    bytes_: int
    count: int


@dataclass(frozen=True)
class File:
    """One file as it came."""

    title: str
    content_type: str
    body: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.body).hexdigest()


def check(attachments: list[tuple[str, Any]], limits: Limits) -> Iterator[Finding]:
    """All that is wrong with the attachments of a message, each under its element."""
    if len(attachments) > limits.count:
        yield Finding("SBX-043", attachments[-1][0])
    for element, attachment in attachments:
        kind, title = text_at(attachment, "contentType"), text_at(attachment, "title")
        made = day_at(attachment, "creation")
        if kind not in _TYPES or not 0 < len(title) <= _TITLE or made is None:
            yield Finding("SBX-031", element)
            continue
        body = body_of(attachment)
        said = number_at(attachment, "size")
        if not body or (said is not None and said != len(body)):
            yield Finding("SBX-042", f"{element}.data")
        elif len(body) > limits.bytes_:
            yield Finding("SBX-041", f"{element}.data")


def body_of(attachment: Any) -> bytes:
    """The bytes of an attachment; none where they cannot be read."""
    try:
        return base64.b64decode(text_at(attachment, "data"), validate=True)
    except (ValueError, binascii.Error):
        return b""


def read(attachments: list[Any]) -> list[File]:
    """Attachments that have passed the checks."""
    return [
        File(text_at(one, "title"), text_at(one, "contentType"), body_of(one))
        for one in attachments
        if dig(one, "data")
    ]


def keep(
    connection: Connection,
    found: list[File],
    *,
    claim_id: int,
    at: datetime,
    communication_id: int | None = None,
) -> None:
    """Write files down beside their claim, and beside the words they came with."""
    for file in found:
        connection.execute(
            insert(_TABLE).values(
                claim_id=claim_id,
                communication_id=communication_id,
                title=file.title,
                content_type=file.content_type,
                sha256=file.sha256,
                size=len(file.body),
                body=file.body,
                at=at,
            )
        )


def of_claim(connection: Connection, claim_id: int) -> list[Any]:
    """The files of a claim, oldest first, without their bytes."""
    columns = [column for column in _TABLE.c if column.name != "body"]
    query = select(*columns).where(_TABLE.c.claim_id == claim_id).order_by(_TABLE.c.id)
    return list(connection.execute(query).all())


def hashes_of(connection: Connection, claim_ids: list[int]) -> frozenset[str]:
    """By their SHA-256, the files that came with these claims or with words about them."""
    query = select(_TABLE.c.sha256).where(_TABLE.c.claim_id.in_(claim_ids))
    return frozenset(connection.scalars(query))


def one(connection: Connection, file_id: int) -> Any:
    """A file with its bytes, or None."""
    return connection.execute(select(_TABLE).where(_TABLE.c.id == file_id)).one_or_none()
