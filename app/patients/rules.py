"""What holds for people, their documents and their likeness. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.kernel.words import N_
from app.patients import names
from app.patients.errors import (
    BornInFuture,
    BornTooLongAgo,
    DiedBeforeBirth,
    NameMissing,
    NumberUnlikely,
    PeriodReversed,
)
from app.patients.values import CIVIL_ID, GCC_ID, PASSPORT, RESIDENT_CARD, Correction, NewPatient

USUAL_CIVIL_ID_DIGITS = 8
OLDEST_YEARS = 130
NEWBORN_DAYS = 30
SHOWN_DIGITS = 3

_NOT_IN_NUMBER = re.compile(r"[\s\-–—./\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_SHAPES = {
    CIVIL_ID: re.compile(r"\d{5,10}"),
    RESIDENT_CARD: re.compile(r"\d{5,10}"),
    PASSPORT: re.compile(r"[A-Z0-9]{5,15}"),
    GCC_ID: re.compile(r"\d{5,15}"),
}

SAME_DOCUMENT = N_("same document")
SAME_BIRTH_AND_NAME = N_("same birth date, similar name")
SAME_PHONE_AND_NAME = N_("same phone, similar name")
SAME_PHONE = N_("same phone")


def plain_number(number: str) -> str:
    """An identity number as it is compared: ASCII, upper case, no spaces or dashes."""
    ascii_digits = (
        str(int(c)) if c.isdecimal() else c for c in unicodedata.normalize("NFKC", number)
    )
    return _NOT_IN_NUMBER.sub("", "".join(ascii_digits)).upper()


def checked_number(kind: str, number: str) -> str:
    """The plain number; raises NumberUnlikely. Lengths vary, so the check is wide."""
    plain = plain_number(number)
    if not _SHAPES[kind].fullmatch(plain):
        raise NumberUnlikely
    return plain


def unusual_number(kind: str, plain: str) -> bool:
    """Worth a second look at the card, but not refused: civil numbers nearly always have 8 digits."""
    return kind in {CIVIL_ID, RESIDENT_CARD} and len(plain) != USUAL_CIVIL_ID_DIGITS


def number_end(plain: str) -> str:
    """What a list may show of a number: its last digits."""
    return plain[-SHOWN_DIGITS:]


def age(birth_date: date, on: date) -> int:
    """Completed years on a day."""
    had_birthday = (on.month, on.day) >= (birth_date.month, birth_date.day)
    return on.year - birth_date.year - (0 if had_birthday else 1)


def is_newborn(birth_date: date | None, on: date) -> bool:
    """Within the first 30 days of life, when a child may have no document yet."""
    return birth_date is not None and 0 <= (on - birth_date).days <= NEWBORN_DAYS


def check_particulars(person: NewPatient | Correction, today: date) -> None:
    """Raises NameMissing, BornInFuture, BornTooLongAgo, DiedBeforeBirth."""
    if not (person.name_en or person.name_ar):
        raise NameMissing
    if person.birth_date is not None:
        if person.birth_date > today:
            raise BornInFuture
        if age(person.birth_date, today) > OLDEST_YEARS:
            raise BornTooLongAgo
    died = person.deceased_on if isinstance(person, Correction) else None
    if died is not None and not (person.birth_date or date.min) <= died <= today:
        raise DiedBeforeBirth


def check_period(first: date, last: date | None) -> None:
    """Raises PeriodReversed."""
    if last is not None and last < first:
        raise PeriodReversed


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is compared of a person; the indexes are blind."""

    id: UUID | None = None
    name_en: str = ""
    name_ar: str = ""
    birth_date: date | None = None
    phone_index: str | None = None
    document_indexes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Likeness:
    """How much two records look like one person: 100 is certain; reasons are msgids."""

    score: int
    reasons: tuple[str, ...]


ALIKE = 30  # From here on a person is asked; a shared phone alone is only a family.
CERTAIN = 100


def likeness(one: Known, other: Known) -> Likeness:
    """Same document: certain. Same birth date and name: likely. Same phone: a family, or the same."""
    score, reasons = 0, []
    alike = _names_alike(one, other)
    if one.document_indexes & other.document_indexes:
        score, reasons = CERTAIN, [SAME_DOCUMENT]
    if one.birth_date is not None and one.birth_date == other.birth_date and alike:
        score, reasons = score + 70, [*reasons, SAME_BIRTH_AND_NAME]
    if one.phone_index is not None and one.phone_index == other.phone_index:
        born_apart = None not in {one.birth_date, other.birth_date} and one.birth_date != other.birth_date  # fmt: skip
        score += 60 if alike and not born_apart else 10
        reasons.append(SAME_PHONE_AND_NAME if alike else SAME_PHONE)
    return Likeness(min(score, CERTAIN), tuple(reasons))


def alike(one: Known, others: Iterable[Known]) -> list[tuple[Known, Likeness]]:
    """Those worth asking about, the likeliest first."""
    judged = [(other, likeness(one, other)) for other in others]
    found = [pair for pair in judged if pair[1].score >= ALIKE]
    return sorted(found, key=lambda pair: -pair[1].score)


def _names_alike(one: Known, other: Known) -> bool:
    """Two words in common, or all words of the shorter name."""
    pairs = [(a, b) for a in (one.name_en, one.name_ar) for b in (other.name_en, other.name_ar) if a and b]  # fmt: skip
    return any(names.same_words(a, b) >= _enough(a, b) for a, b in pairs)


def _enough(one: str, other: str) -> int:
    return max(1, min(2, len(names.asked(one)), len(names.asked(other))))
