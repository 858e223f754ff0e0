"""Where the page of a message's subject is; told by the wiring, since features stand above."""

from __future__ import annotations

from uuid import UUID

from flask import url_for

_pages: dict[str, tuple[str, str]] = {}


def page_of_subject(kind: str, endpoint: str, argument: str) -> None:
    """Subjects of a kind are shown by this endpoint."""
    _pages[kind] = (endpoint, argument)


def url_of_subject(kind: str, identity: UUID | None) -> str | None:
    """The address of a subject's page, or None."""
    if kind not in _pages or identity is None:
        return None
    endpoint, argument = _pages[kind]
    return url_for(endpoint, **{argument: identity})  # type: ignore[arg-type]
