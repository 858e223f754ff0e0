"""Paying claims: what is owed, reconciliations into the queue, and the provider's notice that money came."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, insert, or_, select, update

from app.sandbox import communications, encoding, queue, reconciliation, schema
from app.sandbox.bundles import Sealed
from app.sandbox.fields import dig, number_at, text_at
from app.sandbox.parsing import Message
from app.sandbox.reading import BAISA, ZERO
from app.sandbox.reconciliation import ADJUSTMENT, PAYMENT, Entry
from app.sandbox.refusals import Finding

_CLAIMS, _LINES = schema.claims, schema.claim_lines
_PAYMENTS, _DETAILS = schema.payments, schema.payment_details


class NothingToPay(Exception):
    """No claim of this provider waits for money from this payer."""


class TooMuch(Exception):
    """More was to be paid than is owed, or more taken back than was paid; carries the claim's number."""


@dataclass(frozen=True)
class Terms:
    """What the payer keeps in percent, and whether it may pay more than it owes."""

    fee_percent: Decimal = ZERO
    early_percent: Decimal = ZERO
    over: bool = False


AS_OWED = Terms()


def payable() -> ColumnElement[bool]:
    """Claims with money of their own, struck ones to be taken back; what a complaint wins is owed under its claim."""
    return and_(
        _CLAIMS.c.use == "claim",
        or_(_CLAIMS.c.state == "answered", _CLAIMS.c.struck),
        func.coalesce(_CLAIMS.c.relationship, "") != "appealing",
    )


def owed(connection: Connection, payer: str, sender: str) -> dict[int, Decimal]:
    """What a payer owes a provider, by claim, in Omani rials; below zero what it will take back."""
    rows = connection.execute(
        select(_CLAIMS.c.id, _CLAIMS.c.benefit - _CLAIMS.c.paid)
        .where(
            _CLAIMS.c.payer == payer,
            _CLAIMS.c.sender == sender,
            payable(),
            _CLAIMS.c.benefit != _CLAIMS.c.paid,
        )
        .order_by(_CLAIMS.c.id)
    )
    return {int(claim_id): amount for claim_id, amount in rows}


def pay(
    connection: Connection,
    payer: str,
    sender: str,
    amounts: Mapping[int, Decimal],
    now: datetime,
    *,
    terms: Terms = AS_OWED,
) -> str:
    """Pay or take back amounts by claim with one reconciliation; returns its number. Raises NothingToPay, TooMuch."""
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
        too_much = amounts[row.id] > 0 and after > row.benefit and not terms.over
        stands = row.state == "answered" or (row.struck and amounts[row.id] < 0)
        if not stands or after < 0 or too_much:
            raise TooMuch(row.focal_value)
    number = new_number(payer)
    entries = [
        _entry(connection, row, amounts[row.id], f"{number}-{place}", terms)
        for place, row in enumerate(rows, start=1)
    ]
    send(connection, payer, sender, number=number, entries=entries, now=now)
    _write_down(connection, number, rows, entries, now)
    return number


def new_number(payer: str) -> str:
    """A number for a payment that was never used before."""
    return f"{payer.removeprefix('DEMO-')}-PAY-{uuid.uuid4().hex[:10].upper()}"


def send(
    connection: Connection,
    payer: str,
    sender: str,
    *,
    number: str,
    entries: Sequence[Entry],
    now: datetime,
) -> None:
    """Write a payment down and lay its reconciliation into the provider's queue."""
    total = sum((entry.amount for entry in entries), ZERO)
    connection.execute(
        insert(_PAYMENTS).values(
            sender=sender, payer=payer, value=number, amount=total, paid_at=now
        )
    )
    sealed = reconciliation.compose(payer, sender, number=number, entries=entries, now=now)
    queue.put(
        connection, sealed, now, recipient=sender, payer=payer, event="payment-reconciliation"
    )


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


def _write_down(
    connection: Connection,
    number: str,
    rows: Sequence[Any],
    entries: Sequence[Entry],
    now: datetime,
) -> None:
    payment_id = connection.scalar(select(_PAYMENTS.c.id).where(_PAYMENTS.c.value == number))
    for row, entry in zip(rows, entries, strict=True):
        connection.execute(
            insert(_DETAILS).values(
                payment_id=payment_id, claim_id=row.id, amount=entry.gross, number=entry.number
            )
        )
        connection.execute(
            update(_CLAIMS)
            .where(_CLAIMS.c.id == row.id)
            .values(paid=_CLAIMS.c.paid + entry.gross, paid_at=now)
        )


def _entry(connection: Connection, row: Any, amount: Decimal, number: str, terms: Terms) -> Entry:
    """What is paid for a claim less what is kept, or what is taken back whole."""
    back = amount < 0
    return Entry(
        number=number,
        kind=ADJUSTMENT if back else PAYMENT,
        gross=amount,
        early=ZERO if back else _kept(amount, terms.early_percent),
        fee=ZERO if back else _kept(amount, terms.fee_percent),
        claim=(row.focal_system, row.focal_value),
        response=_response_of(row),
        origin=_last_paid(connection, row.id) if back else "",
        lines=_by_line(connection, row.id, amount),
    )


def _kept(amount: Decimal, percent: Decimal) -> Decimal:
    return -(amount * percent / 100).quantize(BAISA)


def _response_of(row: Any) -> tuple[str, str]:
    """System and value of the answer that is paid."""
    answer = dig(encoding.loads(bytes(row.answer)), "entry", 1, "resource", "identifier", 0)
    return text_at(answer, "system"), text_at(answer, "value")


def _last_paid(connection: Connection, claim_id: int) -> str:
    query = select(_DETAILS.c.number).where(_DETAILS.c.claim_id == claim_id, _DETAILS.c.amount > 0)
    return connection.scalar(query.order_by(_DETAILS.c.id.desc()).limit(1)) or ""


def _by_line(
    connection: Connection, claim_id: int, amount: Decimal
) -> tuple[tuple[int, Decimal], ...]:
    """The amount over the claim's lines in the measure of their benefit; the last takes what is left."""
    lines = connection.execute(
        select(_LINES.c.sequence, _LINES.c.benefit)
        .where(_LINES.c.claim_id == claim_id, _LINES.c.benefit > 0)
        .order_by(_LINES.c.sequence)
    ).all()
    granted = sum((line.benefit for line in lines), ZERO)
    if not lines:
        return ()
    parts = [(amount * line.benefit / granted).quantize(BAISA) for line in lines[:-1]]
    parts.append(amount - sum(parts, ZERO))
    return tuple((line.sequence, part) for line, part in zip(lines, parts, strict=True))
