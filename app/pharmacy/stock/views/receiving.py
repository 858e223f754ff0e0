"""Receiving a delivery: scan or type its lines, then take all of them into stock or none."""

from __future__ import annotations

from uuid import UUID

from flask import Response, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.kernel import typed_rows
from app.kernel.authz import requires
from app.kernel.clock import today
from app.kernel.errors import DomainError
from app.kernel.web import answer, go, page, say
from app.pharmacy.medicines import queries as medicines
from app.pharmacy.stock import filters, queries, reading, service
from app.pharmacy.stock.forms import ReceiptForm, ReceiptRow
from app.pharmacy.stock.views import batches, blueprint


@blueprint.get("/receive")
@requires("pharmacy.stock_write")
def receive() -> Response:
    """An empty delivery with one line."""
    here = next((branch for branch, _name in filters.branch_choices()), None)
    form = ReceiptForm(formdata=None, data={"received_on": today(), "facility": here})
    form.lines.append_entry()
    return _page(form, set(), 200)


@blueprint.post("/receive")
@requires("pharmacy.stock_write")
def take_in() -> Response:
    """One line more or less, a scan read, or the whole delivery taken in."""
    pressed = typed_rows.after_button(request.form.items(multi=True))
    typed = pressed or typed_rows.in_order(request.form.items(multi=True))
    form = ReceiptForm(formdata=MultiDict(typed))
    form.facility.choices = filters.branch_choices()
    form.validate()
    unknown = reading.resolve(form, today())
    if pressed is not None or "read" in request.form:
        form.open_a_line()
        return _page(form, unknown, 422)
    form.complain()
    if form.is_sound:
        try:
            received = service.receive(form.to_receipt())
        except DomainError as refusal:
            answer(form, refusal)
        else:
            say(_("The delivery was taken into stock."))
            return go(".receipt", receipt_id=received.id)
    return _page(form, unknown, 422)


@blueprint.get("/receipts")
@requires("pharmacy.view")
def receipts() -> Response:
    """Deliveries, the latest first."""
    found = queries.receipts_page(request.args.get("cursor"))
    branches = filters.branch_names()

    def to(cursor: str | None) -> str | None:
        return url_for(".receipts", cursor=cursor) if cursor else None

    return page(
        "pharmacy/stock/receipts.html", rows=found.rows, branches=branches,
        next_url=to(found.next), previous_url=to(found.previous),
    )  # fmt: skip


@blueprint.get("/receipts/<uuid:receipt_id>")
@requires("pharmacy.view")
def receipt(receipt_id: UUID) -> Response:
    """One delivery with what it brought."""
    shown = queries.receipt(receipt_id)
    lines = queries.lines_of(receipt_id)
    return page(
        "pharmacy/stock/receipt.html", receipt=shown, lines=lines,
        known=medicines.facts({moved.medicine_id for moved, _batch in lines}),
        branch=queries.branch_name(shown.facility_id),
        teller=batches.people_by_id().get(shown.received_by, ""),
    )  # fmt: skip


def _page(form: ReceiptForm, unknown: set[str], status: int) -> Response:
    form.facility.choices = filters.branch_choices()
    if not form.lines.entries:
        form.lines.append_entry()
    blank = ReceiptRow(formdata=None, prefix="lines-__index__-")
    return page(
        "pharmacy/stock/receive.html", status, form=form, blank=blank, unknown=sorted(unknown),
        known=reading.shown(form),
    )  # fmt: skip
