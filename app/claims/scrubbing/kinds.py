"""The kinds of parameter: how a value is read from a dated row, and typed and shown as text.

A row keeps plain JSON: numbers and amounts as number or text, tables as objects. Text is what
a person types into one box; a table has one line for each code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from app.claims.values import SEVERITIES

OFF = "off"


@dataclass(frozen=True, kw_only=True)
class Frequency:
    """So many times within so many days."""

    times: int
    days: int


@dataclass(frozen=True, kw_only=True)
class Kind:
    """`read` takes a row's JSON, `typed` turns a box's text into that JSON, `shown` turns it back.

    `read` and `typed` raise ValueError for what does not fit.
    """

    name: str
    read: Callable[[Any], Any]
    typed: Callable[[str], Any]
    shown: Callable[[Any], str]


def _count(value: Any) -> int:
    number = _decimal(value)
    if number < 0 or number != number.to_integral_value():
        raise ValueError(value)
    return int(number)


def _decimal(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (int, float, str, Decimal)):
        raise ValueError(value)  # noqa: TRY004
    try:
        number = Decimal(str(value))
    except InvalidOperation as error:
        raise ValueError(value) from error
    if not number.is_finite():
        raise ValueError(value)
    return number


def _amount(value: Any) -> Decimal:
    number = _decimal(value)
    if number < 0:
        raise ValueError(value)
    return number


def _share(value: Any) -> Decimal:
    number = _amount(value)
    if number > 1:
        raise ValueError(value)
    return number


def _yes_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(value)  # noqa: TRY004 - one refusal for all that does not fit
    return value


def _words(value: Any) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)) or not all(isinstance(one, str) for one in value):
        raise ValueError(value)
    return tuple(value)


def _table(read: Callable[[Any], Any]) -> Callable[[Any], dict[str, Any]]:
    def reading(value: Any) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise ValueError(value)  # noqa: TRY004
        return {str(code): read(entry) for code, entry in value.items()}

    return reading


def _frequency(value: Any) -> Frequency:
    if not isinstance(value, Mapping) or set(value) != {"times", "days"}:
        raise ValueError(value)
    return Frequency(times=_count(value["times"]), days=_count(value["days"]))


def _severity(value: Any) -> str:
    if value not in (*SEVERITIES, OFF):
        raise ValueError(value)
    return str(value)


def _split(text: str) -> list[str]:
    return [word for part in text.replace("،", ",").split(",") if (word := part.strip())]


def _lines(read: Callable[[str], Any]) -> Callable[[str], dict[str, Any]]:
    """One `CODE: value` a line; a code twice is refused."""

    def typed(text: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for line in filter(None, map(str.strip, text.splitlines())):
            code, colon, rest = line.partition(":")
            if not colon or not code.strip() or not rest.strip() or code.strip() in found:
                raise ValueError(line)
            found[code.strip()] = read(rest.strip())
        return found

    return typed


def _told(shown: Callable[[Any], str]) -> Callable[[Any], str]:
    return lambda value: "\n".join(f"{code}: {shown(entry)}" for code, entry in value.items())


def _typed_frequency(text: str) -> dict[str, int]:
    times, _, days = text.partition("/")
    return {"times": _count(times.strip()), "days": _count(days.strip())}


def _typed_yes_no(text: str) -> bool:
    if text not in {"yes", "no"}:
        raise ValueError(text)
    return text == "yes"


def _as_typed(read: Callable[[Any], Any]) -> Callable[[str], Any]:
    """A number as text, once it is known to be one."""

    def typed(text: str) -> str:
        return str(read(text.strip()))

    return typed


def _joined(value: Any) -> str:
    return ", ".join(value)


def _times_in_days(value: Any) -> str:
    return f"{value['times']}/{value['days']}"


COUNT = Kind(name="count", read=_count, typed=lambda text: _count(text.strip()), shown=str)
AMOUNT = Kind(name="amount", read=_amount, typed=_as_typed(_amount), shown=str)
SHARE = Kind(name="share", read=_share, typed=_as_typed(_share), shown=str)
YES_NO = Kind(
    name="yes_no", read=_yes_no, typed=_typed_yes_no, shown=lambda value: "yes" if value else "no"
)
WORDS = Kind(name="words", read=_words, typed=_split, shown=_joined)
LISTS = Kind(name="lists", read=_table(_words), typed=_lines(_split), shown=_told(_joined))
LIMITS = Kind(
    name="limits", read=_table(_amount), typed=_lines(_as_typed(_amount)), shown=_told(str)
)
FREQUENCIES = Kind(
    name="frequencies", read=_table(_frequency), typed=_lines(_typed_frequency),
    shown=_told(_times_in_days),
)  # fmt: skip
SEVERITY_TABLE = Kind(
    name="severities", read=_table(_severity), typed=_lines(_severity), shown=_told(str)
)
