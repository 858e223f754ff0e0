"""What papers, questions and leases hang on: kinds of records, told by the wiring since features stand above."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import abort, url_for

from app.kernel import authz
from app.kernel.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class Subject:
    """One record as others show it. What needs a page's language is asked for only where a page is."""

    kind: str
    id: UUID
    patient_id: UUID | None
    name: Callable[[], Any]
    endpoint: str
    argument: str

    @property
    def title(self) -> Any:
        """What it is called, ready to show."""
        return self.name()

    @property
    def url(self) -> str:
        """Its own page."""
        return url_for(self.endpoint, **{self.argument: self.id})  # type: ignore[arg-type]


@dataclass(frozen=True, kw_only=True)
class SubjectKind:
    """Who may see and change such records, and how one is found (raises NotFound)."""

    see: str
    change: str
    load: Callable[[UUID], Subject]


_kinds: dict[str, SubjectKind] = {}


def add_kind(name: str, kind: SubjectKind) -> None:
    """Records of this kind may carry papers, questions and leases; the same name replaces."""
    _kinds[name] = kind


def subject(kind: str, identity: UUID) -> Subject:
    """The record, whoever asks; raises NotFound, for a kind nobody told of too."""
    if kind not in _kinds:
        raise NotFound
    return _kinds[kind].load(identity)


def for_actor(kind: str, identity: UUID, *, change: bool = False) -> Subject:
    """The record for the person behind a guarded door: 403 without the right to it; raises NotFound."""
    if kind not in _kinds:
        raise NotFound
    if not may(kind, change=change):
        abort(403)
    return _kinds[kind].load(identity)


def may(kind: str, *, change: bool = False) -> bool:
    """Whether the present person may see, or change, records of this kind."""
    found = _kinds.get(kind)
    return found is not None and authz.can(found.change if change else found.see)
