"""Which column of a file is which of ours: by what was remembered, else by name. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.imports.cells import day_orders
from app.imports.kinds import Column
from app.kernel.headings import Header, folded

NOT_TAKEN = ""


@dataclass(frozen=True)
class Understanding:
    """How a file is read: its header's line, and our column for each place that is taken."""

    header_line: int = 0
    columns: Mapping[int, str] = field(default_factory=dict)

    @property
    def places(self) -> dict[str, int]:
        """Our column -> its place in the file."""
        return {key: place for place, key in self.columns.items()}


def understood(header: Header, remembered: Mapping[str, str]) -> Understanding:
    """The first guess; what a person once said of a name goes before what we know of it."""
    by_name = {place: key for key, place in header.places.items()}
    columns: dict[int, str] = {}
    for place, label in enumerate(header.labels):
        key = remembered.get(folded(label), by_name.get(place, NOT_TAKEN))
        if key and key not in columns.values():
            columns[place] = key
    return Understanding(header.line, columns)


def lacking(columns: Sequence[Column], given: Iterable[str]) -> list[Column]:
    """Needed columns that the file does not have."""
    there = set(given)
    return [one for one in columns if one.needed and one.key not in there]


def order_of_days(texts: Iterable[str]) -> str | None:
    """`dmy` or `mdy` where the file proves it or nothing is in question, None where somebody must say.

    The first proof decides: what is no day then is told cell by cell.
    """
    doubtful = False
    for text in texts:
        orders = day_orders(text)
        if len(orders) == 1:
            return next(iter(orders))
        doubtful = doubtful or len(orders) > 1
    return None if doubtful else "dmy"
