"""What other packages add to a patient's page. Wiring fills these lists once, at the start.

A patient's page knows nobody above it: claims and eligibility bring their events, chips and
buttons here. Each gets the ids of all records that were merged into one person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Happening:
    """One event of a person's timeline, in words ready to show; `url` leads to its own page."""

    at: datetime
    title: Any
    detail: Any = None
    tone: str = "neutral"
    actor: str | None = None
    url: str | None = None


@dataclass(frozen=True, kw_only=True)
class Chip:
    """One line about the person's state now: label, tone, parts ready to show; `link` says where `url` leads, if not to details."""

    label: str
    tone: str
    parts: tuple[Any, ...] = ()
    url: str | None = None
    link: str | None = None


@dataclass(frozen=True, kw_only=True)
class Action:
    """A button on a patient's page. The endpoint gets `patient_id`; `posts` makes it a form.

    `page` is where a newly registered person's way goes on, for those who came from there.
    """

    key: str
    label: Any
    endpoint: str
    permission: str
    icon: str
    posts: bool = False
    shortcut: str = ""
    page: str = ""


Source = Callable[[tuple[UUID, ...]], Iterable[Happening]]
ChipSource = Callable[[tuple[UUID, ...]], Iterable[Chip]]


@dataclass
class Additions:
    """All that was added."""

    sources: dict[str, Source] = field(default_factory=dict)
    chips: dict[str, ChipSource] = field(default_factory=dict)
    actions: dict[str, Action] = field(default_factory=dict)


_added = Additions()


def add_source(name: str, source: Source) -> None:
    """A package's events on the timeline; the same name replaces."""
    _added.sources[name] = source


def add_chip(name: str, source: ChipSource) -> None:
    """A package's line on top of the page."""
    _added.chips[name] = source


def add_action(action: Action) -> None:
    """A package's button."""
    _added.actions[action.key] = action


def happenings(patient_ids: Sequence[UUID], limit: int = 50) -> list[Happening]:
    """Everybody's events, the newest first."""
    ids = tuple(patient_ids)
    found = [event for source in _added.sources.values() for event in source(ids)]
    return sorted(found, key=lambda event: event.at, reverse=True)[:limit]


def chips(patient_ids: Sequence[UUID]) -> list[Chip]:
    """Everybody's lines."""
    ids = tuple(patient_ids)
    return [chip for source in _added.chips.values() for chip in source(ids)]


def actions() -> list[Action]:
    """Everybody's buttons."""
    return list(_added.actions.values())


def action(key: str) -> Action | None:
    """The button of this name."""
    return _added.actions.get(key)
