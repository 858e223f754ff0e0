"""flask invoices …: months closed, invoices numbered, reminders, payments.

Exit codes: 0 done, 1 refused (the sentence says which rule), 2 wrongly called.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from signal import SIGTERM, signal
from threading import Event
from uuid import UUID

import click
from flask.cli import AppGroup
from sqlalchemy import select

from app.commands.at_desk import AS_JSON, DAY, DRY_RUN, MONTH, RIALS, Options, at_desk, tell
from app.departing import deleting
from app.kernel.db import db
from app.plans import billing, owing, reminding, rounds, settling
from app.plans.billing import INVOICES
from app.plans.cards.rounds import look_after_cards
from app.plans.proration import Month
from app.tenants.queries import all_tenant_ids

invoices = AppGroup("invoices", help="Close months, finalise, remind, settle.")


@invoices.command("close")
@click.option("--month", type=MONTH, required=True, help="Such as 2026-11.")
@DRY_RUN
@AS_JSON
def close_month(*, month: datetime, dry_run: bool, as_json: bool) -> None:
    """Draft the month's invoice of every tenant and begin its days of grace; a second time changes nothing final."""
    which = Month(month.year, month.month)

    def work(tenant_id: UUID, _of: UUID) -> Options:
        known = billing.of_month(tenant_id, which)
        if known is not None and known.number:
            return {"tenant": tenant_id, "invoice": known.id, "result": "final"}
        return {"tenant": tenant_id, "invoice": billing.close(tenant_id, which), "result": "closed"}

    _for_each(work, [(one, one) for one in all_tenant_ids()], dry_run=dry_run, as_json=as_json)


@invoices.command("finalise")
@DRY_RUN
@AS_JSON
def finalise_due(*, dry_run: bool, as_json: bool) -> None:
    """Number every invoice whose days of grace are over, one transaction each."""
    with at_desk():
        due = rounds.due()

    def work(tenant_id: UUID, identity: UUID) -> Options:
        number = rounds.finalise(tenant_id, identity)
        return {"tenant": tenant_id, "invoice": identity, "number": number}

    _for_each(work, due, dry_run=dry_run, as_json=as_json)


@invoices.command("run")
@click.option("--every", default=3600, show_default=True, help="Seconds between two rounds.")
@click.option(
    "--cards",
    "cards_every",
    default=60,
    show_default=True,
    help="Seconds between two looks at cards, and at who left.",
)
@click.option("--once", is_flag=True, help="One round; exit 1 where a step of it failed.")
def run(*, every: int, cards_every: int, once: bool) -> None:
    """Make the rounds until told to stop: close months, finalise, remind, ask for cards, delete who left; each step once."""
    asked_to_stop = Event()
    signal(SIGTERM, lambda *_: asked_to_stop.set())
    with at_desk():
        pass  # Refuses where nothing is sold.
    while True:
        failed = rounds.keep_books() + look_after_cards()
        deleting.delete_approved()
        if once:
            raise SystemExit(bool(failed))
        for _ in range(max(1, every // cards_every)):
            if asked_to_stop.wait(min(every, cards_every)):
                return
            look_after_cards()
            deleting.delete_approved()


def _for_each(
    work: Callable[[UUID, UUID], Options], found: list[tuple[UUID, UUID]], *, dry_run: bool, as_json: bool
) -> None:  # fmt: skip
    """Each in its own transaction; one that is refused is told and does not stop the others."""
    rows, refused = [], False
    for tenant_id, identity in found:
        try:
            with at_desk(dry_run=dry_run):
                row = work(tenant_id, identity)
            rows.append(row)
        except click.ClickException as refusal:
            refused = True
            rows.append({"id": identity, "refused": refusal.message})
    tell(rows, as_json=as_json)
    if refused:
        raise SystemExit(1)


@invoices.command("remind")
@DRY_RUN
@AS_JSON
def remind(*, dry_run: bool, as_json: bool) -> None:
    """Take the step of the day for every late invoice."""
    with at_desk(dry_run=dry_run):
        rows = [vars(one) for one in reminding.remind()]
    tell(rows, as_json=as_json)


@invoices.command("received")
@click.argument("bank_reference")
@click.option("--on", "booked_on", type=DAY, required=True)
@click.option("--amount", type=RIALS, required=True)
@click.option("--words", default="", help="What the payer wrote.")
@DRY_RUN
@AS_JSON
def received(
    *,
    bank_reference: str,
    booked_on: datetime,
    amount: Decimal,
    words: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Enter money that reached the account."""
    day: date = booked_on.date()
    with at_desk(dry_run=dry_run):
        identity = settling.enter(
            settling.Received(
                bank_reference=bank_reference, booked_on=day, amount=amount, words=words
            )
        )
    tell([{"id": identity}], as_json=as_json)


@invoices.command("list")
@click.option("--tenant", "tenant_id", type=click.UUID, help="Of one tenant only.")
@click.option("--owed", is_flag=True, help="Only what is still owed.")
@AS_JSON
def list_invoices(*, tenant_id: UUID | None, owed: bool, as_json: bool) -> None:
    """Every invoice and credit note: number, month, state, sum, what is left to pay."""
    of = INVOICES.c
    query = select(of.id, of.tenant_id, of.kind, of.number, of.month, of.status, of.gross, (of.gross - owing.paid_of()).label("left"))  # fmt: skip
    if tenant_id is not None:
        query = query.where(of.tenant_id == tenant_id)
    if owed:
        query = query.where(owing.IS_OWED)
    with at_desk():
        found = db.session.execute(query.order_by(of.month, of.id)).mappings().all()
    tell([dict(row) for row in found], as_json=as_json)


@invoices.command("credit")
@click.argument("tenant_id", type=click.UUID)
@click.argument("invoice_id", type=click.UUID)
@click.argument("line_id", type=click.UUID)
@click.option("--amount", type=RIALS, required=True, help="Before VAT.")
@click.option("--reason", required=True, help="It stands on the credit note.")
@DRY_RUN
@AS_JSON
def credit(
    *, tenant_id: UUID, invoice_id: UUID, line_id: UUID, amount: Decimal, reason: str, dry_run: bool, as_json: bool
) -> None:  # fmt: skip
    """Give back a part of a line by a credit note, final at once."""
    with at_desk(dry_run=dry_run):
        identity = settling.credit(tenant_id, invoice_id, line_id, amount, reason)
    tell([{"credit_note": identity}], as_json=as_json)


@invoices.command("match")
@click.argument("transfer_id", type=click.UUID)
@click.argument("tenant_id", type=click.UUID)
@click.argument("invoice_id", type=click.UUID)
@DRY_RUN
@AS_JSON
def match(
    *, transfer_id: UUID, tenant_id: UUID, invoice_id: UUID, dry_run: bool, as_json: bool
) -> None:
    """Set money received against an invoice."""
    with at_desk(dry_run=dry_run):
        amount = settling.match(transfer_id, tenant_id, invoice_id)
    tell([{"invoice": invoice_id, "amount": amount}], as_json=as_json)
