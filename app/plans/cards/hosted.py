"""A gateway with a page of its own, over HTTP: checkouts by reference, refunds by key, signed callbacks."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx2 as httpx

from app.kernel.money import NotMoney, money
from app.plans.cards import gateway
from app.plans.cards.gateway import Checkout, GatewayAway, NotSigned, Opened, Told
from app.plans.cards.signing import is_signed

ANSWER_SECONDS, CONNECT_SECONDS = 10.0, 3.0
CURRENCY = "OMR"
FATES = {
    "open": gateway.OPEN,
    "paid": gateway.CAPTURED,
    "refused": gateway.REFUSED,
    "left": gateway.ABANDONED,
    "expired": gateway.ABANDONED,
}


class HostedCards:
    """One merchant's account; follows no redirect, keeps no connection."""

    def __init__(
        self, base_url: str, merchant: str, secret: str, transport: httpx.BaseTransport | None = None
    ) -> None:  # fmt: skip
        self._secret = secret
        self._client = httpx.Client(
            base_url=base_url, auth=(merchant, secret), follow_redirects=False, trust_env=False,
            timeout=httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS), transport=transport,
        )  # fmt: skip

    def begin(self, checkout: Checkout) -> Opened:
        """Open a payment. Raises GatewayAway."""
        told = self._say(
            "POST", "/cards/checkouts", reference=str(checkout.reference), amount=f"{checkout.amount:.3f}",
            currency=CURRENCY, description=checkout.description, return_url=checkout.return_url,
            callback_url=checkout.callback_url,
        )  # fmt: skip
        url = told.get("url") if told else None
        if told is None or not isinstance(url, str) or not url.startswith(("https://", "http://")):
            raise GatewayAway
        return Opened(str(told.get("id")), url)

    def ask(self, reference: UUID) -> Told | None:
        """What became of a payment. Raises GatewayAway."""
        told = self._say("GET", f"/cards/checkouts/{reference}")
        return None if told is None else _read(told)

    def refund(self, reference: UUID, amount: Decimal) -> None:
        """Give a part back; a payment is refunded once, so its reference is the key. Raises GatewayAway."""
        path = f"/cards/checkouts/{reference}/refunds"
        if self._say("POST", path, key=str(reference), amount=f"{amount:.3f}") is None:
            raise GatewayAway

    def read_callback(self, signature: str, body: bytes, at: datetime) -> Told:
        """What a callback says. Raises NotSigned."""
        if not is_signed(self._secret, signature, body, at):
            raise NotSigned
        try:
            return _read(json.loads(body))
        except (ValueError, TypeError, GatewayAway) as error:
            raise NotSigned from error

    def _say(self, method: str, path: str, **wish: str) -> dict[str, Any] | None:
        """The answer; None where there is no such thing."""
        try:
            answer = self._client.request(method, path, json=wish or None)
            if answer.status_code == httpx.codes.NOT_FOUND:
                return None
            told = answer.raise_for_status().json()
        except (httpx.HTTPError, ValueError) as error:
            raise GatewayAway from error
        if not isinstance(told, dict):
            raise GatewayAway
        return told


def _read(told: dict[str, Any]) -> Told:
    try:
        if told["currency"] != CURRENCY:
            raise GatewayAway
        return Told(
            reference=UUID(told["reference"]), gateway_id=str(told["id"]), fate=FATES[told["status"]],
            amount=money(str(told["amount"])),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError, NotMoney) as error:
        raise GatewayAway from error
