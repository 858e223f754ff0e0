"""Several papers as one PDF: own pages first, then every attached file's pages; pictures become pages."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError

from app.kernel.errors import DomainError
from app.kernel.words import N_

PDF = "application/pdf"
# A4 at 150 dots an inch: a scan stays readable and the packet light.
PAGE = (1240, 1754)
MARGIN = 60


class PacketUnreadable(DomainError):
    """A document that cannot be put into the packet."""

    sentence = N_(
        "“%(title)s” cannot be read, so the packet was not made. Replace the document and try again."
    )


@dataclass(frozen=True)
class Attached:
    """A document to go into a packet: a PDF, JPEG or PNG file."""

    title: str
    content_type: str
    body: bytes = field(repr=False)


def join(parts: Sequence[bytes], attached: Sequence[Attached], *, title: str) -> bytes:
    """One PDF with an outline entry for every document; raises PacketUnreadable."""
    writer = PdfWriter()
    for part in parts:
        writer.append(io.BytesIO(part), import_outline=False)
    for one in attached:
        _append(writer, one)
    writer.add_metadata({"/Title": title})
    found = io.BytesIO()
    writer.write(found)
    return found.getvalue()


def _append(writer: PdfWriter, one: Attached) -> None:
    try:
        body = one.body if one.content_type == PDF else page_of(one.body)
        writer.append(PdfReader(io.BytesIO(body)), outline_item=one.title, import_outline=False)
    except (PyPdfError, OSError, ValueError) as problem:
        raise PacketUnreadable(title=one.title) from problem


def page_of(picture: bytes) -> bytes:
    """A picture as one PDF page of A4, inside its margins."""
    with Image.open(io.BytesIO(picture)) as opened:
        image = opened.convert("RGB")
    room = (PAGE[0] - 2 * MARGIN, PAGE[1] - 2 * MARGIN)
    image.thumbnail(room)
    sheet = Image.new("RGB", PAGE, "white")
    sheet.paste(image, ((PAGE[0] - image.width) // 2, MARGIN))
    found = io.BytesIO()
    sheet.save(found, "PDF", resolution=150)
    return found.getvalue()
