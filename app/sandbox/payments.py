"""Paying claims: reconciliations into the queue, and the provider's notice that money came."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from app.sandbox import bundles, communications, queue, schema, vocabulary
from app.sandbox.bundles import Sealed
from app.sandbox.fields import MUSCAT, number_at, text_at
from app.sandbox.parsing import Message
from app.sandbox.reading import ZERO
from app.sandbox.refusals import Finding

_CLAIMS, _PAYMENTS, _DETAILS = schema.claims, schema.payments, schema.payment_details


class NothingToPay(Exception):
    """No claim of this provider waits for money from this payer."""


class TooMuch(Exception):
    """More was to be paid than is owed, or more taken back than was paid; carries the claim's number."""


def owed(connection: Connection, payer: str, sender: str) -> dict[int, Decimal]:
    """What a payer owes a provider, by claim, in Omani rials."""
    rows = connection.execute(
        select(_CLAIMS.c.id, _CLAIMS.c.benefit - _CLAIMS.c.paid)
        .where(
            _CLAIMS.c.payer == payer,
            _CLAIMS.c.sender == sender,
            _CLAIMS.c.use == "claim",
            _CLAIMS.c.state == "answered",
            _CLAIMS.c.benefit != _CLAIMS.c.paid,
        )
        .order_by(_CLAIMS.c.id)
    )
    return {int(claim_id): amount for claim_id, amount in rows}


def pay(
    connection: Connection, payer: str, sender: str, amounts: Mapping[int, Decimal], now: datetime
) -> str:
    """Pay or take back amounts by claim with one reconciliation; returns its number."""
    if not amounts:
        raise NothingToPay(sender)
    rows = connection.execute(
        select(_CLAIMS)
        .where(_CLAIMS.c.id.in_(amounts), _CLAIMS.c.payer == payer, _CLAIMS.c.sender == sender)
        .order_by(_CLAIMS.c.id)
        .with_for_update()
    ).all()
    for row in rows:
        after = row.paid + amounts[row.id]
        if row.state != "answered" or after < 0 or (amounts[row.id] > 0 and after > row.benefit):
            raise TooMuch(row.focal_value)
    total = sum((amounts[row.id] for row in rows), ZERO)
    number = f"{payer.removeprefix('DEMO-')}-PAY-{uuid.uuid4().hex[:10].upper()}"
    payment_id = connection.scalar(
        insert(_PAYMENTS)
        .values(sender=sender, payer=payer, value=number, amount=total, paid_at=now)
        .returning(_PAYMENTS.c.id)
    )
    for row in rows:
        connection.execute(
            insert(_DETAILS).values(payment_id=payment_id, claim_id=row.id, amount=amounts[row.id])
        )
        connection.execute(
            update(_CLAIMS)
            .where(_CLAIMS.c.id == row.id)
            .values(paid=_CLAIMS.c.paid + amounts[row.id])
        )
    details = [_detail(row, amounts[row.id], now) for row in rows]
    sealed = _reconciliation(payer, sender, number=number, total=total, details=details, now=now)
    queue.put(
        connection, sealed, now, recipient=sender, payer=payer, event="payment-reconciliation"
    )
    return number


def receive_notice(connection: Connection, message: Message, now: datetime) -> Sealed:
    """The provider says that a payment arrived; number and amount must be those of the reconciliation."""
    value = text_at(message.focal, "payment", "identifier", "value")
    amount = number_at(message.focal, "amount", "value")
    noticed = connection.execute(
        update(_PAYMENTS)
        .where(
            _PAYMENTS.c.sender == message.sender,
            _PAYMENTS.c.value == value,
            _PAYMENTS.c.amount == amount,
        )
        .values(noticed_at=func.coalesce(_PAYMENTS.c.noticed_at, now))
    )
    if not noticed.rowcount:
        return communications.refuse(message, [Finding("BV-00354", "PaymentNotice.payment")], now)
    return communications.acknowledge(message, now)


def _detail(row: Any, amount: Decimal, now: datetime) -> dict[str, Any]:
    kind = "payment" if amount >= 0 else "adjustment"
    return {
        "type": vocabulary.concept(vocabulary.PAYMENT_TYPE, kind),
        "request": {
            "type": "Claim",
            "identifier": {"system": row.focal_system, "value": row.focal_value},
        },
        "submitter": bundles.licence_of(row.sender, vocabulary.PROVIDER_LICENCE),
        "payee": bundles.licence_of(row.sender, vocabulary.PROVIDER_LICENCE),
        "date": now.astimezone(MUSCAT).date().isoformat(),
        "amount": vocabulary.money(amount),
    }


def _reconciliation(
    payer: str,
    sender: str,
    *,
    number: str,
    total: Decimal,
    details: list[dict[str, Any]],
    now: datetime,
) -> Sealed:
    today = now.astimezone(MUSCAT).date().isoformat()
    system = f"http://{payer}.Dhamani.om/paymentreconciliation"
    resource = {
        "resourceType": "PaymentReconciliation",
        "id": str(uuid.uuid4()),
        "meta": {"profile": [bundles.profile("payment-reconciliation")]},
        "identifier": [{"system": system, "value": number}],
        "status": "active",
        "period": {"start": today, "end": today},
        "created": bundles.instant(now),
        "paymentIssuer": bundles.licence_of(payer, vocabulary.PAYER_LICENCE),
        "requestor": bundles.licence_of(sender, vocabulary.PROVIDER_LICENCE),
        "outcome": "complete",
        "disposition": "Payment made.",
        "paymentDate": today,
        "paymentAmount": vocabulary.money(total),
        "paymentIdentifier": {
            "type": {"text": "eft"},
            "system": f"http://{payer}.Dhamani.om/payment",
            "value": number,
        },
        "detail": details,
    }
    envelope = bundles.Envelope("payment-reconciliation", payer, sender)
    return bundles.seal(envelope, now, resource)
