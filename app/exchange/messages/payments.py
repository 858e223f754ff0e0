"""What was paid, what was taken back or kept, and for which claims."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

PAID, ADVANCE, ADJUSTMENT = "payment", "advance", "adjustment"
FEE, EARLY_PAYMENT, TAKEBACK = "fee", "early_payment", "takeback"
COMPONENTS = (PAID, ADVANCE, ADJUSTMENT, FEE, EARLY_PAYMENT, TAKEBACK)


@dataclass(frozen=True, kw_only=True)
class PaymentComponent:
    """A part of an amount; `kind` is one of COMPONENTS. What is kept or taken back is negative."""

    kind: str
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class PaymentItem:
    """What of a payment is for one line of the claim, by the sequence under which it was claimed."""

    sequence: int
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class PaymentLine:
    """What is paid, or taken back (negative), for one claim; without a claim, a fee on the whole.

    `kind` is one of COMPONENTS. `amount` is the sum of the components; `items` tell the claim's lines
    where the payer does, and add up to what was paid before fees. `reference` is the payer's number of
    this entry; `original_reference` that of the entry an adjustment or take-back belongs to.
    """

    claim_identifier: str
    response_reference: str
    amount: Decimal
    kind: str = PAID
    paid_on: date | None = None
    components: tuple[PaymentComponent, ...] = ()
    items: tuple[PaymentItem, ...] = ()
    reference: str = ""
    original_reference: str = ""

    @property
    def fee(self) -> Decimal | None:
        """What was kept of it, negative; None where nothing was."""
        kept = [part.amount for part in self.components if part.kind in (FEE, EARLY_PAYMENT)]
        return sum(kept, Decimal("0.000")) if kept else None


@dataclass(frozen=True, kw_only=True)
class PaymentAdvice:
    """A payment and what it covers; `amount` is what the payer tells, rightly the sum of the lines.

    `reference` is the advice's own number: one that comes again is the same advice.
    `payment_reference` is what the bank's statement shows.
    """

    reference: str
    payment_reference: str
    amount: Decimal
    payer_licence: str = ""
    paid_on: date | None = None
    method: str = ""
    disposition: str = ""
    lines: tuple[PaymentLine, ...] = ()
    final: bool = False
