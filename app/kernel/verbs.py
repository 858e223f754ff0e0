"""What can be done with a record now, as its page offers it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Verb:
    """A button of a record's page; its endpoint takes the record's id. `label` and `confirm` are msgids.

    `shortcut` is the single key that presses it.
    """

    label: str
    endpoint: str
    permission: str
    icon: str
    posts: bool = True
    tone: str | None = None
    confirm: str | None = None
    shortcut: str | None = None
