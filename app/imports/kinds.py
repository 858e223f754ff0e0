"""What can be imported: each package declares its records here, told by the wiring since features stand above."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from app.imports.cells import Cell, Value, in_every_language
from app.kernel.errors import DomainError, NotFound
from app.kernel.sheets import Heading
from app.kernel.words import N_

# What is known of a record, by column.
State = Mapping[str, Value]


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a kind of list: label (a msgid), the names it has in files, and how its cells are read.

    `needed`: no row without it. `for_new`: no new record without it. `default`: what a new record has without it.
    """

    key: str
    label: str
    cell: Cell
    names: tuple[str, ...] = ()
    needed: bool = False
    for_new: bool = False
    default: Value = None


@dataclass(frozen=True)
class Standing:
    """A record as it stands before a row changes it."""

    id: UUID
    state: State


@dataclass(frozen=True)
class Wrong:
    """What the package says against a row: the column and the repair (a msgid)."""

    column: str
    sentence: str


class InUse(DomainError):
    """A record that was created has been used since: it cannot be taken back."""

    sentence = N_("It is in use already, so it stays.")


class Book(ABC):
    """The records of one tenant that the rows of a file speak of."""

    @abstractmethod
    def key(self, said: State) -> str:
        """Which record a row speaks of; rows of one key are one record."""

    @abstractmethod
    def known(self, keys: Collection[str]) -> dict[str, Standing]:
        """The records that exist among these keys, in a bounded number of queries."""

    def foresee(self, said: Collection[State]) -> None:  # noqa: ARG002
        """All that new rows say, before each is judged: what is asked for once for all is asked here."""
        return

    def merged(self, before: State | None, said: State) -> State:
        """A record as it would be: what a row says goes before what stands."""
        return {**(before or {}), **said}

    def judge(self, before: State | None, after: State) -> Iterable[Wrong]:  # noqa: ARG002
        """What the package's rules say of a record as it would be; `before` is None for a new one."""
        return ()

    def weighed(self, state: State) -> State:
        """What has to stand as the import left it for a row to be put back: all, unless a book knows better."""
        return state

    @abstractmethod
    def create(self, states: Sequence[State]) -> list[UUID]:
        """Add records, in this order; raises the package's refusals."""

    @abstractmethod
    def change(self, changes: Sequence[tuple[UUID, State, State]]) -> None:
        """Make records, (id, before, after), what the file says; raises the package's refusals."""

    @abstractmethod
    def remove(self, identity: UUID) -> None:
        """Take back a record that an import created; raises InUse."""

    @abstractmethod
    def everything(self) -> Iterator[State]:
        """Every record as it would be imported again, for our own download."""


class Kind(ABC):
    """A kind of list, its columns, and who may import it. Sentences are msgids."""

    name: ClassVar[str]
    title: ClassVar[str]
    lead: ClassVar[str]
    permission: ClassVar[str]
    columns: ClassVar[tuple[Column, ...]]
    # What a list belongs to, such as a price list; "" where the tenant has but one.
    target_label: ClassVar[str] = ""
    # What stands in the list of targets where a file may do without one; "" where one must be chosen.
    target_blank: ClassVar[str] = ""

    def name_of(self, state: State) -> str:
        """What a person knows a record by: its first columns."""
        told = (state.get(column.key) for column in self.columns[:3])
        return " · ".join(str(one) for one in told if one)

    def targets(self) -> list[tuple[UUID, str]]:
        """What a list of this kind may belong to, to choose from."""
        return []

    @abstractmethod
    def back(self, target_id: UUID | None) -> tuple[str, dict[str, Any]]:
        """Endpoint and values of the page where the records are seen."""

    @abstractmethod
    def open(self, target_id: UUID | None) -> Book:
        """The records, for one preview, batch or undo."""

    def movement(self, before: State, after: State) -> str:  # noqa: ARG002
        """What a change does, in a word (a msgid) that the preview counts; "" where there is nothing to tell apart."""
        return ""

    def headings(self) -> tuple[Heading, ...]:
        """The columns as a reader of tables looks for them."""
        return tuple(
            Heading(one.key, (*in_every_language(one.label), *one.names), one.needed)
            for one in self.columns
        )

    def column(self, key: str) -> Column:
        """The column of this key; raises KeyError."""
        return next(one for one in self.columns if one.key == key)


_kinds: dict[str, Kind] = {}


def add_kind(kind: Kind) -> None:
    """Lists of this kind can be imported; the same name replaces."""
    _kinds[kind.name] = kind


def all_kinds() -> list[Kind]:
    """Every kind, in the order in which the wiring told of them."""
    return list(_kinds.values())


def kind_named(name: str) -> Kind:
    """The kind; raises NotFound."""
    if name not in _kinds:
        raise NotFound
    return _kinds[name]
