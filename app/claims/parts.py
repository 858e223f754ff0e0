"""What other packages add to the pages of claims. Wiring fills these lists once, at the start.

Claims know nobody above them: money and disputes bring their own part of a claim's page, their own
column of the list, and listen to judgements here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.claims.models import Claim
from app.kernel.authz import can
from app.kernel.errors import NotFound
from app.kernel.money import ZERO
from app.kernel.verbs import Verb


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of one claim's page: its template, and what the template knows as `part`."""

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What a column says of one claim: a word and its tone."""

    label: str
    tone: str


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of the list of claims; `cells` answers for all rows of a page at once."""

    label: Any
    permission: str
    cells: Callable[[Collection[UUID]], Mapping[UUID, Cell]]


@dataclass(frozen=True, kw_only=True)
class Shortfall:
    """A line for which less came than is due, with the words and papers of a complaint. Amounts in OMR."""

    claim_id: UUID
    line: int
    due: Decimal
    paid: Decimal
    comment: str
    reason_if_late: str
    papers: tuple[UUID, ...] = ()


Complainer = Callable[[Shortfall], UUID]
VerbSource = Callable[[Claim], list[Verb]]
PartSource = Callable[[Claim], Part | None]
MoneySource = Callable[[Claim], Decimal]
Listener = Callable[[Claim], None]


@dataclass
class Additions:
    """All that was added, by name; the same name replaces."""

    parts: dict[str, PartSource] = field(default_factory=dict)
    columns: dict[str, Column] = field(default_factory=dict)
    listeners: dict[str, Listener] = field(default_factory=dict)
    verbs: dict[str, VerbSource] = field(default_factory=dict)
    # What an insurer has paid for a claim and not taken back, in rials.
    money: MoneySource | None = None
    complainer: Complainer | None = None
    # Endpoint and permission of the page on which a decision is answered.
    answering: tuple[str, str] | None = None


_added = Additions()


def add_part(name: str, source: PartSource) -> None:
    """A package's part of a claim's page; None where it has nothing to show."""
    _added.parts[name] = source


def add_column(name: str, column: Column) -> None:
    """A package's column of the list."""
    _added.columns[name] = column


def add_verbs(name: str, source: VerbSource) -> None:
    """A package's buttons of a claim's page; they stand before the claim's own."""
    _added.verbs[name] = source


def money_from(source: MoneySource) -> None:
    """Who knows what was paid for a claim."""
    _added.money = source


def moved_for(claim: Claim) -> Decimal:
    """What the insurer paid for the claim and would take back with it, in rials."""
    return _added.money(claim) if _added.money else ZERO


def complain_with(complainer: Complainer) -> None:
    """Who drafts the complaint about a line that was paid too low."""
    _added.complainer = complainer


def complain_about(shortfall: Shortfall) -> UUID:
    """Draft the complaint; its id. Raises what the drafting raises."""
    if _added.complainer is None:
        raise NotFound
    return _added.complainer(shortfall)


def answer_with(endpoint: str, permission: str) -> None:
    """Where a decision of an insurer is answered; the endpoint takes `claim_id`."""
    _added.answering = (endpoint, permission)


def answering() -> tuple[str, str] | None:
    """Endpoint and permission of the page on which a decision is answered."""
    return _added.answering


def verbs_of(claim: Claim) -> list[Verb]:
    """Everybody's buttons of this claim's page."""
    return [verb for source in _added.verbs.values() for verb in source(claim)]


def on_judgement(name: str, listener: Listener) -> None:
    """Call this with a claim whose amounts were judged or which was cancelled, in that transaction."""
    _added.listeners[name] = listener


def tell_judged(claim: Claim) -> None:
    """Let everybody hear that a claim was judged, judged again or cancelled."""
    for listener in _added.listeners.values():
        listener(claim)


def parts_of(claim: Claim) -> list[Part]:
    """Everybody's parts of this claim's page."""
    found = (source(claim) for source in _added.parts.values())
    return [part for part in found if part is not None]


def columns_for(claim_ids: Collection[UUID]) -> list[tuple[str, Mapping[UUID, Cell]]]:
    """The further columns this person may see: heading and the cells by claim."""
    return [
        (str(column.label), column.cells(claim_ids))
        for column in _added.columns.values()
        if can(column.permission)
    ]
