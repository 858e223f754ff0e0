"""What a person means by what they typed into a code box: pure."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.reference.folding import fold_code, fold_words

SYNONYMS = Path(__file__).with_name("synonyms.toml")
MOST_WORDS = 8
_LOOKS_LIKE_CODE = re.compile(r"(?=.*\d)[a-z0-9]{2,}|[a-z]\d?")


@dataclass(frozen=True)
class Wanted:
    """A search: the beginning of a code, a full-text query (simple configuration), the usual codes."""

    code_prefix: str | None = None
    tsquery: str | None = None
    codes: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.code_prefix or self.tsquery or self.codes)


@dataclass(frozen=True)
class Synonym:
    """A lay word: the words that code lists use for it, and the codes most often meant."""

    terms: tuple[tuple[str, ...], ...]
    codes: tuple[str, ...]


def wanted(typed: str) -> Wanted:
    """What is searched for."""
    words = fold_words(typed).split()[:MOST_WORDS]
    prefix = fold_code(typed)
    if not _LOOKS_LIKE_CODE.fullmatch(prefix):
        prefix = ""
    groups, codes = _with_synonyms(words)
    return Wanted(
        code_prefix=prefix or None, tsquery=" & ".join(groups) or None, codes=tuple(codes)
    )


def _with_synonyms(words: list[str]) -> tuple[list[str], list[str]]:
    """Each word or known phrase as one group of alternatives; usual codes only when all was one phrase."""
    groups: list[str] = []
    codes: list[str] = []
    rest = words
    while rest:
        phrase, known = _longest_phrase(rest)
        alternatives = [phrase, *(known.terms if known else ())]
        groups.append(" | ".join(map(_all_of, alternatives)).join("()"))
        if known and len(phrase) == len(words):
            codes = list(known.codes)
        rest = rest[len(phrase) :]
    return groups, codes


def _longest_phrase(words: list[str]) -> tuple[tuple[str, ...], Synonym | None]:
    for length in range(min(len(words), 4), 0, -1):
        phrase = tuple(words[:length])
        known = synonyms().get(phrase)
        if known:
            return phrase, known
    return (words[0],), None


def _all_of(words: tuple[str, ...]) -> str:
    return " & ".join(f"{word}:*" for word in words).join("()")


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
