"""Invoices of all tenants, what is owed by age, one invoice with its verbs."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from flask import Response, request, url_for
from flask_babel import gettext as _

from app.kernel import downloads, pdf, sheets
from app.kernel.authz import requires
from app.kernel.clock import today
from app.kernel.db import db
from app.kernel.errors import DomainError
from app.kernel.pagewords import name_of
from app.kernel.sheets import Cell, Column
from app.kernel.web import answer, asked, go, in_words, neighbours, page, say
from app.plans import billing, printing, settling, showing, wording
from app.plans.errors import InvoiceFinal
from app.plans.states import FINAL, GRACE, INVOICE_STATUSES
from app.platform_admin import ledger
from app.platform_admin.money_forms import CreditForm, InvoicesForm
from app.platform_admin.views.pages import blueprint

CONFLICT, WRONG = 409, 422


@blueprint.get("/invoices")
@requires("desk.money")
def invoices() -> Response:
    """All tenants' invoices and credit notes, the newest first."""
    form = InvoicesForm(request.args)
    form.understand()
    found = ledger.invoices(form.to_wanted(), request.args.get("cursor"))
    kept = asked(field.name for field in form)
    return page(
        "platform_admin/invoices.html", WRONG if form.errors else 200, form=form, rows=found.rows,
        tenants=ledger.tenants(), owed=ledger.owed, kinds=wording.INVOICE_KINDS, tones=wording.TONES,
        statuses=INVOICE_STATUSES, is_filtered=bool(kept),
        links=downloads.links("platform_admin.invoices_file", **kept)
        | neighbours(found, "platform_admin.invoices", **kept),
    )  # fmt: skip


@blueprint.get("/invoices.<any(xlsx, csv):kind>")
@requires("desk.money")
def invoices_file(kind: str) -> Response:
    """Exactly what the list shows, all rows of it."""
    form = InvoicesForm(request.args)
    form.understand()
    rows, known = ledger.all_invoices(form.to_wanted()), ledger.tenants()
    cells: list[Cell] = [
        (Column(_("Number")), lambda row: row.number),
        (Column(_("Tenant"), width=32), lambda row: name_of(known[row.tenant_id])),
        (Column(_("Kind")), lambda row: _(wording.INVOICE_KINDS[row.kind])),
        (Column(_("State")), lambda row: _(INVOICE_STATUSES[row.status].outer)),
        (Column(_("Month"), "day"), lambda row: row.month),
        (Column(_("Issued on"), "day"), lambda row: row.issued_on),
        (Column(_("To be paid by"), "day"), lambda row: row.due_on),
        (Column(_("Amount"), "money"), lambda row: row.gross),
        (Column(_("Left to pay"), "money"), ledger.owed),
    ]
    return downloads.table(
        kind, f"invoices-{today().isoformat()}", sheets.listed(_("Invoices"), cells, rows)
    )


@blueprint.get("/invoices/ageing")
@requires("desk.money")
def ageing() -> Response:
    """What is owed by tenant and by how many days it is late."""
    rows = ledger.ageing()
    sums = [sum(one.amounts[at] for one in rows) for at in range(len(ledger.AGES))]
    return page(
        "platform_admin/ageing.html", rows=rows, sums=sums, tenants=ledger.tenants(),
        labels=ledger.AGE_LABELS, files=downloads.links("platform_admin.ageing_file"), today=today(),
    )  # fmt: skip


@blueprint.get("/invoices/ageing.<any(xlsx, csv):kind>")
@requires("desk.money")
def ageing_file(kind: str) -> Response:
    """The same as a file."""
    known = ledger.tenants()
    cells: list[Cell] = [(Column(_("Tenant"), width=32), lambda one: name_of(known[one.tenant_id]))]
    for at, label in enumerate(ledger.AGE_LABELS):
        cells.append((Column(_(label), "money"), partial(ledger.amount_of, at)))
    cells.append((Column(_("Together"), "money"), lambda one: one.sum))
    return downloads.table(
        kind, f"ageing-{today().isoformat()}",
        sheets.listed(_("Ageing of invoices"), cells, ledger.ageing()),
    )  # fmt: skip


