"""How payers pay by themselves: after so many seconds, in so many parts."""

from datetime import datetime, timedelta
from decimal import ROUND_UP, Decimal

from sqlalchemy import Connection, func, select

from app.sandbox import payers, payments, schema
from app.sandbox.payers import Payer
from app.sandbox.reading import BAISA

_CLAIMS = schema.claims


def pay_due(connection: Connection, sender: str, now: datetime) -> None:
    """One reconciliation from every payer that pays by itself and owes this provider something by now."""
    for payer in payers.everyone(connection):
        if payer.pay_after_seconds is None:
            continue
        if amounts := _due(connection, payer, sender, now):
            payments.pay(connection, payer.licence, sender, amounts, now, terms=terms_of(payer))


def terms_of(payer: Payer) -> payments.Terms:
    """What a payer keeps of what it pays."""
    return payments.Terms(fee_percent=payer.fee_percent, early_percent=payer.early_percent)


def _due(connection: Connection, payer: Payer, sender: str, now: datetime) -> dict[int, Decimal]:
    """The next part of every claim that was judged, or last paid, long enough ago."""
    before = now - timedelta(seconds=payer.pay_after_seconds or 0)
    rows = connection.execute(
        select(_CLAIMS.c.id, _CLAIMS.c.benefit, _CLAIMS.c.paid)
        .where(
            _CLAIMS.c.payer == payer.licence,
            _CLAIMS.c.sender == sender,
            payments.payable(),
            _CLAIMS.c.benefit != _CLAIMS.c.paid,
            func.coalesce(_CLAIMS.c.paid_at, _CLAIMS.c.answered_at) <= before,
        )
        .order_by(_CLAIMS.c.id)
    )
    return {row.id: _part(row.benefit, row.paid, payer.pay_parts) for row in rows}


def _part(benefit: Decimal, paid: Decimal, parts: int) -> Decimal:
    """What is taken back goes at once; what is paid goes in even parts."""
    left = benefit - paid
    return left if left < 0 else min(left, (benefit / parts).quantize(BAISA, ROUND_UP))
