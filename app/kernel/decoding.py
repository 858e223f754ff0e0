"""The cells of a CSV file, told by its bytes: in which letters it was saved, and what parts its cells. Pure."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

# The ones that programs in the Gulf save in; a person may choose another than we took it for.
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "cp1256", "cp1252")
SEPARATORS = (",", ";", "\t", "|", "،")
_MARKS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_NOT_IN_A_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_LOOKED_AT = 30


class NotText(ValueError):
    """These bytes are no text in this encoding, or in any we know."""


def encoding_of(content: bytes) -> str:
    """By its mark; without one by where its zero bytes lie, then UTF-8, else Windows' Arabic. Raises NotText."""
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            return encoding
    if b"\x00" in content:
        return _wide(content)
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1256"
    return "utf-8"


def _wide(content: bytes) -> str:
    """UTF-16 without a mark: commas, digits and line ends have a zero byte on one side only."""
    upper, lower = content[1:4000:2].count(0), content[0:4000:2].count(0)
    if upper and lower:
        raise NotText
    return "utf-16-le" if upper else "utf-16-be"


def decoded(content: bytes, encoding: str) -> str:
    """The text without its mark; raises NotText."""
    try:
        text = content.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise NotText from error
    if _NOT_IN_A_TEXT.search(text):
        raise NotText
    return text


def separator_of(text: str) -> str:
    """What parts the most lines into the same number of cells; a comma where nothing does."""
    return max(SEPARATORS, key=lambda separator: _evenness(text, separator))


def _evenness(text: str, separator: str) -> tuple[int, int]:
    widths: Counter[int] = Counter()
    try:
        for row in cells(text, separator):
            if any(row):
                widths[len(row)] += 1
            if widths.total() == _LOOKED_AT:
                break
    except csv.Error:
        return 0, 0
    several = [(count, width) for width, count in widths.items() if width > 1]
    return max(several, default=(0, 0))


def cells(text: str, separator: str) -> Iterator[list[str]]:
    """The lines in their cells, as they stand; raises csv.Error."""
    yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator)
