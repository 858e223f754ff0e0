"""Markers for sentences written where no language is known yet. Pages translate them."""

from __future__ import annotations

from dataclasses import dataclass


def N_(msgid: str) -> str:  # noqa: N802 - the name every gettext tool looks for
    """The English sentence itself, marked for the translators."""
    return msgid


def NN_(singular: str, plural: str) -> tuple[str, str]:  # noqa: N802
    """A counted sentence in both English forms, marked for the translators."""
    return singular, plural


@dataclass(frozen=True)
class Bilingual:
    """Words that somebody wrote in both languages; the page shows its own."""

    en: str
    ar: str

    def in_language(self, language: str) -> str:
        """The words of a language, else those of the other."""
        return (self.ar or self.en) if language == "ar" else (self.en or self.ar)
