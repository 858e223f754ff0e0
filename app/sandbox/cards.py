"""A card gateway with a page of its own, as merchants meet one: checkouts, their fate, refunds, signed callbacks.

No card number is ever typed here: whoever plays the payer chooses what the card does.
"""

import hashlib
import hmac
import json
import logging
import secrets
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

import httpx2 as httpx
from sqlalchemy import Connection, Row, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from app.sandbox.card_schema import checkouts, refunds

log = logging.getLogger(__name__)

OPEN, PAID, REFUSED, LEFT, EXPIRED = "open", "paid", "refused", "left", "expired"
# What the payer chose -> the fate of the checkout, and whether the merchant is told of it.
CHOICES = {
    "pay": (PAID, True),
    "pay_silently": (PAID, False),
    "refuse": (REFUSED, True),
    "leave": (LEFT, True),
}
GOOD_FOR = timedelta(minutes=30)
LARGEST = Decimal(1_000_000)
WAIT_SECONDS = 5.0


class WrongCheckout(ValueError):
    """What the merchant asks for cannot be done; the text says why."""


def begin(connection: Connection, wish: dict[str, Any], now: datetime) -> Row[Any]:
    """A checkout for a merchant's reference; the same again is the same one. Raises WrongCheckout."""
    amount = _amount(wish.get("amount"))
    told = {name: str(wish.get(name) or "") for name in ("reference", "description", "return_url", "callback_url")}  # fmt: skip
    if not all(told.values()) or wish.get("currency") != "OMR":
        raise WrongCheckout("reference, description, return_url, callback_url and currency OMR are needed")  # fmt: skip
    connection.execute(
        upsert(checkouts)
        .values(**told, amount=amount, token=secrets.token_urlsafe(24), opened_at=now)
        .on_conflict_do_nothing(index_elements=["reference"])
    )
    found = by_reference(connection, told["reference"])
    if found is None or found.amount != amount:
        raise WrongCheckout("this reference stands for another amount")
    return found


def by_reference(connection: Connection, reference: str) -> Row[Any] | None:
    """A merchant's checkout."""
    query = select(checkouts).where(checkouts.c.reference == reference)
    return connection.execute(query).one_or_none()


def by_token(connection: Connection, token: str) -> Row[Any] | None:
    """The checkout of a payer's page."""
    return connection.execute(select(checkouts).where(checkouts.c.token == token)).one_or_none()


def fate(row: Row[Any], now: datetime) -> str:
    """Its status; one that lay open too long is over."""
    return EXPIRED if row.status == OPEN and row.opened_at + GOOD_FOR < now else str(row.status)


def choose(connection: Connection, row: Row[Any], choice: str, now: datetime) -> bool:
    """The payer decides, once; whether the merchant is to be told now. Raises WrongCheckout."""
    if choice not in CHOICES or fate(row, now) != OPEN:
        raise WrongCheckout("this checkout is over")
    status, is_told = CHOICES[choice]
    done = connection.execute(
        update(checkouts).where(checkouts.c.id == row.id, checkouts.c.status == OPEN).values(status=status)
    )  # fmt: skip
    return bool(done.rowcount) and is_told


def refund(connection: Connection, row: Row[Any], key: str, amount: object, now: datetime) -> None:
    """Give a part back to the card; the same key again gives nothing more. Raises WrongCheckout."""
    wanted = _amount(amount)
    connection.execute(select(checkouts.c.id).where(checkouts.c.id == row.id).with_for_update())
    known = connection.scalar(select(refunds.c.amount).where(refunds.c.key == key))
    if known is not None:
        return
    if row.status != PAID or refunded(connection, row) + wanted > row.amount:
        raise WrongCheckout("no more is given back than was paid")
    connection.execute(insert(refunds).values(key=key, checkout_id=row.id, amount=wanted, at=now))


def refunded(connection: Connection, row: Row[Any]) -> Decimal:
    """What went back to the card so far."""
    query = select(func.coalesce(func.sum(refunds.c.amount), 0))
    return Decimal(connection.scalar(query.where(refunds.c.checkout_id == row.id)) or 0)


def as_told(row: Row[Any], status: str) -> dict[str, str]:
    """A checkout as the merchant hears of it."""
    return {
        "id": f"SIM-{row.id:08}", "reference": row.reference, "status": status,
        "amount": f"{row.amount:.3f}", "currency": "OMR",
    }  # fmt: skip


def signature(secret: str, body: bytes, now: datetime) -> str:
    """`t=<second>,v1=<hex of HMAC-SHA256 over "second.body">`."""
    second = str(int(now.timestamp()))
    digest = hmac.new(secret.encode(), second.encode() + b"." + body, hashlib.sha256).hexdigest()
    return f"t={second},v1={digest}"


def call_back(url: str, told: dict[str, str], secret: str, now: datetime) -> None:
    """Tell the merchant; one that does not answer asks later."""
    if urlsplit(url).hostname not in {"127.0.0.1", "localhost", "::1"}:
        log.warning("a callback to another machine was left out")
        return
    body = json.dumps(told).encode()
    headers = {"Content-Type": "application/json", "Card-Signature": signature(secret, body, now)}
    try:
        httpx.post(url, content=body, headers=headers, timeout=WAIT_SECONDS, trust_env=False)
    except httpx.HTTPError:
        log.warning("the merchant did not hear of %s", told["reference"])


def _amount(text: object) -> Decimal:
    try:
        amount = Decimal(str(text))
    except InvalidOperation as wrong:
        raise WrongCheckout("the amount is no number") from wrong
    if not (0 < amount < LARGEST) or amount != amount.quantize(Decimal("0.001")):
        raise WrongCheckout("the amount is in rials, above zero, with three decimals at most")
    return amount
