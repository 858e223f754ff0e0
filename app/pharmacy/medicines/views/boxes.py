"""The boxes a medicine comes in: remembered, forgotten, and explained once when a foreign one is scanned."""

from __future__ import annotations

from uuid import UUID

from flask import Response, abort, url_for
from flask_babel import gettext as _

from app.contracts.entry_rows import blame
from app.kernel.authz import requires
from app.kernel.errors import DomainError
from app.kernel.web import answer, go, page, say
from app.pharmacy.barcodes import UnreadableCode, gtin_14
from app.pharmacy.medicines import queries, service
from app.pharmacy.medicines.forms import BoxForm, ExplainForm
from app.pharmacy.medicines.models import MedicineGtin
from app.pharmacy.medicines.values import MedicineFacts
from app.pharmacy.medicines.views import blueprint
from app.pharmacy.medicines.views.listing import medicine_page
from app.tenants.scope import find


@blueprint.post("/<uuid:medicine_id>/boxes")
@requires("pharmacy.medicines_write")
def add_box(medicine_id: UUID) -> Response:
    """Remember another box of a medicine."""
    queries.medicine(medicine_id)
    form = BoxForm()
    if form.validate():
        try:
            service.remember_gtin(form.gtin.data, medicine_id, form.units.data)
        except DomainError as refusal:
            answer(form, refusal)
        else:
            say(_("The box was remembered."))
            return go(".show", medicine_id=medicine_id)
    return medicine_page(medicine_id, form, 422)


@blueprint.post("/boxes/<uuid:gtin_id>/forget")
@requires("pharmacy.medicines_write")
def forget_box(gtin_id: UUID) -> Response:
    """Do not recognise a box any more."""
    medicine_id = find(MedicineGtin, gtin_id).medicine_id
    service.forget_gtin(gtin_id)
    say(_("The box was forgotten."))
    return go(".show", medicine_id=medicine_id)


@blueprint.route("/boxes/<string(length=14):gtin>", methods=["GET", "POST"])
@requires("pharmacy.medicines_write")
def explain(gtin: str) -> Response:
    """Which medicine is this? Asked once for a foreign GTIN."""
    form = ExplainForm()
    known = _known(gtin)
    if form.validate_on_submit() and (of := _meant(form)) is not None:
        try:
            service.remember_gtin(gtin, of.medicine_id, form.units.data)
        except DomainError as refusal:
            form.medicine.errors = [*form.medicine.errors, _(refusal.sentence, **refusal.details)]
        else:
            say(_("The box was remembered. Scan it again."))
            return go(".show", medicine_id=of.medicine_id)
    return page(
        "pharmacy/medicines/explain.html", 422 if form.errors else 200, form=form, gtin=gtin, known=known,
        action=url_for(".explain", gtin=gtin),
    )  # fmt: skip


def _known(gtin: str) -> MedicineFacts | None:
    """What the box is remembered as; a number that is no GTIN is not found."""
    try:
        gtin_14(gtin)
    except UnreadableCode:
        abort(404)
    box = queries.box(gtin)
    return queries.facts([box.medicine_id])[box.medicine_id] if box else None


def _meant(form: ExplainForm) -> MedicineFacts | None:
    """The medicine of this code, or the only one its words fit."""
    found = queries.only(form.medicine.data)
    if found is None:
        blame(form.medicine, _("“%(text)s” names no single medicine. Enter our code.", text=form.medicine.data))  # fmt: skip
    return found
