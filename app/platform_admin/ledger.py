"""Invoices, what is owed on them, and money received, across all tenants: the operator's own books."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, func, select

from app.kernel.clock import today
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.money import ZERO, total
from app.kernel.paging import Page, page_of
from app.kernel.words import N_
from app.plans.billing import INVOICES, LINES
from app.plans.documents import INVOICE
from app.plans.models import BankFile
from app.plans.owing import IS_OWED, LIVE, PAYMENTS, paid_of
from app.plans.settling import TRANSFERS
from app.plans.states import DROPPED, FINAL
from app.tenants.models import Tenant

# Days after the due day, both included; the last one has no end.
AGES = ((None, 0), (1, 30), (31, 60), (61, 90), (91, None))
AGE_LABELS = (
    N_("Not due yet"), N_("1 to 30 days"), N_("31 to 60 days"), N_("61 to 90 days"), N_("Over 90 days"),
)  # fmt: skip
OPEN, PAID = "open", "paid"
MOST_ROWS = 10_000
# As many a list of choices bears; any other is named by its number.
MOST_OFFERED = 500


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which invoices: of a tenant, of a state, paid or not, of a number."""

    tenant_id: UUID | None = None
    status: str | None = None
    payment: str | None = None
    number: str | None = None


def _query(wanted: Wanted) -> Select[Any]:
    query = select(
        INVOICES.c.id, INVOICES.c.tenant_id, INVOICES.c.kind, INVOICES.c.status, INVOICES.c.month,
        INVOICES.c.number, INVOICES.c.issued_on, INVOICES.c.due_on, INVOICES.c.gross,
        paid_of().label("paid"),
    ).where(INVOICES.c.status != DROPPED)  # fmt: skip
    if wanted.tenant_id:
        query = query.where(INVOICES.c.tenant_id == wanted.tenant_id)
    if wanted.status:
        query = query.where(INVOICES.c.status == wanted.status)
    if wanted.number:
        query = query.where(INVOICES.c.number == wanted.number)
    if wanted.payment:
        is_open = wanted.payment == OPEN
        settled = (INVOICES.c.kind == INVOICE) & (INVOICES.c.status == FINAL) & ~IS_OWED
        query = query.where(IS_OWED if is_open else settled)
    return query


def invoices(wanted: Wanted, cursor: str | None) -> Page[Row[Any]]:
    """A page of all tenants' invoices, the newest first; raises NotFound for a foreign cursor."""
    return page_of(_query(wanted), by=(INVOICES.c.id,), cursor=cursor)


def all_invoices(wanted: Wanted) -> Sequence[Row[Any]]:
    """The same for a file."""
    query = _query(wanted).order_by(INVOICES.c.id.desc()).limit(MOST_ROWS)
    return db.session.execute(query).all()


def owed(row: Row[Any]) -> Decimal:
    """What is still to be paid on a row of the list."""
    owes = row.status == FINAL and row.kind == INVOICE
    return row.gross - row.paid if owes else ZERO


