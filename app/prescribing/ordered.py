"""A prescription as it travels: whom it is for, who wrote it, what was ordered; as a value and as text."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from app.kernel.errors import DomainError
from app.kernel.words import N_

UNIT = Decimal("0.001")


class UnreadableOrder(DomainError):
    """The text is no prescription as we write them."""

    sentence = N_("This prescription cannot be read. Ask the patient for the paper and enter it.")


@dataclass(frozen=True, kw_only=True)
class OrderedDocument:
    """An identity document of the patient: kind, number, country (ISO 3166)."""

    kind: str
    number: str
    country: str = "OM"


@dataclass(frozen=True, kw_only=True)
class OrderedMedicine:
    """One line: `quantity` and `supplied` in units, `dose` in dose units; `system` is the uri of the code's list."""

    sequence: int
    name: str
    quantity: Decimal
    system: str = ""
    code: str = ""
    supplied: Decimal = Decimal(0)
    dose: Decimal | None = None
    times_a_day: Decimal | None = None
    days: int | None = None
    directions: str = ""

    @property
    def left(self) -> Decimal:
        """Units that nobody has handed out yet, never below zero."""
        return max(self.quantity - self.supplied, Decimal(0))

    def supplied_of(self, whole: Decimal) -> Decimal:
        """What was handed out already, where the same order counts `whole` units; never more than it."""
        share = min(self.supplied / self.quantity, Decimal(1))
        return (whole * share).quantize(UNIT)


@dataclass(frozen=True, kw_only=True)
class Ordered:
    """The whole prescription; both days inclusive."""

    prescriber_name: str
    prescriber_licence: str
    written_on: date
    expires_on: date
    medicines: tuple[OrderedMedicine, ...]
    documents: tuple[OrderedDocument, ...] = ()
    name_en: str = ""
    name_ar: str = ""
    birth_date: date | None = None
    sex: str = "unknown"
    diagnosis_code: str = ""


def to_text(ordered: Ordered) -> str:
    """The prescription as JSON: days in ISO form, numbers as strings."""
    return json.dumps(asdict(ordered), default=str, ensure_ascii=False)


def from_text(text: str) -> Ordered:
    """The prescription of such a text; raises UnreadableOrder."""
    try:
        told = json.loads(text)
        days = {name: date.fromisoformat(told[name]) for name in ("written_on", "expires_on")}
        born = told["birth_date"]
        return Ordered(
            **told
            | days
            | {
                "birth_date": date.fromisoformat(born) if born else None,
                "documents": tuple(OrderedDocument(**one) for one in told["documents"]),
                "medicines": tuple(_medicine(one) for one in told["medicines"]),
            }
        )
    except (ValueError, TypeError, KeyError, InvalidOperation) as problem:
        raise UnreadableOrder from problem


def _medicine(told: dict[str, Any]) -> OrderedMedicine:
    numbers = {
        name: None if told[name] is None else Decimal(told[name])
        for name in ("quantity", "supplied", "dose", "times_a_day")
    }
    return OrderedMedicine(**told | numbers)
