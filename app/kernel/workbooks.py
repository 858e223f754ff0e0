"""An XLSX file measured before it is read: by what lies in it, never by what it says of itself.

The reader lays a sheet out as a full rectangle: two cells at opposite corners would take half a
terabyte and end the process. It is handed a copy made of exactly the parts that were measured.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from xml.parsers import expat

LONGEST_CELL = 100_000
_CELL = re.compile(r"([A-Za-z]{0,3})([0-9]{0,7})")
_FILLS = frozenset({"v", "is", "f", "t"})
_OTHER_READERS = frozenset({"xl/workbook.bin", "content.xml"})


class Unreadable(Exception):
    """No XLSX file, or not one we are willing to open."""


class TooLarge(Exception):
    """More rows, columns, bytes, or longer words than allowed."""


def measured(content: bytes, *, rows: int, columns: int, most_bytes: int) -> io.BytesIO:
    """The same workbook with nothing in it beyond these limits. Raises Unreadable, TooLarge."""
    copy = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(copy, "w") as kept:
            for part in given.infolist():
                inside = _inflated(given, part, most_bytes)
                most_bytes -= len(inside)
                if b"sheetData" in inside or b"sst" in inside:
                    _Measure(rows, columns).read(inside)
                kept.writestr(part.filename, inside)
    except (
        zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, RuntimeError, ValueError,
    ) as error:  # fmt: skip
        raise Unreadable from error
    copy.seek(0)
    return copy


def _inflated(archive: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> bytes:
    """All of a part, whatever size it claims."""
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Unreadable
    if part.filename.casefold() in _OTHER_READERS:
        raise Unreadable
    part.file_size = most + 1  # Reading stops at the size told: tell the limit instead.
    del part.CRC  # A sum over the true bytes is no proof of anything here.
    with archive.open(part) as stream:
        inside = stream.read(most + 1)
    if len(inside) > most:
        raise TooLarge
    return inside


class _Measure:
    """Walks a sheet or the shared words, and refuses what would grow when it is laid out."""

    def __init__(self, rows: int, columns: int) -> None:
        self._rows, self._columns = rows, columns
        self._row = self._column = self._deepest = self._letters = 0

    def read(self, part: bytes) -> None:
        """Walk it; raises TooLarge, Unreadable, ExpatError."""
        # The reader takes every sheet for UTF-8, whatever it declares.
        parser = expat.ParserCreate("utf-8")
        parser.StartElementHandler = self._start
        parser.CharacterDataHandler = self._words
        parser.StartDoctypeDeclHandler = _refuse
        parser.Parse(part, True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        kind = name.rpartition(":")[2]
        if kind in {"row", "c", "si"}:
            self._letters = 0
        if kind == "row":
            self._row, self._column = self._place(attributes)[1] or self._row + 1, 0
        elif kind == "c":
            letters, number = self._place(attributes)
            self._column = _column(letters) or self._column + 1
            self._deepest = max(self._row, number)
        # A cell that is only coloured holds nothing and takes no room.
        elif kind in _FILLS and (self._deepest > self._rows or self._column > self._columns):
            raise TooLarge

    def _place(self, attributes: dict[str, str]) -> tuple[str, int]:
        found = _CELL.fullmatch(attributes.get("r", ""))
        if found is None:
            raise Unreadable
        return found[1], int(found[2] or 0)

    def _words(self, text: str) -> None:
        self._letters += len(text)
        if self._letters > LONGEST_CELL:
            raise TooLarge


def _column(letters: str) -> int:
    """A is 1, AA is 27; nothing is 0."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _refuse(*_declaration: object) -> None:
    raise Unreadable
