"""What an electronic invoice says, as plain values that are frozen with the number. Pure.

Named after the terms of the coming e-invoice (UBL 2.1): type codes 380 and 381, VAT category S.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from app.kernel.words import Bilingual
from app.plans.invoicing import VAT_RATE, Line, sums

INVOICE, CREDIT_NOTE = "invoice", "credit_note"
TYPE_CODES = {INVOICE: "380", CREDIT_NOTE: "381"}
STANDARD_RATED = "S"


@dataclass(frozen=True, kw_only=True)
class Side:
    """Seller or buyer."""

    name: Bilingual
    address: Bilingual
    vatin: str | None
    registration: str


@dataclass(frozen=True, kw_only=True)
class Heading:
    """What stands above the lines."""

    kind: str
    identity: UUID
    number: str
    issued_on: date
    due_on: date | None
    month: date
    corrects: str | None = None
    reason: str | None = None


def document(
    heading: Heading, sides: tuple[Side, Side], lines: Sequence[Line],
    names: Mapping[str, Bilingual], pay_to: Mapping[str, str],
) -> dict[str, Any]:  # fmt: skip
    """The whole invoice of seller and buyer as JSON; amounts are texts with three decimals, days ISO."""
    total = sums(lines)
    seller, buyer = sides
    return {
        "uuid": str(heading.identity),
        "type_code": TYPE_CODES[heading.kind],
        "number": heading.number,
        "issue_date": heading.issued_on.isoformat(),
        "due_date": heading.due_on.isoformat() if heading.due_on else None,
        "month": heading.month.isoformat(),
        "currency": "OMR",
        # What the tax authority will have printed as a QR code, once it says how it is made.
        "qr": None,
        "billing_reference": heading.corrects,
        "note": heading.reason,
        "seller": _side(seller),
        "buyer": _side(buyer),
        "payment_means": dict(pay_to),
        "lines": [_line(at, line, names) for at, line in enumerate(lines, 1)],
        "tax": {
            "category": STANDARD_RATED, "rate": str(VAT_RATE * 100),
            "taxable": str(total.net), "amount": str(total.vat),
        },
        "totals": {"net": str(total.net), "vat": str(total.vat), "payable": str(total.gross)},
    }  # fmt: skip


def _side(side: Side) -> dict[str, Any]:
    return {
        "name_en": side.name.en, "name_ar": side.name.ar, "address_en": side.address.en,
        "address_ar": side.address.ar, "vatin": side.vatin, "registration": side.registration,
    }  # fmt: skip


def _line(position: int, line: Line, names: Mapping[str, Bilingual]) -> dict[str, Any]:
    plan = names.get(line.plan, Bilingual("", ""))
    return {
        "id": position, "reason": line.reason, "item": line.item, "plan": line.plan,
        "plan_en": plan.en, "plan_ar": plan.ar, "quantity": line.quantity,
        "unit_price": str(line.unit_price), "first": line.first.isoformat(),
        "last": line.last.isoformat(), "days": line.days, "net": str(line.net),
        "vat": str(line.vat), "vat_category": STANDARD_RATED,
    }  # fmt: skip
