"""Numbers without gap or double, and the document that is frozen with each.

The row of a series is locked until the transaction ends: who comes second waits and takes the number
after, and a number whose work is rolled back is given out again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from app.kernel.clock import now, today
from app.kernel.db import db
from app.kernel.words import Bilingual
from app.plans import books, parties
from app.plans.books import table
from app.plans.crediting import follow
from app.plans.documents import CREDIT_NOTE, INVOICE, Heading, Side, document
from app.plans.invoicing import Line
from app.plans.models import Invoice, InvoiceNumber, InvoiceSeries, LegalEntity
from app.tenants.models import Tenant

SERIES, NUMBERS = table(InvoiceSeries), table(InvoiceNumber)
LETTERS = {INVOICE: "INV", CREDIT_NOTE: "CN"}


def next_number(entity_id: UUID, kind: str, invoice_id: UUID, expected: int | None = None) -> int:
    """The next number of a series, given out to this invoice. Raises SequenceBroken."""
    db.session.execute(
        upsert(SERIES).values(entity_id=entity_id, kind=kind, last=0).on_conflict_do_nothing()
    )
    one = (SERIES.c.entity_id == entity_id) & (SERIES.c.kind == kind)
    last = db.session.scalar(select(SERIES.c.last).where(one).with_for_update())
    number = follow(last or 0, expected)
    db.session.execute(update(SERIES).where(one).values(last=number))
    db.session.execute(
        insert(NUMBERS).values(
            entity_id=entity_id, kind=kind, sequence=number, invoice_id=invoice_id
        )
    )
    return number


def freeze(
    row: Row[Any], lines: Sequence[Line], kind: str, expected: int | None = None
) -> dict[str, Any]:
    """What a final invoice holds besides its lines: number, days and the frozen document."""
    seller = db.session.get_one(LegalEntity, row.entity_id)
    sequence = next_number(seller.id, kind, row.id, expected)
    number = f"{seller.code.upper()}-{LETTERS[kind]}-{sequence:06}"
    due_on = None if kind == CREDIT_NOTE else today() + timedelta(days=seller.payment_days)
    heading = Heading(
        kind=kind, identity=row.id, number=number, issued_on=today(), due_on=due_on,
        month=row.month, corrects=_corrected(row, kind), reason=row.reason,
    )  # fmt: skip
    names = {code: one.name for code, one in books.names().items()}
    said = document(
        heading, (_seller(seller), _buyer(row.tenant_id)), lines, names,
        {"bank": seller.bank, "iban": seller.iban},
    )  # fmt: skip
    return {
        "kind": kind, "sequence": sequence, "number": number, "issued_on": today(),
        "issued_at": now(), "due_on": due_on, "document": said,
    }  # fmt: skip


def _corrected(row: Row[Any], kind: str) -> str | None:
    """The number of the invoice that a credit note corrects; a month below zero gives back what the one before it asked ahead."""
    invoices = table(Invoice)
    query = select(invoices.c.number).where(invoices.c.tenant_id == row.tenant_id)
    if row.corrects_id is not None:
        query = query.where(invoices.c.id == row.corrects_id)
    elif kind == CREDIT_NOTE:
        earlier = (invoices.c.kind == INVOICE, invoices.c.month < row.month, invoices.c.number.is_not(None))  # fmt: skip
        query = query.where(*earlier).order_by(invoices.c.month.desc()).limit(1)
    else:
        return None
    return db.session.scalar(query)


def _seller(entity: LegalEntity) -> Side:
    return Side(
        name=Bilingual(entity.name_en, entity.name_ar),
        address=Bilingual(entity.address_en, entity.address_ar),
        vatin=entity.vatin, registration=entity.cr_number,
    )  # fmt: skip


def _buyer(tenant_id: UUID) -> Side:
    """As the tenant wants to be addressed, else by its own names."""
    said = parties.named(tenant_id)
    tenant = db.session.get_one(Tenant, tenant_id)
    return Side(
        name=Bilingual(said["name_en"], said["name_ar"]) if said else Bilingual(tenant.name_en, tenant.name_ar),
        address=Bilingual(said["address_en"], said["address_ar"]) if said else Bilingual("", ""),
        vatin=said["vatin"] if said else None, registration=tenant.provider_licence,
    )  # fmt: skip
