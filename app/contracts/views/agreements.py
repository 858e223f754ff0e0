"""Contracts: the list, one contract with its prices, opening and ending."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from flask_babel import gettext as _

from app.contracts import queries, service, tolerance
from app.contracts.forms import ContractForm, EndForm, ToleranceForm, payer_choices
from app.contracts.importing_prices import PRICES
from app.contracts.models import Contract, PriceList
from app.contracts.rules import Dated, holds, in_force
from app.contracts.views import blueprint
from app.contracts.words import BEGINS_LATER, ENDED, IN_FORCE
from app.imports import queries as imports
from app.kernel.authz import requires
from app.kernel.clock import today
from app.kernel.errors import DomainError
from app.kernel.pagewords import isolate
from app.kernel.web import answer, go, neighbours, page, say
from app.reference import queries as reference


def period_state(dated: Dated) -> tuple[str, str]:
    """How a period stands today: a msgid and a tone."""
    if holds(dated, today()):
        return IN_FORCE, "success"
    return (BEGINS_LATER, "waiting") if dated.valid_from > today() else (ENDED, "neutral")


@blueprint.get("/")
@requires("contracts.view")
def index() -> Response:
    payers = reference.all_payers()
    rows: list[dict[str, Any]] = [
        {
            "contract": one,
            "payer": payers[one.payer_id],
            "state": period_state(one),
            "url": url_for(".show", contract_id=one.id),
        }
        for one in queries.contracts()
    ]
    covered = {row["contract"].payer_id for row in rows if holds(row["contract"], today())}
    without = [one for one in reference.payers(today()) if one.id not in covered]
    return page("contracts/index.html", rows=rows, without=without)


@blueprint.route("/new", methods=["GET", "POST"])
@requires("contracts.write")
def new_contract() -> Response:
    form = ContractForm()
    form.payer.choices = payer_choices(reference.payers(today()))
    if form.validate_on_submit():
        try:
            opened = service.open_contract(form.to_contract())
        except DomainError as refusal:
            answer(form, refusal)
        else:
            say(_("The contract was opened. Add its prices next."))
            return go(".show", contract_id=opened.id)
    return page("contracts/new_contract.html", 422 if form.errors else 200, form=form)


@blueprint.get("/<uuid:contract_id>")
@requires("contracts.view")
def show(contract_id: UUID) -> Response:
    contract = queries.contract(contract_id)
    lists = queries.price_lists(contract_id)
    shown = _chosen(lists)
    words = request.args.get("q", "")
    values = _prices(shown, words) if shown else {"prices": None, "undo": None}
    return page(
        "contracts/show.html", contract=contract, payer=reference.payer(contract.payer_id),
        state=period_state(contract), allowed=tolerance.of_contract(contract_id, today()), tabs=_tabs(contract, lists, shown), shown=shown, words=words,
        **values,
    )  # fmt: skip


def _chosen(lists: list[PriceList]) -> PriceList | None:
    """The list in the address, else the one in force, else the newest."""
    asked = request.args.get("list", "")
    found = next((one for one in lists if str(one.id) == asked), None)
    return found or in_force(lists, today()) or next(iter(lists), None)


def _prices(shown: PriceList, words: str) -> dict[str, Any]:
    found = queries.prices_page(shown, words, request.args.get("page"))
    here = {"contract_id": shown.contract_id, "list": shown.id, "q": words or None}
    return {
        "prices": found.rows,
        "undo": imports.to_undo(PRICES.name, shown.id),
        **neighbours(found, ".show", "page", **here),
    }


def _tabs(
    contract: Contract, lists: list[PriceList], shown: PriceList | None
) -> list[dict[str, Any]]:
    return [
        {
            "label": isolate(one.name),
            "url": url_for(".show", contract_id=contract.id, list=one.id),
            "current": one is shown,
        }
        for one in lists
    ]


@blueprint.route("/<uuid:contract_id>/end", methods=["GET", "POST"])
@requires("contracts.write")
def end_contract(contract_id: UUID) -> Response:
    contract = queries.contract(contract_id)
    form = EndForm(obj=contract)
    if form.validate_on_submit():
        try:
            service.end_contract(contract_id, form.valid_to.data)
        except DomainError as refusal:
            answer(form, refusal)
        else:
            say(_("The last day of the contract was saved."))
            return go(".show", contract_id=contract_id)
    status = 422 if form.errors else 200
    return page("contracts/end_contract.html", status, form=form, contract=contract)


@blueprint.route("/<uuid:contract_id>/tolerance", methods=["GET", "POST"])
@requires("contracts.write")
def agree_tolerance(contract_id: UUID) -> Response:
    contract = queries.contract(contract_id)
    begun = {"amount": tolerance.of_contract(contract_id, today()), "valid_from": today()}
    form = ToleranceForm(data=begun)
    if form.validate_on_submit():
        try:
            tolerance.agree(contract_id, form.amount.data, form.valid_from.data)
        except DomainError as refusal:
            answer(form, refusal)
        else:
            say(
                _(
                    "The difference that nobody pursues was saved. Payments for visits from its day on are being looked at again."
                )
            )
            return go(".show", contract_id=contract_id)
    return page(
        "contracts/tolerance.html", 422 if form.errors else 200, form=form, contract=contract,
        history=tolerance.history(contract_id), usual=tolerance.USUAL,
    )  # fmt: skip
