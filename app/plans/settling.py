"""What was paid and what was credited: transfers, matching, credit notes. Verbs flush, never commit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.sql import func

from app.audit.trail import note
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.ids import new_id
from app.kernel.money import ZERO
from app.plans import billing, books
from app.plans.billing import INVOICES, LINES
from app.plans.books import table
from app.plans.crediting import credit as credited
from app.plans.documents import CREDIT_NOTE
from app.plans.errors import (
    NothingOwed,
    NothingReceived,
    NotYetFinal,
    PaymentKnown,
    PaymentMatchedTwice,
)
from app.plans.invoicing import Line, Sums
from app.plans.models import BankTransfer
from app.plans.owing import IS_OWED, LIVE, PAYMENTS
from app.plans.states import FINAL, GRACE
from app.tenants.scope import actor_id

TRANSFERS = table(BankTransfer)
CREDITED = "credited"


@dataclass(frozen=True, kw_only=True)
class Received:
    """A line of the bank's statement."""

    bank_reference: str
    booked_on: date
    amount: Decimal
    words: str = ""
    file_id: UUID | None = None
    found_by: str | None = None


def enter(received: Received, entity_code: str | None = None) -> UUID:
    """Write down money that reached an entity's account. Raises NothingReceived, PaymentKnown, NotFound."""
    if received.amount <= 0:
        raise NothingReceived
    entity = books.entity(entity_code)
    identity = new_id()
    done = db.session.execute(
        upsert(TRANSFERS)
        .values(
            id=identity, entity_id=entity.id, bank_reference=received.bank_reference,
            booked_on=received.booked_on, amount=received.amount, words=received.words,
            entered_at=now(), file_id=received.file_id, found_by=received.found_by,
        )
        .on_conflict_do_nothing(index_elements=["entity_id", "bank_reference"])
        .returning(TRANSFERS.c.id)
    ).one_or_none()  # fmt: skip
    if done is None:
        raise PaymentKnown
    note("payment.entered", "payment", identity, amount=str(received.amount))
    return identity


def match(transfer_id: UUID, tenant_id: UUID, invoice_id: UUID) -> Decimal:
    """Set what is left of a transfer against an invoice; returns how much was set against it.

    Raises PaymentMatchedTwice, NothingOwed, NotYetFinal, NotFound.
    """
    query = select(TRANSFERS).where(TRANSFERS.c.id == transfer_id).with_for_update()
    transfer = db.session.execute(query).one_or_none()
    if transfer is None:
        raise NotFound
    spent = _sum(PAYMENTS.c.transfer_id == transfer_id)
    again = _sum((PAYMENTS.c.transfer_id == transfer_id) & (PAYMENTS.c.invoice_id == invoice_id))
    if spent >= transfer.amount or again:
        raise PaymentMatchedTwice
    invoice = _final(tenant_id, invoice_id)
    return _settle(invoice, transfer.amount - spent, transfer_id=transfer_id)


def pay_by_card(tenant_id: UUID, invoice_id: UUID, amount: Decimal, card_reference: str) -> Decimal:
    """Set money that a card brought against an invoice; returns what of it was owed, nothing where it was paid already.

    Raises NotYetFinal, NotFound.
    """
    try:
        return _settle(_final(tenant_id, invoice_id), amount, card_reference=card_reference)
    except NothingOwed:
        return ZERO


def open_amount(tenant_id: UUID, invoice: Row[Any] | Any) -> Decimal:
    """What is still owed on a final invoice."""
    paid = _sum((PAYMENTS.c.tenant_id == tenant_id) & (PAYMENTS.c.invoice_id == invoice.id))
    return invoice.gross - paid