@blueprint.get("/tenants/<uuid:tenant_id>/invoices/<uuid:invoice_id>")
@requires("desk.money")
def invoice(tenant_id: UUID, invoice_id: UUID) -> Response:
    """One invoice with its lines and what was set against it."""
    return _invoice_page(tenant_id, invoice_id)


@blueprint.get("/tenants/<uuid:tenant_id>/invoices/<uuid:invoice_id>.pdf")
@requires("desk.money")
def invoice_paper(tenant_id: UUID, invoice_id: UUID) -> Response:
    """The final invoice in both languages on one paper, as its tenant has it."""
    one = ledger.invoice(tenant_id, invoice_id)
    back = partial(go, "platform_admin.invoice", tenant_id=tenant_id, invoice_id=invoice_id)
    if one.document is None:
        say(_("This invoice is not final yet, so it has no paper."), "warning")
        return back()
    try:
        return downloads.paper(printing.printed(one.document), f"{one.number}.pdf")
    except pdf.PdfUnavailable as problem:
        say(_(problem.sentence), "warning")
        return back()


@blueprint.post("/tenants/<uuid:tenant_id>/invoices/<uuid:invoice_id>/finalise")
@requires("desk.bill")
def finalise(tenant_id: UUID, invoice_id: UUID) -> Response:
    """Number and freeze it; a final one is never changed."""
    try:
        number = billing.finalise(tenant_id, invoice_id)
        if number:
            settling.spend_credits(tenant_id)
    except InvoiceFinal as refusal:
        db.session.rollback()
        return _invoice_page(tenant_id, invoice_id, CONFLICT, in_words(refusal))
    except DomainError as refusal:
        db.session.rollback()
        return _invoice_page(tenant_id, invoice_id, WRONG, in_words(refusal))
    if number is None:
        say(_("Nothing was left to invoice; the draft was dropped."))
        return go("platform_admin.invoices")
    say(_("The invoice is final: %(number)s.", number=f"\u2068{number}\u2069"))
    return go("platform_admin.invoice", tenant_id=tenant_id, invoice_id=invoice_id)


@blueprint.route(
    "/tenants/<uuid:tenant_id>/invoices/<uuid:invoice_id>/lines/<uuid:line_id>/credit",
    methods=["GET", "POST"],
)
@requires("desk.bill")
def credit(tenant_id: UUID, invoice_id: UUID, line_id: UUID) -> Response:
    """Give back a part of a line by a credit note."""
    form, one = CreditForm(), ledger.invoice(tenant_id, invoice_id)
    row = ledger.line(tenant_id, invoice_id, line_id)
    if form.validate_on_submit():
        try:
            note_id = settling.credit(
                tenant_id, invoice_id, line_id, form.amount.data, form.reason.data
            )
        except DomainError as refusal:
            db.session.rollback()
            answer(form, refusal)
        else:
            say(_("The credit note is written."))
            return go("platform_admin.invoice", tenant_id=tenant_id, invoice_id=note_id)
    return page(
        "platform_admin/credit.html", WRONG if form.errors else 200, form=form, one=one,
        line=showing.in_words([billing.line_of(row)])[0],
    )  # fmt: skip


def _invoice_page(
    tenant_id: UUID, invoice_id: UUID, status: int = 200, refused: str | None = None
) -> Response:
    one = ledger.invoice(tenant_id, invoice_id)
    rows = ledger.lines(tenant_id, invoice_id)
    lines = showing.in_words(
        map(billing.line_of, rows), (row.id for row in rows),
        to=lambda _at, line_id: url_for(".behind", tenant_id=tenant_id, invoice_id=invoice_id, line_id=line_id),
    )  # fmt: skip
    return page(
        "platform_admin/invoice.html", status, one=one, lines=lines, refused=refused,
        tenant=ledger.tenants()[tenant_id], owed=ledger.owed(one), final=one.status == FINAL,
        in_grace=one.status == GRACE, payments=ledger.payments(tenant_id, invoice_id),
        kind=_(wording.INVOICE_KINDS[one.kind]), state=INVOICE_STATUSES[one.status],
        tone=wording.TONES[one.status],
    )  # fmt: skip
