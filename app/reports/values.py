"""A report as plain values: what was asked for, its columns with their meaning, its rows, its plot."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

Kind = Literal["text", "code", "number", "money", "share", "day"]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a report is narrowed to; both days of service are inclusive, in Muscat."""

    first: date
    last: date
    payer_id: UUID | None = None
    practitioner_id: UUID | None = None
    status: str | None = None
    adjudication: str | None = None
    # How many rows a page can bear; files hold everything.
    most_rows: int | None = None


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A column: its label and what exactly it counts (msgids). A share is a fraction of one."""

    label: str
    kind: Kind = "text"
    meaning: str = ""

    @property
    def is_figure(self) -> bool:
        """Whether its cells align at the end."""
        return self.kind in {"number", "money", "share"}


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One number of the report with its definition, the same number everywhere."""

    label: str
    kind: Kind
    value: Any
    meaning: str


@dataclass(frozen=True, kw_only=True)
class Point:
    """One bar or dot of a plot, its label in the page's language."""

    label: str
    value: int | float | Decimal
    tone: str = "accent"


@dataclass(frozen=True, kw_only=True)
class Plot:
    """What is drawn beside the table; `shape` is bars or line, title and unit are msgids."""

    title: str
    unit: str
    points: Sequence[Point]
    shape: str = "bars"


@dataclass(frozen=True, kw_only=True)
class Report:
    """A table that was worked out. Cells are raw values, in the order of the headings.

    `links` leads a row, by its place, to the claim behind it.
    """

    headings: Sequence[Heading]
    rows: Sequence[Sequence[Any]]
    foot: Sequence[Any] | None = None
    figures: Sequence[Figure] = ()
    plots: Sequence[Plot] = ()
    links: Mapping[int, UUID] = field(default_factory=dict)
    is_cut: bool = False


@dataclass(frozen=True, kw_only=True)
class Tab:
    """One view of a family."""

    key: str
    label: str
    build: Callable[[Wanted], Report]


@dataclass(frozen=True, kw_only=True)
class Family:
    """A family of reports: its address, title, what it is for (msgids), and its views."""

    key: str
    title: str
    purpose: str
    tabs: tuple[Tab, ...]
    icon: str

    def tab(self, key: str | None) -> Tab:
        """The view of this key, else the first."""
        return next((tab for tab in self.tabs if tab.key == key), self.tabs[0])
