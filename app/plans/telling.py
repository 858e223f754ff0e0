"""Every hour each tenant hears what is new about its plan: letters to its owners, the operator's acts in its trail.

What was told is noted in the same transaction; killed anywhere, it is told by the next round, and once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.dialects.postgresql import insert

from app.audit.trail import note
from app.kernel import failpoints
from app.kernel.clock import now, today
from app.kernel.db import db
from app.kernel.ids import new_id
from app.mail import letters
from app.mail import service as mail
from app.mail.letters import link
from app.plans import acts, books, budgets, dunning, meter, notices, parties, queries, quoting
from app.plans.models import BillingNotice, DunningStep, Invoice, Payment, PlanPrice, PlanRow
from app.plans.pricing import Price
from app.plans.proration import Month
from app.plans.states import FINAL, GRACE
from app.tenants.rounds import for_each_tenant
from app.tenants.scope import current_tenant_id

# Who people are is known beside this package; the wiring says how owners are written to.
_tell_owners: list[Callable[..., None]] = []


@dataclass(frozen=True)
class News:
    """Something to be told once; `about` tells it from other news of its kind."""

    kind: str
    about: str
    values: dict[str, Any] = field(default_factory=dict)


def tell_with(write: Callable[..., None]) -> None:
    """How owners are written to; told once by the wiring."""
    _tell_owners[:] = [write, write_to_accounts]


def tell_everywhere() -> None:
    """The round of every tenant."""
    for_each_tenant(tell)


def tell() -> None:
    """Tell the present tenant what it has not been told yet; letters wait while none leaves."""
    for one in list(_news()) if mail.can_send() else ():
        if is_news(one.kind, one.about):
            _write(one)
    for act in acts.of_operator():
        if is_news(notices.TRAIL, f"{act.event} {act.subject_id}"):
            note(act.event, act.subject_kind, act.subject_id, **act.changes)
    failpoints.reach("PLAN-TOLD")


def _news() -> Iterator[News]:
    for found in (
        _invoices,
        _late,
        _used,
        _spent,
        _restored,
        _taken_off,
        _withdrawn_prices,
        _prices,
    ):
        yield from found()


def is_news(kind: str, about: str) -> bool:
    """Noted now; False if it was noted before."""
    row = {
        "tenant_id": current_tenant_id(), "id": new_id(), "kind": kind, "about": about,
        "told_at": now(),
    }  # fmt: skip
    noted = insert(BillingNotice).values(row).on_conflict_do_nothing()
    return db.session.execute(noted.returning(BillingNotice.id)).first() is not None


def _write(news: News) -> None:
    note("plan.told", "tenant", current_tenant_id(), notice=news.kind)
    for write in _tell_owners:
        write(
            f"plans.{news.kind}", notices.SUBJECTS[news.kind], notices.TEMPLATES[news.kind],
            kind=news.kind, url=link("plans.index"), **news.values,
        )  # fmt: skip


def write_to_accounts(purpose: str, subject: str, template: str, **values: Any) -> None:
    """The same letter to the address that the tenant gave for its invoices, where it gave one."""
    named = parties.named(current_tenant_id())
    if named is not None and named["email"] and values["kind"] in notices.ABOUT_INVOICES:
        letters.write(purpose, subject, template, to=named["email"], language="en", **values)


def _invoices() -> Iterator[News]:
    """Invoices that can be looked through, and papers that became final these days."""
    fresh = Invoice.issued_at >= now() - notices.FRESH
    wanted = select(Invoice).where(
        or_(and_(Invoice.status == FINAL, fresh), and_(Invoice.status == GRACE, Invoice.grace_until >= today()))
    )  # fmt: skip
    for one in db.session.scalars(wanted.order_by(Invoice.month, Invoice.id)):
        values = {
            "paper": one.kind, "number": one.number, "amount": one.gross, "month": one.month,
            "due_on": one.due_on, "until": one.grace_until,
        }  # fmt: skip
        yield News(
            notices.ISSUED if one.status == FINAL else notices.IN_REVIEW, str(one.id), values
        )


def _late() -> Iterator[News]:
    """The newest step of each invoice on which something is still owed."""
    newest: dict[Any, int] = {}
    for one in db.session.scalars(select(DunningStep)):
        newest[one.invoice_id] = max(one.step, newest.get(one.invoice_id, 0))
    for invoice in db.session.scalars(select(Invoice).where(Invoice.id.in_(newest))):
        owed, step = queries.owed(invoice), newest[invoice.id]
        if owed > 0:
            values = {"number": invoice.number, "due_on": invoice.due_on, "owed": owed}
            yield News(notices.of_step(step), f"{invoice.id} {step}", values)


def _used() -> Iterator[News]:
    """The alert that the meter of the month has reached."""
    account, day = queries.own_account(), today()
    plan = account.terms_on(day).plan
    if plan is None:
        return
    read = meter.read(account, books.catalogue().plan(plan).claims_limit, day)
    if read.alert is not None:
        values = {"used": read.used, "limit": read.limit}
        yield News(notices.USED[read.alert], str(Month.of(day)), values)


def _spent() -> Iterator[News]:
    """The alert that the running month has reached of the owner's own budget; another budget is told of anew."""
    read = budgets.spent(queries.own_account()) if budgets.budget() is not None else None
    if read is not None and read.alert is not None:
        values = {"so_far": read.so_far, "budget": read.budget}
        yield News(notices.SPENT[read.alert], f"{Month.of(today())} {read.budget}", values)


