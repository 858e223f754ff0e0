"""Where the names of the columns stand in a table, below titles and across merged cells. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.kernel.errors import DomainError
from app.kernel.words import N_

# Titles, addresses and days of printing stand above; more of them than this is no list.
DEEPEST = 20


@dataclass(frozen=True)
class Heading:
    """A column we look for, by any of its names in either language."""

    key: str
    names: tuple[str, ...]
    needed: bool = False


class HeadingMissing(DomainError):
    """A needed column is not there."""

    sentence = N_("The first row has no column “%(column)s”. Add it and choose the file again.")


@dataclass(frozen=True)
class Header:
    """The line (from 1) under which the rows stand, what its cells say, and where each column is.

    `line` is 0 and `labels` are empty where the table is.
    """

    line: int
    labels: tuple[str, ...]
    places: Mapping[str, int]


def folded(label: str) -> str:
    """A heading as it is compared: case, points, dashes and hamza make no difference."""
    letters = label.casefold().translate({ord(sign): "ا" for sign in "أإآ"})
    return re.sub(r"[\W_]+", " ", letters).strip()


def found_header(table: Sequence[Sequence[str]], headings: Sequence[Heading]) -> Header:
    """The line, or the two lines, that name the most of these columns; where none does, the first filled one."""
    best: Header | None = None
    for candidate in _candidates(table, headings):
        if best is None or len(candidate.places) > len(best.places):
            best = candidate
    return best or Header(0, (), {})


def header_at(
    table: Sequence[Sequence[str]], line: int, headings: Sequence[Heading]
) -> Header:  # fmt: skip
    """The same where somebody says in which line the names stand."""
    return _header(line, list(table[line - 1]), headings)


def _candidates(table: Sequence[Sequence[str]], headings: Sequence[Heading]) -> Iterator[Header]:
    filled = [(line, list(row)) for line, row in enumerate(table[:500], start=1) if any(row)]
    near = filled[:DEEPEST]
    for line, row in near:
        yield _header(line, row, headings)
    for (line, upper), (next_line, lower) in pairwise(near):
        if next_line == line + 1:
            yield _header(next_line, _joined(upper, lower), headings)


def _joined(upper: list[str], lower: list[str]) -> list[str]:
    """Two lines of names: a merged cell above speaks for the empty ones beside it."""
    labels, above = [], ""
    for place, below in enumerate(lower):
        above = (upper[place] if place < len(upper) else "") or above
        labels.append(f"{above} {below}".strip() if below else above)
    return labels


def _header(line: int, labels: list[str], headings: Sequence[Heading]) -> Header:
    names = {folded(name): heading.key for heading in headings for name in heading.names}
    places: dict[str, int] = {}
    for place, label in enumerate(labels):
        key = names.get(folded(label))
        if key is not None:
            places.setdefault(key, place)
    return Header(line, tuple(labels), places)