def credit(tenant_id: UUID, invoice_id: UUID, line_id: UUID, amount: Decimal, reason: str) -> UUID:
    """A credit note, final at once, over a part (net) of a line; what is owed shrinks by it, here and then elsewhere.

    Raises CreditTooLarge, NotYetFinal, NotFound.
    """
    books.one_at_a_time(tenant_id)
    invoice = _final(tenant_id, invoice_id)
    line = _line(tenant_id, invoice_id, line_id)
    back = credited(
        Sums(line.net, line.vat), _given_back(tenant_id, line_id), _standing(invoice), amount
    )
    identity = new_id()
    row = {
        "tenant_id": tenant_id, "id": identity, "entity_id": invoice.entity_id,
        "kind": CREDIT_NOTE, "status": GRACE, "month": invoice.month, "net": back.net,
        "vat": back.vat, "gross": back.gross, "drafted_at": now(), "corrects_id": invoice_id,
        "reason": reason,
    }  # fmt: skip
    db.session.execute(insert(INVOICES).values(row))
    note("invoice.credited", "invoice", invoice_id, tenant=str(tenant_id), net=str(back.net))
    written = Line(
        reason=CREDITED, item=line.item, plan=line.plan, quantity=1, unit_price=back.net,
        first=line.first_day, last=line.last_day, net=back.net, vat_given=back.vat,
    )  # fmt: skip
    billing.write_lines(tenant_id, identity, (written,), corrects=line_id)
    billing.finish(billing.held(tenant_id, identity), (written,))
    owed = open_amount(tenant_id, invoice)
    if owed > 0:
        _settle(invoice, -back.gross, credit_note_id=identity)
    spend_credits(tenant_id)
    return identity


def spend_credits(tenant_id: UUID) -> None:
    """Set what credit notes still hold against what is owed, the longest due first: nobody is late who has credit."""
    query = select(INVOICES.c.id).where(INVOICES.c.tenant_id == tenant_id, IS_OWED)
    for invoice_id in db.session.scalars(query.order_by(INVOICES.c.due_on, INVOICES.c.id)).all():
        _settle_with_credits(tenant_id, invoice_id)


def _settle_with_credits(tenant_id: UUID, invoice_id: UUID) -> None:
    """Against one invoice, the oldest credit first."""
    notes = db.session.execute(
        select(INVOICES).where(
            INVOICES.c.tenant_id == tenant_id, INVOICES.c.kind == CREDIT_NOTE,
            INVOICES.c.status == FINAL,
        ).order_by(INVOICES.c.issued_at)
    ).all()  # fmt: skip
    for one in notes:
        invoice = _final(tenant_id, invoice_id)
        here = (PAYMENTS.c.tenant_id == tenant_id) & (PAYMENTS.c.credit_note_id == one.id)
        left = -one.gross - _sum(here)
        if left > 0 and open_amount(tenant_id, invoice) > 0:
            _settle(invoice, left, credit_note_id=one.id)


def _settle(invoice: Row[Any], amount: Decimal, **source: UUID | str) -> Decimal:
    owed = open_amount(invoice.tenant_id, invoice)
    if owed <= 0:
        raise NothingOwed
    taken = min(owed, amount)
    identity = new_id()
    db.session.execute(
        insert(PAYMENTS).values(
            tenant_id=invoice.tenant_id, id=identity, invoice_id=invoice.id, amount=taken,
            matched_at=now(), matched_by=actor_id(), **source,
        )
    )  # fmt: skip
    note(
        "payment.matched", "payment", identity, tenant=str(invoice.tenant_id),
        invoice=invoice.number, amount=str(taken), by=next(iter(source)),
    )  # fmt: skip
    return taken


def _final(tenant_id: UUID, invoice_id: UUID) -> Row[Any]:
    invoice = billing.held(tenant_id, invoice_id)
    if invoice.status != FINAL:
        raise NotYetFinal
    return invoice


def _line(tenant_id: UUID, invoice_id: UUID, line_id: UUID) -> Row[Any]:
    query = select(LINES).where(
        LINES.c.tenant_id == tenant_id, LINES.c.invoice_id == invoice_id, LINES.c.id == line_id
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    return row


def _standing(invoice: Row[Any]) -> Sums:
    """What an invoice still stands for: its sums less the credits it was given."""
    query = select(func.sum(INVOICES.c.net), func.sum(INVOICES.c.vat)).where(
        INVOICES.c.tenant_id == invoice.tenant_id, INVOICES.c.corrects_id == invoice.id
    )
    net, vat = db.session.execute(query).one()
    return Sums(invoice.net + (net or ZERO), invoice.vat + (vat or ZERO))


def _given_back(tenant_id: UUID, line_id: UUID) -> Sums:
    query = select(func.sum(LINES.c.net), func.sum(LINES.c.vat)).where(
        LINES.c.tenant_id == tenant_id, LINES.c.corrects_id == line_id
    )
    net, vat = db.session.execute(query).one()
    return Sums(net or ZERO, vat or ZERO)


def _sum(condition: Any) -> Decimal:
    return (
        db.session.scalar(
            select(func.coalesce(func.sum(PAYMENTS.c.amount), ZERO)).where(LIVE, condition)
        )
        or ZERO
    )
