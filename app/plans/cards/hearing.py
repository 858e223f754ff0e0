"""The operator's part: what the gateway tells, and giving back what nobody owed. Verbs flush, never commit.

They run as the operator's role, which alone may set payments against invoices.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, update

from app.audit.trail import note
from app.kernel import failpoints
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.plans import settling
from app.plans.books import table
from app.plans.cards import gateway
from app.plans.cards.gateway import CardGateway, Told
from app.plans.cards.models import CardPayment
from app.plans.cards.states import CARD_PAYMENT, OFFERED, SURPLUS, WITHOUT_MONEY

CARDS = table(CardPayment)
# A payer needs a moment, and the gateway's own word is faster than our question.
ASKED_AFTER = timedelta(minutes=2)
MOST_ASKED = 200


class OtherAmount(ValueError):
    """The gateway tells of another amount than was asked for."""


def hear(told: Told) -> str:
    """Let the payment follow what the gateway says; the same word again changes nothing. Returns its status.

    Raises NotFound, OtherAmount.
    """
    row = _held(told.reference)
    if told.amount != row.amount:
        raise OtherAmount(told.reference)
    if told.fate == gateway.CAPTURED and row.status in WITHOUT_MONEY:
        taken = settling.pay_by_card(row.tenant_id, row.invoice_id, row.amount, row.gateway_id)
        failpoints.reach("CARD-SETTLED")
        event = "captured" if taken == row.amount else "captured_beyond"
        return _move(row, event, set_against=taken)
    if told.fate in {gateway.REFUSED, gateway.ABANDONED} and row.status == OFFERED:
        return _move(row, told.fate)
    return str(row.status)


def unheard() -> list[UUID]:
    """Payments of which nothing was heard for a while, the oldest first."""
    query = select(CARDS.c.id).where(
        CARDS.c.status == OFFERED, CARDS.c.begun_at < now() - ASKED_AFTER
    )
    return list(db.session.scalars(query.order_by(CARDS.c.begun_at).limit(MOST_ASKED)))


def ask(service: CardGateway, reference: UUID) -> None:
    """Ask for what may have been told and lost. Raises GatewayAway."""
    told = service.ask(reference)
    if told is not None:
        hear(told)
        return
    row = _held(reference)
    if row.status == OFFERED:
        _move(row, "abandoned")


def beyond() -> list[UUID]:
    """Payments of which something is to be given back."""
    query = select(CARDS.c.id).where(CARDS.c.status == SURPLUS).order_by(CARDS.c.begun_at)
    return list(db.session.scalars(query.limit(MOST_ASKED)))


def give_back(service: CardGateway, reference: UUID) -> Decimal:
    """Give back what the invoice did not take; killed after the gateway did so, the next round asks again, in vain.

    Raises GatewayAway.
    """
    row = _held(reference)
    if row.status != SURPLUS:
        return row.amount - row.set_against
    back: Decimal = row.amount - row.set_against
    service.refund(reference, back)
    failpoints.reach("CARD-REFUNDED")
    _move(row, "given_back", told=str(back))
    return back


def _held(reference: UUID) -> Row[Any]:
    query = select(CARDS).where(CARDS.c.id == reference).with_for_update()
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    return row


def _move(row: Row[Any], event: str, *, told: str | None = None, **values: Any) -> str:
    after = CARD_PAYMENT.next(row.status, event)
    here = (CARDS.c.tenant_id == row.tenant_id) & (CARDS.c.id == row.id)
    db.session.execute(update(CARDS).where(here).values(status=after, told_at=now(), **values))
    amount = told or str(values.get("set_against", row.amount))
    note(
        f"card.{event}", "card_payment", row.id, tenant=str(row.tenant_id), amount=amount,
        status=[row.status, after],
    )  # fmt: skip
    return after
