"""The owner's part: going to the gateway's page with an open invoice. Verbs flush, never commit."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from app.audit.trail import note
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.ids import new_id
from app.mail.letters import link
from app.plans import queries
from app.plans.cards import gateway
from app.plans.cards.gateway import Checkout
from app.plans.cards.models import CardPayment
from app.plans.cards.states import OFFERED
from app.plans.errors import CardsNotTaken, NothingOwed
from app.tenants.scope import actor_id

# The gateway's page closes after half an hour; one that is nearly over is not offered again.
OFFERED_AGAIN_FOR = timedelta(minutes=20)


def begin(invoice_id: UUID) -> CardPayment:
    """A payment of what is owed now; one that already waits is taken up again, so that nobody pays twice by two pages.

    Raises CardsNotTaken, GatewayAway, NothingOwed, NotFound.
    """
    invoice, service = queries.invoice(invoice_id), gateway.in_use()
    if service is None:
        raise CardsNotTaken
    owed = queries.owed(invoice)
    if owed <= 0:
        raise NothingOwed
    waiting = _waiting(invoice_id)
    if waiting is not None and waiting.amount == owed:
        return waiting
    identity = new_id()
    checkout = Checkout(
        reference=identity, amount=owed, description=invoice.number or "",
        return_url=link("plans.card", card_id=identity), callback_url=link("plans.card_heard"),
    )  # fmt: skip
    # Should this transaction be lost now, the gateway has a page to which nobody knows the way.
    opened = service.begin(checkout)
    begun = CardPayment(
        id=identity, invoice_id=invoice_id, amount=owed, gateway_id=opened.gateway_id, url=opened.url,
        begun_at=now(), begun_by=actor_id(),
    )  # fmt: skip
    db.session.add(begun)
    db.session.flush()
    note("card.offered", "card_payment", identity, invoice=invoice.number, amount=str(owed))
    return begun


def of_invoice(invoice_id: UUID) -> list[CardPayment]:
    """Every payment by card of an invoice, the newest first."""
    query = select(CardPayment).where(CardPayment.invoice_id == invoice_id)
    return list(db.session.scalars(query.order_by(CardPayment.begun_at.desc()).limit(50)))


def _waiting(invoice_id: UUID) -> CardPayment | None:
    query = select(CardPayment).where(
        CardPayment.invoice_id == invoice_id, CardPayment.status == OFFERED,
        CardPayment.begun_at > now() - OFFERED_AGAIN_FOR,
    ).order_by(CardPayment.begun_at.desc())  # fmt: skip
    return db.session.scalars(query.limit(1)).first()
