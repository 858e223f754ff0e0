"""PDF files: whole, open, still, and nothing but a PDF. They are kept byte for byte, or without what tells of their maker."""

from __future__ import annotations

import io
import logging
import re
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from app.kernel.uploads.errors import (
    FileRefused,
    FileUnreadable,
    PdfActive,
    PdfLocked,
    TwoFilesInOne,
)

MOST_OBJECTS = 50_000
AFTER_THE_END = 1024
# Its warnings quote the file, and the log names nobody.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)

ACTIVE_KEYS = frozenset(
    {"/JS", "/JavaScript", "/Launch", "/EmbeddedFiles", "/RichMedia", "/XFA", "/EF"}
)
ACTIVE_NAMES = frozenset(
    {
        "/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/Rendition", "/RichMedia",
        "/EmbeddedFile", "/RichMediaExecute", "/GoToE", "/GoToR", "/Movie", "/Sound", "/3D",
    }
)  # fmt: skip
# Also where a reader other than ours would find what ours does not reach. Long words only: short ones occur
# in compressed pages by chance.
ACTIVE_WORDS = re.compile(rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia)\b")
# The tree that describes a page to a screen reader runs nothing, and is large.
TELLING = ("/Metadata", "/PieceInfo", "/LastModified")
NOT_WALKED = frozenset({"/StructTreeRoot", "/Parent", "/P", "/StructParents"})


def examine(body: bytes) -> None:
    """Raises FileUnreadable, PdfLocked, PdfActive, TwoFilesInOne."""
    _ends_as_it_should(body)
    try:
        _look_inside(PdfReader(io.BytesIO(body)))
    except FileRefused:
        raise
    except Exception as problem:
        # A parser of broken files breaks in many ways; to a person they are all one.
        raise (PdfLocked if b"/Encrypt" in body else FileUnreadable) from problem
    if ACTIVE_WORDS.search(body):
        raise PdfActive


def stripped(body: bytes) -> bytes:
    """The same pages without author, programs and days: document info and XMP go, wherever they hang."""
    writer = PdfWriter(clone_from=io.BytesIO(body))
    writer.metadata = None
    for thing in writer._objects:  # noqa: SLF001 - every object there is; pypdf offers no other way to all of them
        if isinstance(thing, DictionaryObject):
            for key in TELLING:
                thing.pop(key, None)
    writer.compress_identical_objects(remove_duplicates=False, remove_unreferenced=True)
    kept = io.BytesIO()
    writer.write(kept)
    return kept.getvalue()


def _look_inside(reader: PdfReader) -> None:
    if reader.is_encrypted:
        raise PdfLocked
    if not len(reader.pages):
        raise FileUnreadable
    _refuse_active(reader.trailer)


def _ends_as_it_should(body: bytes) -> None:
    """The end mark stands at the end; bytes behind it would be another file's."""
    end = body.rfind(b"%%EOF")
    if end < 0:
        raise FileUnreadable
    if len(body[end + 5 :].strip(b"\x00\r\n\t ")) > 0 or len(body) - end > AFTER_THE_END:
        raise TwoFilesInOne


def _refuse_active(trailer: Any) -> None:
    """Walk everything the document reaches from its root."""
    waiting: list[Any] = [trailer.get("/Root"), trailer.get("/Info")]
    seen: set[tuple[int, int]] = set()
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, IndirectObject):
            place = (thing.idnum, thing.generation)
            if place in seen:
                continue
            seen.add(place)
            if len(seen) > MOST_OBJECTS:
                raise FileUnreadable
            thing = thing.get_object()
        if isinstance(thing, DictionaryObject):
            _refuse_active_entries(thing)
            waiting += [value for key, value in thing.items() if key not in NOT_WALKED]
        elif isinstance(thing, ArrayObject):
            waiting += list(thing)


def _refuse_active_entries(thing: DictionaryObject) -> None:
    if ACTIVE_KEYS.intersection(thing):
        raise PdfActive
    for key in ("/S", "/Type", "/Subtype"):
        if thing.get(key) in ACTIVE_NAMES:
            raise PdfActive
