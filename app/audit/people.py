"""The names behind the trail's ids; told by the package that knows people, which stands above."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Name:
    """A person's name in both languages."""

    user_id: UUID
    english: str
    arabic: str


_ask: list[Callable[[], Iterable[Name]]] = []


def ask_names(ask: Callable[[], Iterable[Name]]) -> None:
    """Told once who can name everybody of the present tenant, those who left too."""
    _ask[:] = [ask]


def everybody() -> list[Name]:
    """All people of the present tenant, by English name."""
    return sorted(_ask[0](), key=lambda name: name.english) if _ask else []


_ask_guests: list[Callable[[], Iterable[Name]]] = []


def ask_guests(ask: Callable[[], Iterable[Name]]) -> None:
    """Told once who can name those of the operator who looked on by an owner's grant."""
    _ask_guests[:] = [ask]


def everybody_and_guests() -> list[Name]:
    """All people of the present tenant, then those of the operator who looked on."""
    return [*everybody(), *(_ask_guests[0]() if _ask_guests else ())]
