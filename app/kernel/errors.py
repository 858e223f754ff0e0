"""Refusals with a name. Rules and verbs raise them, views answer them in words."""

from __future__ import annotations


class DomainError(Exception):
    """A refusal in the words of the domain.

    `sentence` is an English msgid with named placeholders, `field` the form field it belongs to.
    """

    sentence = ""
    field: str | None = None

    def __init__(self, **details: object) -> None:
        super().__init__(self.sentence % details if details else self.sentence)
        self.details = details


class NotFound(Exception):
    """The thing does not exist for this actor: missing and foreign are the same."""
