"""Prices of medicines payer by payer: the highest allowed, the cost, and what was earned after the answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from flask_babel import gettext as _

from app.contracts import queries as contracts
from app.contracts import service as agreements
from app.contracts.forms import payer_choices
from app.contracts.models import PriceList
from app.kernel import downloads
from app.kernel.authz import requires
from app.kernel.clock import today
from app.kernel.errors import DomainError
from app.kernel.pagewords import name_of
from app.kernel.paging import Page
from app.kernel.sheets import Column
from app.kernel.web import answer, go, neighbours, page, say
from app.pharmacy.medicines import queries as medicines
from app.pharmacy.stock import pricing
from app.pharmacy.stock.forms import MedicinePriceForm
from app.pharmacy.stock.views import blueprint
from app.pharmacy.stock.views.listing import as_file
from app.reference import queries as reference
from app.reference.models import Payer


@blueprint.get("/prices")
@requires("pharmacy.view")
def prices() -> Response:
    """The medicines in a payer's price list of today, with cost and margin."""
    payer, price_list = _asked()
    words, here = request.args.get("q", ""), _here(payer)
    found: Page[pricing.PricedMedicine] = Page([])
    if price_list is not None:
        found = pricing.page(price_list, words, today(), request.args.get("cursor"))
    return page(
        "pharmacy/stock/prices.html", payer=payer, payers=payer_choices(reference.payers(today())), words=words,
        price_list=price_list, payer_name=name_of(payer) if payer else "", rows=found.rows,
        **neighbours(found, ".prices", **here), **downloads.links(".export_prices", **here),
    )  # fmt: skip


@blueprint.get("/prices.<any(xlsx, csv):kind>")
@requires("pharmacy.view", fresh="file")
def export_prices(kind: str) -> Response:
    """Exactly what the page shows, all of it."""
    _payer, price_list = _asked()
    words = request.args.get("q", "")
    found = pricing.rows(price_list, words, today()) if price_list is not None else []
    return as_file(kind, "medicine-prices", _("Prices and margins"), _columns(), _lines(found))


@blueprint.route("/prices/<uuid:list_id>/<uuid:medicine_id>", methods=["GET", "POST"])
@requires("pharmacy.medicines_write")
def edit_price(list_id: UUID, medicine_id: UUID) -> Response:
    """Agree a medicine's price, never above what the regulator allows."""
    shown = contracts.price_list(list_id)
    of = medicines.facts([medicines.medicine(medicine_id).id])[medicine_id]
    form = MedicinePriceForm(obj=agreements.price_of(list_id, of.service_id))
    payer_id = contracts.contract(shown.contract_id).payer_id
    if form.validate_on_submit():
        try:
            pricing.set_price(list_id, medicine_id, form.unit_price.data)
        except DomainError as refusal:
            answer(form, refusal)
        else:
            say(_("The price was saved."))
            return go(".prices", payer=payer_id)
    return page(
        "pharmacy/stock/price.html", 422 if form.errors else 200, form=form, of=of, shown=shown,
        cost=pricing.unit_costs([medicine_id]).get(medicine_id), back=url_for(".prices", payer=payer_id),
    )  # fmt: skip


def _asked() -> tuple[Payer | None, PriceList | None]:
    """The payer in the address, else the first one with a price list today."""
    lists = {one: contracts.price_list_for(one.id, today()) for one in reference.payers(today())}
    asked = next((one for one in lists if str(one.id) == request.args.get("payer")), None)
    first = next((one for one, prices in lists.items() if prices is not None), None)
    payer = asked or first or next(iter(lists), None)
    return payer, lists[payer] if payer is not None else None


def _here(payer: Payer | None) -> dict[str, Any]:
    """The filters in force, as they stand in the address."""
    return {"payer": payer.id if payer else None, "q": request.args.get("q") or None}


def _columns() -> list[Column]:
    return [
        Column(_("Our code"), width=18),
        Column(_("Medicine"), width=36),
        Column(_("Price"), "money", 12),
        Column(_("Highest price of a unit allowed"), "money", 14),
        Column(_("Cost of a unit"), "money", 12),
        Column(_("Earned by a unit after the answer"), "money", 14),
        Column(_("Margin after the answer"), "money", 14),
        Column(_("Over the highest price"), width=12),
        Column(_("Below cost"), width=12),
    ]


def _lines(found: list[pricing.PricedMedicine]) -> Iterator[Sequence[Any]]:
    for one in found:
        of = one.margin
        yield (
            one.local_code, name_of(one), of.price, of.highest, of.cost, of.earned, of.after_answer,
            _("Yes") if of.over_highest else _("No"), _("Yes") if of.below_cost else _("No"),
        )  # fmt: skip
