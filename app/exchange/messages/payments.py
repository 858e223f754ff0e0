"""What was paid, and for which claims."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class PaymentLine:
    """What is paid, or taken back (negative), for one claim."""

    claim_identifier: str
    response_reference: str
    amount: Decimal
    kind: str = "payment"
    paid_on: date | None = None
    fee: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class PaymentAdvice:
    """A payment and the claims it covers; `amount` is the sum of the lines."""

    reference: str
    payment_reference: str
    amount: Decimal
    paid_on: date | None = None
    method: str = ""
    disposition: str = ""
    lines: tuple[PaymentLine, ...] = ()
    final: bool = False
