"""The list of medicines, one medicine, adding and correcting it, and the search of boxes on other pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from flask import Response, jsonify, request, url_for
from flask_babel import gettext as _

from app.contracts import queries as contracts
from app.kernel import downloads
from app.kernel.authz import requires
from app.kernel.clock import today
from app.kernel.errors import DomainError
from app.kernel.pagewords import language
from app.kernel.sheets import Column, Table
from app.kernel.web import answer, asked, go, neighbours, page, say
from app.pharmacy.medicines import catalogue, queries, service, wording
from app.pharmacy.medicines.forms import BoxForm, MedicineFilterForm, MedicineForm
from app.pharmacy.medicines.values import Ingredient, MedicineFacts
from app.pharmacy.medicines.views import blueprint

SHOWN_AT_ONCE = 12
NAMES = ("q", "kind")


@blueprint.get("/")
@requires("pharmacy.view")
def index() -> Response:
    """The pharmacy's medicines by local code, narrowed by the filters in the address."""
    form, narrowed = _filters(), asked(NAMES)
    found = catalogue.page(form.q.data or "", form.kind.data or "", request.args.get("cursor"))
    return page(
        "pharmacy/medicines/index.html", form=form, rows=found.rows, unit_words=wording.unit_words,
        clear_url=url_for(".index") if narrowed else None, **neighbours(found, ".index", **narrowed),
        **downloads.links(".export", **_renamed(narrowed)),
    )  # fmt: skip


@blueprint.get("/export.<any(xlsx, csv):kind>")
@requires("pharmacy.view", fresh="file")
def export(kind: str) -> Response:
    """Exactly what the list shows, all pages of it."""
    found = catalogue.rows(request.args.get("q", ""), request.args.get("which", ""))
    content = Table(_("Medicines"), _columns(), _lines(found))
    return downloads.table(kind, f"medicines-{today().isoformat()}", content)


@blueprint.get("/search")
@requires("pharmacy.view")
def search() -> Response:
    """For boxes that ask for a medicine, as [{value, text, hint}]."""
    found = queries.search(request.args.get("q", ""), SHOWN_AT_ONCE)
    return jsonify([
        {"value": one.local_code, "text": f"{one.local_code} {one.name(language())}", "hint": ", ".join(one.ingredients)}
        for one in found
    ])  # fmt: skip


@blueprint.get("/<uuid:medicine_id>")
@requires("pharmacy.view")
def show(medicine_id: UUID) -> Response:
    """One medicine: what it is, its boxes, substitutes, interactions and payers."""
    return medicine_page(medicine_id, BoxForm(formdata=None))


def medicine_page(medicine_id: UUID, form: BoxForm, status: int = 200) -> Response:
    """The page of a medicine, with the form for another box."""
    of = queries.facts([queries.medicine(medicine_id).id])[medicine_id]
    return page(
        "pharmacy/medicines/show.html", status, of=of, form=form, boxes=queries.gtins_of(medicine_id),
        alternatives=queries.alternatives(of.service_id), unit_words=wording.unit_words,
        interactions=catalogue.interactions_of(of.ingredients), severities=wording.SEVERITIES,
        payers=catalogue.payers_of(of.service_id, today()), forms=wording.FORMS, sexes=wording.SEXES,
    )  # fmt: skip


@blueprint.route("/new", methods=["GET", "POST"])
@requires("pharmacy.medicines_write")
def new_medicine() -> Response:
    """Take a medicine into the list."""
    form = MedicineForm()
    form.offer()
    if form.validate_on_submit():
        try:
            added = service.add_medicine(form.to_medicine())
        except DomainError as refusal:
            answer(form, refusal)
        else:
            say(_("The medicine was added. Map its code and give it prices under Contracts."))
            return go(".show", medicine_id=added.id)
    return page(
        "pharmacy/medicines/edit.html", 422 if form.errors else 200, form=form, of=None,
        action=url_for(".new_medicine"), back=url_for(".index"),
    )  # fmt: skip


@blueprint.route("/<uuid:medicine_id>/edit", methods=["GET", "POST"])
@requires("pharmacy.medicines_write")
def edit_medicine(medicine_id: UUID) -> Response:
    """Put right what is known of a medicine."""
    known = queries.medicine(medicine_id)
    of = queries.facts([medicine_id])[medicine_id]
    named = contracts.service(known.service_id)
    ingredients = tuple(Ingredient(one.name, one.name_ar) for one in known.ingredients)
    data = {name: getattr(of, name) for name in of.__dataclass_fields__} | {
        "ingredients": ingredients, "vat_category": named.vat_category, "active": named.active,
    }  # fmt: skip
    form = MedicineForm(data=data)
    form.offer()
    if form.validate_on_submit():
        try:
            service.correct_medicine(medicine_id, form.to_medicine())
        except DomainError as refusal:
            answer(form, refusal)
        else:
            say(_("The changes were saved."))
            return go(".show", medicine_id=medicine_id)
    return page(
        "pharmacy/medicines/edit.html", 422 if form.errors else 200, form=form, of=of,
        action=url_for(".edit_medicine", medicine_id=medicine_id), back=url_for(".show", medicine_id=medicine_id),
    )  # fmt: skip


def _filters() -> MedicineFilterForm:
    form = MedicineFilterForm(formdata=request.args)
    form.kind.choices = [("controlled", _("Controlled")), ("boxless", _("Without a known box"))]
    form.understand()
    return form


def _renamed(narrowed: dict[str, Any]) -> dict[str, Any]:
    """The same for the download, whose address says the kind of file already."""
    return {"which" if name == "kind" else name: value for name, value in narrowed.items()}


def _columns() -> list[Column]:
    return [
        Column(_("Our code"), width=18),
        Column(_("Name in English"), width=36),
        Column(_("Name in Arabic"), width=36),
        Column(_("Active ingredients"), width=30),
        Column(_("Strength"), width=14),
        Column(_("Form"), width=14),
        Column(_("Unit that is counted and supplied"), width=16),
        Column(_("Dose unit"), width=12),
        Column(_("Dose units in one unit"), "number", 14),
        Column(_("Units in a box"), "number", 14),
        Column(_("Number below the bars (GTIN)"), width=18),
        Column(_("Highest price of a unit allowed"), "money", 16),
        Column(_("Controlled"), width=12),
    ]


def _lines(found: Iterator[MedicineFacts]) -> Iterator[Sequence[Any]]:
    boxes = queries.all_gtins()
    for one in found:
        yield (
            one.local_code, one.name_en, one.name_ar, ", ".join(one.ingredients), one.strength,
            wording.form_words(one.form), wording.unit_words(one.unit), wording.unit_words(one.dose_unit),
            one.content, one.pack_size, ", ".join(boxes.get(one.medicine_id, ())), one.regulated_price,
            _("Yes") if one.controlled else _("No"),
        )  # fmt: skip
