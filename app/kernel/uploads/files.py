"""What a file is, told by its content and never by its name."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from app.kernel.uploads import JPEG, PDF, PNG, pdfs, pictures
from app.kernel.uploads.errors import FileEmpty, FileTooLarge, TwoFilesInOne, WrongFileType

MEGABYTE = 1024 * 1024
MAGIC = {b"%PDF-": PDF, b"\xff\xd8\xff": JPEG, b"\x89PNG\r\n\x1a\n": PNG}
# By what other readers would take the same bytes for something else.
BEGINNING, ENDING = 1024, 66_000
OTHER_BEGINNINGS = (b"<html", b"<!doctype", b"<script", b"<svg", b"<?php", b"<?xml-stylesheet")
ARCHIVE_END = b"PK\x05\x06"


@dataclass(frozen=True, kw_only=True)
class Examined:
    """A file fit to be kept: the bytes to keep, what they are, and their hash."""

    content_type: str
    body: bytes = field(repr=False)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.body).hexdigest()


def examine(body: bytes, *, megabytes: int, megapixels: int, nameless: bool = False) -> Examined:
    """The file as it may be kept; raises FileRefused.

    `nameless`: a PDF too loses what tells of its maker. Payers want the papers of claims byte for byte.
    """
    if not body:
        raise FileEmpty
    if len(body) > megabytes * MEGABYTE:
        raise FileTooLarge(most=megabytes)
    content_type = next((kind for magic, kind in MAGIC.items() if body.startswith(magic)), None)
    if content_type is None:
        raise WrongFileType
    _refuse_two_in_one(body, content_type)
    if content_type == PDF:
        pdfs.examine(body)
        return Examined(content_type=PDF, body=pdfs.stripped(body) if nameless else body)
    return Examined(
        content_type=content_type, body=pictures.clean(body, content_type, megapixels=megapixels)
    )


def _refuse_two_in_one(body: bytes, content_type: str) -> None:
    first = body[:BEGINNING].lower()
    is_page = any(sign in first for sign in OTHER_BEGINNINGS)
    is_pdf_too = content_type != PDF and b"%pdf-" in first
    if is_page or is_pdf_too or ARCHIVE_END in body[-ENDING:]:
        raise TwoFilesInOne
