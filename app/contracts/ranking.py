"""How well the name of a code fits the name of a service, in both languages. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from app.reference.folding import fold_words
from app.reference.wanted import synonyms

# Below this, two names share a word by chance.
LEAST = 0.35
BY_LETTERS, BY_WORDS = 0.5, 0.5


@dataclass(frozen=True)
class Named:
    """A code that may be meant, and what its list calls it."""

    system: str
    code: str
    display_en: str
    display_ar: str | None


@dataclass(frozen=True)
class Suggestion:
    """A code that fits, and how well: 1 is the same name."""

    named: Named
    score: float

    @property
    def percent(self) -> int:
        """How well it fits, in percent."""
        return round(self.score * 100)


def words_asked(*names: str) -> set[str]:
    """The words of these names, and what code lists say for them."""
    found = {word for name in names for word in fold_words(name).split() if len(word) > 1}
    meant = (synonyms().get((word,)) for word in found)
    return found | {part for one in meant if one for term in one.terms for part in term}


def ranked(
    name_en: str, name_ar: str, candidates: Iterable[Named], most: int = 3
) -> list[Suggestion]:
    """The codes that fit a service of these names, the best first."""
    asked = words_asked(name_en, name_ar)
    judged = [Suggestion(one, fit(name_en, name_ar, one, asked)) for one in candidates]
    good = [one for one in judged if one.score >= LEAST]
    return sorted(good, key=lambda one: (-one.score, len(one.named.display_en), one.named.code))[:most]  # fmt: skip


def fit(name_en: str, name_ar: str, named: Named, asked: set[str]) -> float:
    """From 0 to 1: the better of the two languages."""
    pairs = ((name_en, named.display_en), (name_ar, named.display_ar or ""))
    return max(_alike(fold_words(one), fold_words(other), asked) for one, other in pairs)


def _alike(one: str, other: str, asked: set[str]) -> float:
    if not one or not other:
        return 0.0
    if one == other:
        return 1.0
    there = set(other.split())
    known = there & (asked | set(one.split()))
    said = set(one.split())
    shared = len(known) / len(there | (said - asked) | known) if there else 0.0
    mine, theirs = trigrams(one), trigrams(other)
    letters = 2 * len(mine & theirs) / (len(mine) + len(theirs))
    return min(0.99, BY_LETTERS * letters + BY_WORDS * shared)


@lru_cache(maxsize=20_000)
def trigrams(text: str) -> frozenset[str]:
    """The runs of three letters of each word, its ends marked, as PostgreSQL counts them."""
    padded = [f"  {word} " for word in text.split()]
    return frozenset(word[at : at + 3] for word in padded for at in range(len(word) - 2))
