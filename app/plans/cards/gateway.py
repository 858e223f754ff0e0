"""The port to a card gateway, in our words. The gateway shows its own page: no card number ever reaches us."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from flask import Flask, current_app

from app.kernel.errors import DomainError
from app.kernel.words import N_

KEY = "card_gateway"
# What became of a payment, whichever gateway tells.
OPEN, CAPTURED, REFUSED, ABANDONED = "open", "captured", "refused", "abandoned"


class GatewayAway(DomainError):
    """No answer, or one that cannot be used: nothing is known."""

    sentence = N_(
        "The card service does not answer now. Try again in a minute, or pay by transfer."
    )


class NotSigned(ValueError):
    """A callback that the gateway did not write, or wrote too long ago."""


@dataclass(frozen=True, kw_only=True)
class Checkout:
    """What is to be paid: our reference, OMR, what the payer reads, and where the gateway goes afterwards."""

    reference: UUID
    amount: Decimal
    description: str
    return_url: str
    callback_url: str


@dataclass(frozen=True)
class Opened:
    """A payment that waits for its payer at the gateway's own page."""

    gateway_id: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the gateway says of a payment; `fate` is one of OPEN, CAPTURED, REFUSED, ABANDONED."""

    reference: UUID
    gateway_id: str
    fate: str
    amount: Decimal


class CardGateway(Protocol):
    """What every gateway must be able to do. All may raise GatewayAway."""

    def begin(self, checkout: Checkout) -> Opened:
        """Open a payment; the same reference again is the same payment."""

    def ask(self, reference: UUID) -> Told | None:
        """What became of it; None where the gateway never heard of it."""

    def refund(self, reference: UUID, amount: Decimal) -> None:
        """Give a part back to the card, once however often it is asked."""

    def read_callback(self, signature: str, body: bytes, at: datetime) -> Told:
        """What a callback says. Raises NotSigned."""


def use(app: Flask, gateway: CardGateway) -> None:
    """Invoices can be paid by card at this gateway."""
    app.extensions[KEY] = gateway


def in_use() -> CardGateway | None:
    """The gateway of this installation, where it has one."""
    found: CardGateway | None = current_app.extensions.get(KEY)
    return found
