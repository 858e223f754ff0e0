"""Days as people type them: three boxes or one text, months by number or name in both languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from babel.dates import get_month_names

from app.kernel.pagewords import latin_digits

PARTS = ("day", "month", "year")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_WHOLE = re.compile(r"(\d{1,2})[-/. ]+([^\W\d_]+\.?|\d{1,2})[-/. ]+(\d{4})")


class DayIncomplete(ValueError):
    """A part is missing or is no number."""


class NoSuchDay(ValueError):
    """No calendar has this day."""


def day_parts(day: date | None) -> dict[str, str]:
    """The day as the three boxes first show it."""
    if day is None:
        return dict.fromkeys(PARTS, "")
    return {"day": str(day.day), "month": str(day.month), "year": f"{day.year:04d}"}


def read_day(parts: Mapping[str, str]) -> date | None:
    """The day typed, None when all is empty. A whole date in the first box is understood.

    Raises DayIncomplete, NoSuchDay.
    """
    day, month, year = (latin_digits(parts[part]).strip() for part in PARTS)
    if not (day or month or year):
        return None
    if not (month or year):
        day, month, year = _split(day)
    number = _month(month)
    if not re.fullmatch(r"\d{1,2}", day) or number is None or not re.fullmatch(r"\d{4}", year):
        raise DayIncomplete
    try:
        return date(int(year), number, int(day))
    except ValueError as error:
        raise NoSuchDay from error


def _split(whole: str) -> tuple[str, str, str]:
    if found := _ISO.fullmatch(whole):
        year, month, day = found.groups()
        return day, month, year
    if found := _WHOLE.fullmatch(whole):
        day, month, year = found.groups()
        return day, month, year
    raise DayIncomplete


def _month(text: str) -> int | None:
    """The number of a month given as a number or as a name in English or Arabic, or None."""
    if re.fullmatch(r"\d{1,2}", text):
        return int(text)
    return _MONTHS.get(_folded(text))


def _folded(name: str) -> str:
    plain = " ".join(name.casefold().rstrip(".").split())
    return plain.translate({ord(letter): "ا" for letter in "أإآ"})


def _all_months() -> dict[str, int]:
    """Names of months: full and short, English, Arabic of the Gulf and of the Levant."""
    names = {"sept": 9}
    for locale in ("en_GB", "ar_OM", "ar_SY"):
        for width in ("wide", "abbreviated"):
            found = get_month_names(width, locale=locale)
            names |= {_folded(name): number for number, name in found.items()}
    return names


_MONTHS = _all_months()
