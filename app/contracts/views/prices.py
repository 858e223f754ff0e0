"""Price lists and single prices; the list as a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from flask import Response
from flask_babel import gettext as _

from app.contracts import queries, service
from app.contracts.forms import PriceForm, PriceListForm
from app.contracts.views import blueprint
from app.contracts.words import CATEGORY_WORDS, COLUMN_WORDS, VAT_WORDS
from app.kernel import downloads
from app.kernel.authz import requires
from app.kernel.errors import DomainError
from app.kernel.sheets import Column, Table
from app.kernel.web import answer, go, page, say


@blueprint.route("/<uuid:contract_id>/lists/new", methods=["GET", "POST"])
@requires("contracts.write")
def new_price_list(contract_id: UUID) -> Response:
    contract = queries.contract(contract_id)
    form = PriceListForm()
    if form.validate_on_submit():
        try:
            added = service.add_price_list(
                contract_id, form.name.data or "", form.valid_from.data,
                copy_prices=form.copy_prices.data,
            )  # fmt: skip
        except DomainError as refusal:
            answer(form, refusal)
        else:
            say(_("The price list was added; the one before it ends the day before."))
            return go(".show", contract_id=contract_id, list=added.id)
    status = 422 if form.errors else 200
    return page("contracts/new_price_list.html", status, form=form, contract=contract)


@blueprint.route("/lists/<uuid:list_id>/prices/<uuid:service_id>", methods=["GET", "POST"])
@requires("contracts.write")
def edit_price(list_id: UUID, service_id: UUID) -> Response:
    shown, of = queries.price_list(list_id), queries.service(service_id)
    form = PriceForm(obj=service.price_of(list_id, service_id))
    if form.validate_on_submit():
        try:
            service.set_price(list_id, service_id, form.to_terms())
        except DomainError as refusal:
            answer(form, refusal)
        else:
            say(_("The price was saved."))
            return go(".show", contract_id=shown.contract_id, list=list_id)
    status = 422 if form.errors else 200
    return page("contracts/edit_price.html", status, form=form, shown=shown, service=of)


@blueprint.get("/lists/<uuid:list_id>/prices.<any(xlsx, csv):kind>")
@requires("contracts.view", fresh="file")
def download_prices(list_id: UUID, kind: str) -> Response:
    shown = queries.price_list(list_id)
    columns, rows = _columns(), _rows(queries.prices_of(shown))
    name = f"prices-{shown.valid_from.isoformat()}"
    return downloads.table(kind, name, Table(_("Prices"), columns, rows))


def _columns() -> list[Column]:
    """The columns in an order that the import reads back."""
    kinds: dict[str, Any] = {"unit_price": "money", "max_per_day": "number"}
    widths = {"name_en": 40, "name_ar": 40}
    return [
        Column(_(words), kinds.get(key, "text"), widths.get(key, 16))
        for key, words in COLUMN_WORDS.items()
    ]


def _rows(prices: Sequence[queries.PricedService]) -> Iterator[list[Any]]:
    for one in prices:
        approval = "yes" if one.approval_required else "no"
        yield [
            one.local_code, one.unit_price, one.name_en, one.name_ar, one.category,
            one.vat_category, approval, one.max_per_day, one.code_system, one.code,
        ]  # fmt: skip


@blueprint.app_template_global("category_words")
def category_words(category: str) -> str:
    """A category in the language of the page."""
    return _(CATEGORY_WORDS[category])


@blueprint.app_template_global("vat_words")
def vat_words(vat_category: str) -> str:
    """A kind of tax in the language of the page."""
    return _(VAT_WORDS[vat_category])
