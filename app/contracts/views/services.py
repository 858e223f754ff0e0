"""The tenant's own services, and their search for the claim's lines."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Response, abort, jsonify, request
from flask_babel import gettext as _

from app.contracts import queries
from app.contracts import services as verbs
from app.contracts.forms import ServiceForm
from app.contracts.models import Service
from app.contracts.views import blueprint
from app.contracts.words import CATEGORY_WORDS
from app.kernel.authz import requires
from app.kernel.clock import today
from app.kernel.errors import DomainError
from app.kernel.pagewords import digits_choice, language, money_text
from app.kernel.web import answer, go, neighbours, page, say

SHOWN_AT_ONCE = 12


@blueprint.get("/services")
@requires("contracts.view")
def services() -> Response:
    words, category = request.args.get("q", ""), request.args.get("category", "")
    category = category if category in CATEGORY_WORDS else ""
    found = queries.services_page(words, category, request.args.get("page"))
    return page(
        "contracts/services.html", rows=found.rows, words=words, category=category,
        categories=list(CATEGORY_WORDS),
        **neighbours(found, ".services", "page", q=words or None, category=category or None),
    )  # fmt: skip


@blueprint.route("/services/new", methods=["GET", "POST"])
@requires("contracts.write")
def new_service() -> Response:
    form = _form()
    if form.validate_on_submit():
        try:
            added = verbs.add_service(form.to_facts())
        except DomainError as refusal:
            answer(form, refusal)
        else:
            say(_("The service was added. It can be claimed once it has a code and a price."))
            return go(".map_code", service_id=added.id)
    return page("contracts/new_service.html", 422 if form.errors else 200, form=form)


@blueprint.route("/services/<uuid:service_id>", methods=["GET", "POST"])
@requires("contracts.write")
def edit_service(service_id: UUID) -> Response:
    service = queries.service(service_id)
    form = _form(service)
    if form.validate_on_submit():
        try:
            verbs.correct_service(service_id, form.to_facts())
        except DomainError as refusal:
            answer(form, refusal)
        else:
            say(_("The changes were saved."))
            return go(".services")
    status = 422 if form.errors else 200
    return page("contracts/edit_service.html", status, form=form, service=service)


def _form(service: Service | None = None) -> ServiceForm:
    form = ServiceForm(obj=service)
    form.offer()
    return form


@blueprint.get("/services/search")
@requires("reference.search")
def search_services() -> Response:
    """For the box of a claim's line: what the payer pays on the day, as [{value, text, hint}]."""
    try:
        payer_id = UUID(request.args.get("payer", ""))
        on = date.fromisoformat(request.args.get("on", "") or today().isoformat())
    except ValueError:
        abort(400)
    found = queries.priced_services(payer_id, on, request.args.get("q", ""), limit=SHOWN_AT_ONCE)
    return jsonify([
        {"value": one.local_code, "text": _named(one), "hint": _hint(one)} for one in found
    ])  # fmt: skip


def _named(one: queries.PricedService) -> str:
    price = money_text(one.unit_price, language(), digits_choice())
    return f"{one.local_code} {one.name(language())} · {price}"


def _hint(one: queries.PricedService) -> str:
    return f"{one.code_system} {one.code}" if one.mapped else _("Cannot be claimed until mapped")