def invoice(tenant_id: UUID, invoice_id: UUID) -> Row[Any]:
    """One with what was paid on it; raises NotFound."""
    query = select(INVOICES, paid_of().label("paid")).where(
        INVOICES.c.tenant_id == tenant_id, INVOICES.c.id == invoice_id, INVOICES.c.status != DROPPED
    )
    found = db.session.execute(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def lines(tenant_id: UUID, invoice_id: UUID) -> Sequence[Row[Any]]:
    """Its lines in their order."""
    query = select(LINES).where(LINES.c.tenant_id == tenant_id, LINES.c.invoice_id == invoice_id)
    return db.session.execute(query.order_by(LINES.c.position)).all()


def line(tenant_id: UUID, invoice_id: UUID, line_id: UUID) -> Row[Any]:
    """A line of this invoice; raises NotFound."""
    for row in lines(tenant_id, invoice_id):
        if row.id == line_id:
            return row
    raise NotFound


def payment(tenant_id: UUID, payment_id: UUID) -> Row[Any]:
    """One bank transfer's money on an invoice; raises NotFound."""
    query = _payments_of(tenant_id).where(
        PAYMENTS.c.id == payment_id, PAYMENTS.c.transfer_id.is_not(None)
    )
    found = db.session.execute(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def payments(tenant_id: UUID, invoice_id: UUID | None = None) -> Sequence[Row[Any]]:
    """What was set against one invoice, or all of a tenant, newest first, with where it came from."""
    query = _payments_of(tenant_id)
    if invoice_id is not None:
        query = query.where(PAYMENTS.c.invoice_id == invoice_id)
    return db.session.execute(query.order_by(PAYMENTS.c.matched_at.desc()).limit(240)).all()


def _payments_of(tenant_id: UUID) -> Select[Any]:
    return (
        select(PAYMENTS, TRANSFERS.c.bank_reference, INVOICES.c.number)
        .join(
            INVOICES,
            (INVOICES.c.tenant_id == PAYMENTS.c.tenant_id)
            & (INVOICES.c.id == PAYMENTS.c.invoice_id),
        )
        .outerjoin(TRANSFERS, TRANSFERS.c.id == PAYMENTS.c.transfer_id)
        .where(PAYMENTS.c.tenant_id == tenant_id)
    )


@dataclass(frozen=True)
class Aged:
    """What a tenant owes, by how late it is: one amount for each of AGES."""

    tenant_id: UUID
    amounts: tuple[Decimal, ...]

    @property
    def sum(self) -> Decimal:
        """All of it."""
        return total(self.amounts)


def amount_of(at: int, one: Aged) -> Decimal:
    """What is owed at one of the AGES."""
    return one.amounts[at]


def ageing() -> list[Aged]:
    """Every tenant that owes something, who owes most first."""
    query = select(INVOICES.c.tenant_id, INVOICES.c.due_on, INVOICES.c.gross - paid_of()).where(
        IS_OWED
    )
    return aged(((row[0], row[1], row[2]) for row in db.session.execute(query)), today())


def aged(open_ones: Iterable[tuple[UUID, date, Decimal]], day: date) -> list[Aged]:
    """Open amounts (tenant, due day, rials) by tenant and age; who owes most first."""
    found: dict[UUID, list[Decimal]] = {}
    for tenant_id, due_on, amount in open_ones:
        row = found.setdefault(tenant_id, [ZERO] * len(AGES))
        row[_age((day - due_on).days)] += amount
    rows = [Aged(tenant_id, tuple(amounts)) for tenant_id, amounts in found.items()]
    return sorted(rows, key=lambda one: (-one.sum, str(one.tenant_id)))


def _age(late: int) -> int:
    return next(at for at, (_, last) in enumerate(AGES) if last is None or late <= last)


def transfers(cursor: str | None, *, unmatched: bool = False) -> Page[Row[Any]]:
    """Money received, the newest entry first, with what is not yet set against an invoice; or only what has some left."""
    query = _with_what_is_left()
    if unmatched:
        query = query.where(_left_of() > 0)
    return page_of(query, by=(TRANSFERS.c.id,), cursor=cursor)


def transfers_of(file_id: UUID, cursor: str | None) -> Page[Row[Any]]:
    """The money that a statement brought, in the order of its lines."""
    query = _with_what_is_left().where(TRANSFERS.c.file_id == file_id)
    return page_of(query, by=(TRANSFERS.c.id,), cursor=cursor, descending=False)


def bank_file(file_id: UUID) -> BankFile:
    """A statement that was imported; raises NotFound."""
    found = db.session.get(BankFile, file_id)
    if found is None:
        raise NotFound
    return found


def transfer(transfer_id: UUID) -> Row[Any]:
    """One of them with what is left of it; raises NotFound."""
    query = _with_what_is_left().where(TRANSFERS.c.id == transfer_id)
    found = db.session.execute(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def _left_of() -> ColumnElement[Decimal]:
    spent = select(func.coalesce(func.sum(PAYMENTS.c.amount), ZERO)).where(
        PAYMENTS.c.transfer_id == TRANSFERS.c.id, LIVE
    )
    return TRANSFERS.c.amount - spent.correlate(TRANSFERS).scalar_subquery()


def _with_what_is_left() -> Select[Any]:
    return select(TRANSFERS, _left_of().label("left"))


def open_invoices(number: str | None = None) -> Sequence[Row[Any]]:
    """What money can be set against, the longest due first; with a number that one alone, however many are open."""
    query = _query(Wanted(payment=OPEN, number=number))
    query = query.order_by(INVOICES.c.due_on, INVOICES.c.id)
    return db.session.execute(query.limit(MOST_OFFERED)).all()


def tenants() -> dict[UUID, Tenant]:
    """Every tenant by id."""
    return {one.id: one for one in db.session.scalars(select(Tenant).order_by(Tenant.name_en))}


def tenant(tenant_id: UUID) -> Tenant:
    """One tenant; raises NotFound."""
    found = db.session.get(Tenant, tenant_id)
    if found is None:
        raise NotFound
    return found
