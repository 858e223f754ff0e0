"""Markers for sentences written where no language is known yet. Pages translate them."""

from __future__ import annotations


def N_(msgid: str) -> str:  # noqa: N802 - the name every gettext tool looks for
    """The English sentence itself, marked for the translators."""
    return msgid


def NN_(singular: str, plural: str) -> tuple[str, str]:  # noqa: N802
    """A counted sentence in both English forms, marked for the translators."""
    return singular, plural
