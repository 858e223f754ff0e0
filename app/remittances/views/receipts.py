"""Money at the desk: a receipt written, shown, printed, cancelled; the sheet of a day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from flask import Response, request
from flask_babel import gettext as _

from app.audit.trail import note_read
from app.claims.queries import claim as claim_of
from app.kernel import downloads
from app.kernel.authz import requires
from app.kernel.errors import DomainError
from app.kernel.forms import DayForm
from app.kernel.money import total
from app.kernel.pagewords import either, name_of
from app.kernel.pdf import PdfUnavailable
from app.kernel.sheets import Column, Table
from app.kernel.web import answer, go, in_words, page, say
from app.patients import queries as patients
from app.remittances import receipt_paper, receipts, wording
from app.remittances.forms import ReasonForm, ReceiptForm
from app.remittances.views.desk import blueprint, tabs


@blueprint.route("/receipts/new/<uuid:claim_id>", methods=["GET", "POST"])
@requires("payments.receipt")
def new_receipt(claim_id: UUID) -> Response:
    """Take money for a visit."""
    claim = claim_of(claim_id)
    owed = receipts.owed(claim)
    form = ReceiptForm(data={"amount": owed or None, "method": "cash"})
    form.offer()
    if form.validate_on_submit():
        try:
            written = receipts.issue(claim_id, form.amount.data, form.method.data)
        except DomainError as refusal:
            answer(form, refusal)
        else:
            say(_("The receipt is written. Print it for the patient."))
            return go(".show_receipt", receipt_id=written.id)
    return page(
        "remittances/new_receipt.html", 422 if form.errors else 200, form=form, claim=claim, owed=owed,
        patient_name=name_of(patients.patient(claim.patient_id)), taken=receipts.taken(claim),
    )  # fmt: skip


@blueprint.get("/receipts/<uuid:receipt_id>")
@requires("payments.receipt")
def show_receipt(receipt_id: UUID) -> Response:
    """One receipt and its papers."""
    return _show(receipt_id, ReasonForm(formdata=None))


def _show(receipt_id: UUID, form: ReasonForm, status: int = 200) -> Response:
    found = receipts.receipt(receipt_id)
    claim = claim_of(found.claim_id)
    note_read("receipt.opened", "claim", claim.id)
    return page(
        "remittances/receipt.html", status, found=found, claim=claim, form=form,
        patient_name=name_of(patients.patient(claim.patient_id)), method=wording.METHODS[found.method],
        counter=receipts.counter_of(found.id),
        cancels=receipts.receipt(found.cancels_id) if found.cancels_id else None,
    )  # fmt: skip


@blueprint.post("/receipts/<uuid:receipt_id>/cancel")
@requires("payments.receipt")
def cancel_receipt(receipt_id: UUID) -> Response:
    """Give the money back by a counter-receipt."""
    form = ReasonForm()
    if not form.validate():
        return _show(receipt_id, form, 422)
    try:
        written = receipts.cancel(receipt_id, form.reason.data)
    except DomainError as refusal:
        say(in_words(refusal), "warning")
        return go(".show_receipt", receipt_id=receipt_id)
    say(_("The counter-receipt is written. Give the money back and let the patient sign."))
    return go(".show_receipt", receipt_id=written.id)


@blueprint.get("/receipts/<uuid:receipt_id>/print")
@requires("payments.receipt")
def print_receipt(receipt_id: UUID) -> Response:
    """The receipt as a PDF in either language, for A4 or the roll of 80 mm."""
    found = receipts.receipt(receipt_id)
    chosen, size = downloads.paper_language(), request.args.get("size", "")
    size = size if size in receipt_paper.TEMPLATES else "a4"
    try:
        paper = downloads.printed(lambda: receipt_paper.receipt_pdf(found, size))
    except PdfUnavailable as refusal:
        say(_(refusal.sentence), "warning")
        return go(".show_receipt", receipt_id=receipt_id)
    note_read("receipt.printed", "claim", found.claim_id, language=chosen, size=size)
    return downloads.paper(paper, receipt_paper.file_name(found, chosen, size))


@blueprint.get("/receipts")
@requires("payments.receipt")
def day_sheet() -> Response:
    """What was taken on a day, by person and way of paying."""
    form = DayForm.read(request.args)
    rows = [_row(one) for one in receipts.of_day(form.chosen)]
    sums = receipts.sums_of_day(form.chosen)
    if rows:
        note_read("receipt.listed", "claim", None, day=str(form.chosen))
    kept: dict[str, Any] = {
        name: request.args[name] for name in request.args if name.startswith("day")
    }
    return page(
        "remittances/day_sheet.html", 422 if form.errors else 200, form=form, tabs=tabs(), day=form.chosen, rows=rows,
        sums=[_sum(one) for one in sums], together=total(one.amount for one in sums),
        **downloads.links(".export_day", **kept),
    )  # fmt: skip


def _row(found: Any) -> dict[str, Any]:
    one, claim_number, name_en, name_ar = found
    return {
        "one": one,
        "claim_number": claim_number,
        "method": wording.METHODS[one.method],
        "person": either(name_en, name_ar),
    }


def _sum(one: receipts.DaySum) -> dict[str, Any]:
    return {
        "one": one,
        "person": either(one.person_en, one.person_ar),
        "method": wording.METHODS[one.method],
    }


@blueprint.get("/receipts/export.<any(xlsx, csv):kind>")
@requires("payments.receipt", fresh="file")
def export_day(kind: str) -> Response:
    """The sheet of a day as a table."""
    day = DayForm.read(request.args).chosen
    note_read("receipt.exported", "claim", None, kind=kind, day=str(day))
    columns = [
        Column(_("Receipt"), width=18), Column(_("Written at"), "moment", 18), Column(_("Claim number"), width=18),
        Column(_("Written by"), width=24), Column(_("How it was paid"), width=16), Column(_("Amount"), "money", 12),
        Column(_("Reason"), width=30),
    ]  # fmt: skip
    content = Table(_("Receipts"), columns, _lines(day))
    return downloads.table(kind, f"receipts-{day.isoformat()}", content)


def _lines(day: Any) -> Iterator[list[Any]]:
    for row in (_row(one) for one in receipts.of_day(day)):
        one, method = row["one"], row["method"]
        yield [one.number, one.issued_at, row["claim_number"], row["person"], _(method), one.amount, one.reason]  # fmt: skip
