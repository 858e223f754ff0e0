"""What a person means by what they typed into a code box: pure."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.reference.folding import fold_code, fold_words

SYNONYMS = Path(__file__).with_name("synonyms.toml")
MOST_WORDS = 8
SHORTEST_BEGINNING = 3
MOST_BEGUN = 4
_LOOKS_LIKE_CODE = re.compile(r"(?=.*\d)[a-z0-9]{1,20}|[a-z]")
_DIAGNOSIS_CODE = re.compile(r"[a-z]|[a-z]\d[0-9a-z]{0,5}")


@dataclass(frozen=True)
class Wanted:
    """A search: the beginning of a code, a full-text query (simple configuration), the usual codes."""

    code_prefix: str | None = None
    tsquery: str | None = None
    codes: tuple[str, ...] = ()
    first_word: str = ""


@dataclass(frozen=True)
class Synonym:
    """A lay word: the words that code lists use for it, and the codes most often meant."""

    terms: tuple[tuple[str, ...], ...]
    codes: tuple[str, ...]


def wanted(typed: str) -> Wanted:
    """What is searched for."""
    words = fold_words(typed).split()[:MOST_WORDS]
    prefix = fold_code(typed)
    groups, codes = _with_synonyms(words)
    if _DIAGNOSIS_CODE.fullmatch(prefix) and not codes:
        groups = []  # Nothing but a code is meant, and "j06" as a word would be sought for nothing.
    return Wanted(
        code_prefix=prefix if _LOOKS_LIKE_CODE.fullmatch(prefix) else None,
        tsquery=" & ".join(groups) or None,
        codes=tuple(codes),
        first_word=words[0] if words else "",
    )


def _with_synonyms(words: list[str]) -> tuple[list[str], list[str]]:
    """Each word or known phrase as one group of alternatives; usual codes only when all was one phrase."""
    whole = _begun(words)
    if whole:
        terms = [tuple(words), *(term for one in whole for term in one.terms)]
        return [_any_of(terms)], [code for one in whole for code in one.codes]
    groups: list[str] = []
    rest = words
    while rest:
        phrase, known = _longest_phrase(rest)
        groups.append(_any_of([phrase, *(known.terms if known else ())]))
        rest = rest[len(phrase) :]
    return groups, []


def _begun(words: list[str]) -> list[Synonym]:
    """What the whole search is a lay phrase for, or else the beginning of a few."""
    exact = synonyms().get(tuple(words))
    if exact:
        return [exact]
    begun = " ".join(words)
    if len(begun) < SHORTEST_BEGINNING:
        return []
    found = (one for phrase, one in synonyms().items() if " ".join(phrase).startswith(begun))
    return list(dict.fromkeys(found))[:MOST_BEGUN]


def _longest_phrase(words: list[str]) -> tuple[tuple[str, ...], Synonym | None]:
    for length in range(min(len(words), 4), 0, -1):
        phrase = tuple(words[:length])
        known = synonyms().get(phrase)
        if known:
            return phrase, known
    return (words[0],), None


def _any_of(phrases: Iterable[tuple[str, ...]]) -> str:
    return " | ".join(" & ".join(map(_begins, phrase)).join("()") for phrase in phrases).join("()")


def _begins(word: str) -> str:
    """A single letter or digit is meant as it stands: "vitamin d", "type 2"."""
    return word if len(word) == 1 else f"{word}:*"


@cache
def synonyms() -> dict[tuple[str, ...], Synonym]:
    """Folded lay phrase -> what it stands for, in both languages."""
    listed = tomllib.loads(SYNONYMS.read_text(encoding="utf-8"))["synonym"]
    found: dict[tuple[str, ...], Synonym] = {}
    for entry in listed:
        terms = tuple(tuple(fold_words(term).split()) for term in entry.get("terms", ()))
        meant = Synonym(terms, tuple(entry.get("codes", ())))
        for words in entry["words"]:
            found[tuple(fold_words(words).split())] = meant
    return found


@cache
def arabic_names() -> dict[str, str]:
    """Code -> its usual Arabic name, for the diagnoses of an ordinary day."""
    names: dict[str, str] = tomllib.loads(SYNONYMS.read_text(encoding="utf-8"))["arabic"]
    return names