def _prices() -> Iterator[News]:
    """New prices of what is held now or will be by then: when they are announced, and again shortly before."""
    account, day, catalogue, names = (
        queries.own_account(),
        today(),
        books.catalogue(),
        books.names(),
    )
    last = max((change.on for change in account.changes), default=day)
    terms = account.terms_on(max(last, day))
    for code in sorted({terms.plan or "", *terms.add_ons} - {""}):
        plan = catalogue.plan(code)
        price = plan.announced(day)
        if price is None:
            continue
        values = {
            "name": names[code].name, "sold_as": plan.kind, "price": price, "parts": quoting.parts,
            "before": plan.price_on(day) if quoting.has_price(plan, day) else None,
        }  # fmt: skip
        about = _of_price(code, price)
        yield News(notices.PRICE, about, values)
        if (price.valid_from - day).days <= notices.SOON_DAYS:
            yield News(notices.PRICE_SOON, about, values)


def _of_price(code: str, price: Price) -> str:
    """Tells a price from any other; one that is announced anew with other amounts is news."""
    said = sha256(repr(price).encode()).hexdigest()[:12]
    return f"{code} {price.valid_from.isoformat()} {said}"


def _withdrawn_prices() -> Iterator[News]:
    """Prices that the tenant was told of, and that will not come."""
    gone = select(PlanRow.code, PlanPrice).join(PlanPrice, PlanPrice.plan_id == PlanRow.id)
    names = books.names()
    for code, row in db.session.execute(gone.where(PlanPrice.withdrawn_on.is_not(None))):
        about = _of_price(code, books.price_of(row))
        was_told = select(BillingNotice.id).where(
            BillingNotice.kind == notices.PRICE, BillingNotice.about == about
        )
        if db.session.scalar(was_told) is not None:
            yield News(notices.PRICE_WITHDRAWN, about, {"name": names[code].name, "begins": row.valid_from})  # fmt: skip


def _taken_off() -> Iterator[News]:
    """Payments taken off an invoice that is owed again, with the day from which new work waits."""
    resumed = queries.late_from()
    recent = select(Payment).where(Payment.undone_at >= now() - acts.LOOKED_BACK)
    for payment in db.session.scalars(recent.order_by(Payment.undone_at)):
        invoice = queries.invoice(payment.invoice_id)
        owed = queries.owed(invoice)
        if owed > 0:
            start = resumed.get(invoice.id, invoice.due_on)
            waits = start + timedelta(days=dunning.READ_ONLY_ON) if start else None
            values = {
                "number": invoice.number,
                "amount": payment.amount,
                "owed": owed,
                "waits_on": waits,
            }
            yield News(notices.TAKEN_OFF, str(payment.id), values)


def _restored() -> Iterator[News]:
    """Whoever was told of waiting hears that it is over."""
    query = select(BillingNotice.about).where(BillingNotice.kind == notices.READ_ONLY)
    told = list(db.session.scalars(query.order_by(BillingNotice.told_at.desc()).limit(1)))
    if told and not queries.standing().is_read_only:
        yield News(notices.RESTORED, told[0])
