"""The rule parameters with their defaults, and how dated rows of a payer replace them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from app.claims.errors import UnknownParameter
from app.claims.rules import VAT_RATE
from app.claims.values import SEVERITIES, Parameters

OFF = "off"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the rules are told. None means: this payer sets no such rule.

    No filing window is a legal default in Oman; without one, two reminders speak instead.
    """

    eligibility_max_age_hours: int = 24
    free_follow_up_days: int | None = None
    refuse_unspecified: bool = False
    vat_rate: Decimal = VAT_RATE
    filing_window_days: int | None = None
    filing_amber: Decimal = Decimal("0.70")
    filing_red: Decimal = Decimal("0.90")
    filing_reminder_days: int = 30
    filing_late_reminder_days: int = 45
    near_duplicate_days: int = 3
    attachment_max_bytes: int = 10_000_000
    attachment_max_count: int = 10
    attachment_types: tuple[str, ...] = ("application/pdf", "image/jpeg")
    severities: Mapping[str, str] = field(default_factory=dict)


def read(parameters: Parameters) -> Settings:
    """Settings from a payer's and tenant's parameters; raises UnknownParameter."""
    return Settings(**{name: _value(name, value) for name, value in parameters.items()})


def _value(name: str, value: object) -> Any:
    try:
        return _READERS[name](value)
    except (KeyError, ValueError, TypeError, InvalidOperation) as error:
        raise UnknownParameter(name=name) from error


def _count(value: object) -> int:
    number = int(str(value))
    if number < 0:
        raise ValueError(value)
    return number


def _count_or_none(value: object) -> int | None:
    return None if value is None else _count(value)


def _fraction(value: object) -> Decimal:
    number = Decimal(str(value))
    if not 0 <= number <= 1:
        raise ValueError(value)
    return number


def _yes_no(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def _words(value: object) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)):
        raise TypeError(value)
    return tuple(str(word) for word in value)


def _severities(value: object) -> dict[str, str]:
    if not isinstance(value, Mapping) or not set(value.values()) <= {*SEVERITIES, OFF}:
        raise TypeError(value)
    return {str(code): str(severity) for code, severity in value.items()}


_READERS: dict[str, Callable[[object], object]] = {
    "eligibility_max_age_hours": _count,
    "free_follow_up_days": _count_or_none,
    "refuse_unspecified": _yes_no,
    "vat_rate": _fraction,
    "filing_window_days": _count_or_none,
    "filing_amber": _fraction,
    "filing_red": _fraction,
    "filing_reminder_days": _count,
    "filing_late_reminder_days": _count,
    "near_duplicate_days": _count,
    "attachment_max_bytes": _count,
    "attachment_max_count": _count,
    "attachment_types": _words,
    "severities": _severities,
}
