"""The operator's verbs on invoices: draft, close a month, finalise. They flush, never commit.

They run as the operator's role and name their tenant; the database refuses every change of a final invoice.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, insert, select, update

from app.audit.trail import note
from app.kernel import failpoints
from app.kernel.clock import now, today
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.ids import new_id
from app.plans import books, numbering
from app.plans.books import USAGE, table
from app.plans.documents import CREDIT_NOTE, INVOICE
from app.plans.errors import GraceNotOver, InvoiceFinal, MonthNotOver
from app.plans.explaining import allot
from app.plans.invoicing import Line, lines_of, sums
from app.plans.models import Invoice, InvoiceLine
from app.plans.proration import Month
from app.plans.states import DRAFT, DROPPED, FINAL
from app.plans.states import INVOICE as LIFE

INVOICES, LINES = table(Invoice), table(InvoiceLine)


def draft(tenant_id: UUID, month: Month) -> UUID | None:
    """Write a month's invoice anew as it stands now; None where there is nothing to invoice.

    Raises InvoiceFinal, NotFound where nobody sells.
    """
    books.one_at_a_time(tenant_id)
    known = of_month(tenant_id, month)
    if known is not None and known.status == FINAL:
        raise InvoiceFinal
    lines = lines_of(books.catalogue(), books.account(tenant_id), month)
    if not any(line.net for line in lines):
        if known is not None:
            _clear(known)
            _move(known, "dropped")
        return None
    identity = known.id if known is not None else _begin(tenant_id, month)
    _write(tenant_id, identity, month, lines)
    return identity


def close(tenant_id: UUID, month: Month) -> UUID | None:
    """The month is over: its draft goes into its days of grace. Raises MonthNotOver, InvoiceFinal."""
    if today() <= month.last:
        raise MonthNotOver
    identity = draft(tenant_id, month)
    if identity is not None:
        row = held(tenant_id, identity)
        failpoints.reach("PLAN-DRAFTED")
        if row.status == DRAFT:
            until = today() + timedelta(days=books.entity().grace_days)
            _move(row, "month_closed", grace_until=until)
    return identity


def finalise(tenant_id: UUID, identity: UUID, number: int | None = None) -> str | None:
    """Give an invoice the next number of its series and freeze it; returns the number as printed.

    What comes to less than nothing becomes a credit note; None where nothing is left to invoice.
    `number` is what the caller expects. Raises InvoiceFinal, GraceNotOver, SequenceBroken, NotFound.
    """
    books.one_at_a_time(tenant_id)
    row = held(tenant_id, identity)
    if row.status == FINAL:
        raise InvoiceFinal
    if row.grace_until is None or today() <= row.grace_until:
        raise GraceNotOver(day=(row.grace_until or Month.of(row.month).last).isoformat())
    return _number(row, number)


def finalise_early(tenant_id: UUID, month: Month) -> str | None:
    """A month's invoice final at once, over or not: for who leaves. None where it is final, or nothing is to invoice.

    Raises SequenceBroken.
    """
    known = of_month(tenant_id, month)
    if known is not None and known.status == FINAL:
        return None
    identity = draft(tenant_id, month)
    if identity is None:
        return None
    row = held(tenant_id, identity)
    if row.status == DRAFT:
        _move(row, "month_closed", grace_until=today())
    return _number(held(tenant_id, identity))


def _number(row: Row[Any], number: int | None = None) -> str | None:
    tenant_id, identity = row.tenant_id, row.id
    if draft(tenant_id, Month.of(row.month)) is None:
        return None
    failpoints.reach("PLAN-REDRAFTED")
    told = finish(row, lines_in(tenant_id, identity), number)
    _settle_usage(tenant_id, Month.of(row.month))
    return told


def settle_free_month(tenant_id: UUID, month: Month) -> None:
    """Once the days of grace are over, what a month without an invoice counted stays counted, as with one.

    Else a claim of the trial that is rejected months later would move the trial's end over invoices that are final.
    """
    if not books.account(tenant_id).changes:
        return
    if today() > month.next.first + timedelta(days=books.entity().grace_days):
        _settle_usage(tenant_id, month)


def _settle_usage(tenant_id: UUID, month: Month) -> None:
    """What a month counted is taken back no more."""
    db.session.execute(
        update(USAGE)
        .where(
            USAGE.c.tenant_id == tenant_id, USAGE.c.counted_on.between(month.first, month.last),
            USAGE.c.voided_at.is_(None), USAGE.c.billed_at.is_(None),
        )
        .values(billed_at=now())
    )  # fmt: skip


def finish(row: Row[Any], lines: tuple[Line, ...], number: int | None = None) -> str:
    """Number and freeze what is in its grace; returns the number as printed. Raises SequenceBroken."""
    kind = CREDIT_NOTE if sums(lines).gross < 0 else INVOICE
    told = numbering.freeze(row, lines, kind, number)
    failpoints.reach("PLAN-NUMBERED")
    _move(row, "finalised", **told)
    return str(told["number"])


def of_month(tenant_id: UUID, month: Month) -> Row[Any] | None:
    """The invoice of a month that was not dropped."""
    query = select(INVOICES).where(
        INVOICES.c.tenant_id == tenant_id, INVOICES.c.month == month.first,
        INVOICES.c.corrects_id.is_(None), INVOICES.c.status != DROPPED,
    )  # fmt: skip
    return db.session.execute(query).one_or_none()


def held(tenant_id: UUID, identity: UUID) -> Row[Any]:
    """An invoice, locked until the transaction ends; raises NotFound."""
    query = select(INVOICES).where(INVOICES.c.tenant_id == tenant_id, INVOICES.c.id == identity)
    row = db.session.execute(query.with_for_update()).one_or_none()
    if row is None:
        raise NotFound
    return row


def lines_in(tenant_id: UUID, identity: UUID) -> tuple[Line, ...]:
    """The stored lines of an invoice, in their order."""
    query = select(LINES).where(LINES.c.tenant_id == tenant_id, LINES.c.invoice_id == identity)
    return tuple(line_of(row) for row in db.session.execute(query.order_by(LINES.c.position)))


def line_of(row: Row[Any] | InvoiceLine) -> Line:
    """A stored line as the rules know it."""
    return Line(
        reason=row.reason, item=row.item, plan=row.plan, quantity=row.quantity,
        unit_price=row.unit_price, first=row.first_day, last=row.last_day, net=row.net,
        vat_given=row.vat,
    )  # fmt: skip


def _begin(tenant_id: UUID, month: Month) -> UUID:
    identity = new_id()
    nothing = dict.fromkeys(("net", "vat", "gross"), 0)
    db.session.execute(
        insert(INVOICES).values(
            tenant_id=tenant_id, id=identity, entity_id=books.entity().id, kind=INVOICE,
            status=LIFE.initial, month=month.first, drafted_at=now(), **nothing,
        )
    )  # fmt: skip
    note("invoice.drafted", "invoice", identity, tenant=str(tenant_id), month=str(month))
    return identity


def _write(tenant_id: UUID, identity: UUID, month: Month, lines: tuple[Line, ...]) -> None:
    row = held(tenant_id, identity)
    _clear(row)
    ids = write_lines(tenant_id, identity, lines)
    comes_to = sums(lines)
    _change(row, net=comes_to.net, vat=comes_to.vat, gross=comes_to.gross, drafted_at=now())
    _explain(tenant_id, month, lines, ids)


def write_lines(
    tenant_id: UUID, identity: UUID, lines: tuple[Line, ...], corrects: UUID | None = None
) -> list[UUID]:
    """Store the lines; returns their ids in their order."""
    rows = [
        {
            "tenant_id": tenant_id, "id": new_id(), "invoice_id": identity, "position": position,
            "reason": line.reason, "item": line.item, "plan": line.plan,
            "quantity": line.quantity, "unit_price": line.unit_price, "first_day": line.first,
            "last_day": line.last, "net": line.net, "vat": line.vat, "corrects_id": corrects,
        }
        for position, line in enumerate(lines)
    ]  # fmt: skip
    db.session.execute(insert(LINES), rows)
    return [row["id"] for row in rows]  # type: ignore[misc] # the table of mixed values


def _explain(tenant_id: UUID, month: Month, lines: tuple[Line, ...], ids: list[UUID]) -> None:
    """Every accepted claim of the month points at the line it stands on."""
    found = places(tenant_id, month, lines)
    for position, line_id in enumerate(ids):
        chosen = [key for key, place in found.items() if place == position]
        if chosen:
            db.session.execute(
                update(USAGE)
                .where(USAGE.c.tenant_id == tenant_id, books.counted(chosen))
                .values(line_id=line_id)
            )


def places(tenant_id: UUID, month: Month, lines: tuple[Line, ...]) -> dict[UUID, int]:
    """The position among these lines of each accepted claim of a month, in the order they were counted."""
    counted = select(USAGE.c.id, USAGE.c.counted_on).where(
        USAGE.c.tenant_id == tenant_id, USAGE.c.voided_at.is_(None),
        USAGE.c.counted_on.between(month.first, month.last),
    ).order_by(USAGE.c.counted_at, USAGE.c.id)  # fmt: skip
    events: list[tuple[UUID, date]] = [(key, day) for key, day in db.session.execute(counted)]
    return allot(books.catalogue(), books.account(tenant_id), month, lines, events)


def _clear(row: Row[Any]) -> None:
    here = _ids_of(row.tenant_id, row.id)
    db.session.execute(
        update(USAGE)
        .where(USAGE.c.tenant_id == row.tenant_id, USAGE.c.line_id.in_(here))
        .values(line_id=None)
    )
    db.session.execute(
        delete(LINES).where(LINES.c.tenant_id == row.tenant_id, LINES.c.invoice_id == row.id)
    )


def _ids_of(tenant_id: UUID, identity: UUID) -> Any:
    return (
        select(LINES.c.id)
        .where(LINES.c.tenant_id == tenant_id, LINES.c.invoice_id == identity)
        .scalar_subquery()
    )


def _move(row: Row[Any], event: str, **values: Any) -> None:
    """Let an event happen to an invoice; raises NotPossible."""
    after = LIFE.next(row.status, event)
    _change(row, status=after, **values)
    told = {name: str(values[name]) for name in ("number", "grace_until") if name in values}
    note(
        f"invoice.{event}",
        "invoice",
        row.id,
        tenant=str(row.tenant_id),
        status=[row.status, after],
        **told,
    )


def _change(row: Row[Any], **values: Any) -> None:
    here = (INVOICES.c.tenant_id == row.tenant_id) & (INVOICES.c.id == row.id)
    db.session.execute(update(INVOICES).where(here).values(**values))
