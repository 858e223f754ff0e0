"""Counting, adjusting, returning and transferring: one small page each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response, url_for
from flask_babel import gettext as _

from app.kernel.authz import requires
from app.kernel.errors import DomainError
from app.kernel.web import answer, go, page, say
from app.pharmacy.medicines import queries as medicines
from app.pharmacy.stock import filters, movements, queries, service
from app.pharmacy.stock.forms import AdjustForm, CountForm, ReturnForm, TransferForm
from app.pharmacy.stock.views import blueprint

AT = "/batches/<uuid:batch_id>/<uuid:facility_id>"


@blueprint.route(f"{AT}/count", methods=["GET", "POST"])
@requires("pharmacy.stock_write")
def count(batch_id: UUID, facility_id: UUID) -> Response:
    form = CountForm()
    form.offer()

    def do() -> None:
        service.count(batch_id, facility_id, form.units.data, form.reason.data)

    return _page(form, batch_id, facility_id, _("Count a batch"), do)


@blueprint.route(f"{AT}/adjust", methods=["GET", "POST"])
@requires("pharmacy.stock_write")
def adjust(batch_id: UUID, facility_id: UUID) -> Response:
    form = AdjustForm()
    form.offer()

    def do() -> None:
        service.adjust(batch_id, facility_id, form.units.data, form.reason.data)

    return _page(form, batch_id, facility_id, _("Adjust a batch"), do)


@blueprint.route(f"{AT}/return", methods=["GET", "POST"])
@requires("pharmacy.stock_write")
def return_units(batch_id: UUID, facility_id: UUID) -> Response:
    form = ReturnForm()
    form.offer()

    def do() -> None:
        service.return_to_supplier(
            batch_id, facility_id, form.units.data, form.reason.data, form.reference.data or ""
        )

    return _page(form, batch_id, facility_id, _("Return to the supplier"), do)


@blueprint.route(f"{AT}/transfer", methods=["GET", "POST"])
@requires("pharmacy.stock_write")
def transfer(batch_id: UUID, facility_id: UUID) -> Response:
    form = TransferForm()
    form.to_facility.choices = [one for one in filters.branch_choices() if one[0] != facility_id]

    def do() -> None:
        service.transfer(batch_id, facility_id, form.to_facility.data, form.units.data)

    return _page(form, batch_id, facility_id, _("Transfer to another branch"), do)


def _page(
    form: Any, batch_id: UUID, facility_id: UUID, title: str, do: Callable[[], None]
) -> Response:
    """The form, its refusal beside the field, or back to the batch."""
    shown = queries.batch(batch_id)
    branch = queries.branch_name(facility_id)
    if form.validate_on_submit():
        try:
            do()
        except DomainError as refusal:
            answer(form, refusal)
        else:
            say(_("The stock was changed."))
            return go(".batch", batch_id=batch_id)
    return page(
        "pharmacy/stock/change.html", 422 if form.errors else 200, form=form, batch=shown, title=title,
        of=medicines.facts([shown.medicine_id])[shown.medicine_id], branch=branch,
        left=movements.left(batch_id, facility_id), back=url_for(".batch", batch_id=batch_id),
    )  # fmt: skip
