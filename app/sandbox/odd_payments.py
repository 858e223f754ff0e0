"""Payments that are not what a clinic expects: again, for nobody's claim, too much, fees, advances."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, select

from app.sandbox import encoding, payments, queue, repeats, schema
from app.sandbox.reconciliation import ADJUSTMENT, ADVANCE, PAYMENT, Entry

KINDS = ("unknown", "fee", "advance")


class NoSuchPayment(Exception):
    """No payment has this number."""


def again(connection: Connection, number: str, now: datetime) -> None:
    """The same advice once more, in a new envelope; raises NoSuchPayment."""
    payment = connection.execute(
        select(schema.payments).where(schema.payments.c.value == number)
    ).one_or_none()
    if payment is None:
        raise NoSuchPayment(number)
    sealed = repeats.readdress(_body(connection, payment), "", now)
    queue.put(
        connection, sealed, now, recipient=payment.sender, payer=payment.payer,
        event="payment-reconciliation",
    )  # fmt: skip


def odd(
    connection: Connection, payer: str, sender: str, now: datetime, *, kind: str, amount: Decimal
) -> str:
    """A payment for a claim nobody knows, a fee on everything, or an advance; its number."""
    number = payments.new_number(payer)
    first = f"{number}-1"
    entry = {
        "unknown": Entry(
            number=first, kind=PAYMENT, gross=amount,
            claim=(f"http://{sender}.Dhamani.om/claim", f"UNKNOWN-{number[-10:]}"),
        ),
        "fee": Entry(number=first, kind=ADJUSTMENT, fee=-abs(amount)),
        "advance": Entry(number=first, kind=ADVANCE, gross=amount),
    }[kind]  # fmt: skip
    payments.send(connection, payer, sender, number=number, entries=[entry], now=now)
    return number


def _body(connection: Connection, payment: Any) -> bytes:
    """The reconciliation as it was laid into the queue."""
    table = schema.queue
    laid = connection.scalars(
        select(table.c.body)
        .where(table.c.recipient == payment.sender, table.c.event == "payment-reconciliation")
        .order_by(table.c.id)
    )
    for body in laid:
        focal = encoding.loads(bytes(body))["entry"][1]["resource"]
        if focal["identifier"][0]["value"] == payment.value:
            return bytes(body)
    raise NoSuchPayment(payment.value)
