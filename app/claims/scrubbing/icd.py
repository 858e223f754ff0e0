"""What the letters of an ICD-10-CM code tell of age, sex and kind of diagnosis."""

from __future__ import annotations

import re

MALE, FEMALE = "male", "female"

# Category ranges of three characters, both ends inclusive.
_MALE = (("C60", "C63"), ("D29", "D29"), ("N40", "N53"))
_FEMALE = (
    ("C51", "C58"), ("D06", "D06"), ("D25", "D28"), ("N70", "N77"), ("N80", "N98"),
    ("O00", "O9A"), ("Z32", "Z37"), ("Z39", "Z39"), ("Z3A", "Z3A"),
)  # fmt: skip
_MATERNITY = (("O00", "O9A"), ("Z33", "Z37"), ("Z39", "Z39"), ("Z3A", "Z3A"))
_NEWBORN = (("P00", "P96"), ("Z38", "Z38"))

MATERNITY_AGES = (9, 64)
NEWBORN_AGES = (0, 0)


def plain(code: str) -> str:
    """The code as it is compared: upper case, no dot, no blanks."""
    return re.sub(r"[\s.]", "", code).upper()


def is_external_cause(code: str) -> bool:
    """Chapter V00 to Y99: how an injury came about, never what it is."""
    return plain(code)[:1] in set("VWXY")


def is_symptom(code: str) -> bool:
    """Chapter R00 to R99: symptoms and findings without a diagnosis."""
    return plain(code)[:1] == "R"


def is_definite(code: str) -> bool:
    """A disease or injury: neither symptom, nor cause, nor reason for a contact (Z)."""
    return plain(code)[:1] not in set("RUVWXYZ")


def is_birth(code: str) -> bool:
    """Z38: the live-born infant's own record of birth."""
    return plain(code).startswith("Z38")


def sex_of(code: str) -> str:
    """The only sex that can have the diagnosis; empty when both can."""
    if _within(code, _MALE):
        return MALE
    return FEMALE if _within(code, _FEMALE) else ""


def ages_of(code: str) -> tuple[int, int] | None:
    """The completed years, inclusive, at which the diagnosis is believable."""
    if _within(code, _NEWBORN):
        return NEWBORN_AGES
    return MATERNITY_AGES if _within(code, _MATERNITY) else None


def _within(code: str, ranges: tuple[tuple[str, str], ...]) -> bool:
    category = plain(code)[:3]
    return any(first <= category <= last for first, last in ranges)
