"""Importing interactions and formularies: choose a file, look at what it changes, apply, undo."""

from __future__ import annotations

from uuid import UUID

from flask import Response, request, url_for
from flask_babel import gettext as _

from app.contracts.forms import payer_choices
from app.contracts.price_files import CellError
from app.kernel.authz import requires
from app.kernel.clock import today
from app.kernel.errors import DomainError
from app.kernel.pagewords import name_of
from app.kernel.web import answer, go, in_words, page, say
from app.pharmacy.medicines import imports, wording
from app.pharmacy.medicines.forms import FormularyFileForm, InteractionFileForm
from app.pharmacy.medicines.models import MedicineImport
from app.pharmacy.medicines.views import blueprint
from app.reference import queries as reference


@blueprint.route("/interactions/import", methods=["GET", "POST"])
@requires("pharmacy.medicines_write")
def import_interactions() -> Response:
    form, errors = InteractionFileForm(), list[CellError]()
    if form.validate_on_submit():
        file = form.file.data
        try:
            looked, errors = imports.look_at_interactions(file.filename or "", file.read())
        except DomainError as refusal:
            answer(form, refusal)
            looked = None
        if looked is not None:
            return go(".show_import", import_id=looked.id)
    return _choose(form, errors, _("Import interactions"), url_for(".interactions"))


@blueprint.route("/formulary/import", methods=["GET", "POST"])
@requires("pharmacy.medicines_write")
def import_formulary() -> Response:
    form, errors = FormularyFileForm(data={"valid_from": today()}), list[CellError]()
    form.payer.choices = payer_choices(reference.payers(today()))
    if form.validate_on_submit():
        file = form.file.data
        try:
            looked, errors = imports.look_at_formulary(
                form.payer.data, form.valid_from.data, file.filename or "", file.read()
            )
        except DomainError as refusal:
            answer(form, refusal)
            looked = None
        if looked is not None:
            return go(".show_import", import_id=looked.id)
    return _choose(form, errors, _("Import a formulary"), url_for(".formulary"))


@blueprint.get("/imports/<uuid:import_id>")
@requires("pharmacy.view")
def show_import(import_id: UUID) -> Response:
    """What a file would change, or what became of it."""
    looked, preview = imports.preview(import_id)
    payers = reference.all_payers()
    return page(
        "pharmacy/medicines/show_import.html", looked=looked, preview=preview, back=_back_url(looked),
        can_undo=imports.can_undo(looked), severities=wording.SEVERITIES,
        payer=name_of(payers[looked.payer_id]) if looked.payer_id else None,
    )  # fmt: skip


@blueprint.post("/imports/<uuid:import_id>/apply")
@requires("pharmacy.medicines_write")
def apply_import(import_id: UUID) -> Response:
    try:
        looked = imports.apply(import_id)
    except DomainError as refusal:
        say(in_words(refusal), "danger")
        return go(".show_import", import_id=import_id)
    say(_("The list was imported. You can undo this within 24 hours."))
    return _back(looked)


@blueprint.post("/imports/<uuid:import_id>/undo")
@requires("pharmacy.medicines_write")
def undo_import(import_id: UUID) -> Response:
    try:
        done = imports.undo(import_id)
    except DomainError as refusal:
        say(in_words(refusal), "danger")
        return go(".show_import", import_id=import_id)
    say(_("The list is as it was before the import."))
    return _back(done)


def _choose(
    form: InteractionFileForm | FormularyFileForm, errors: list[CellError], title: str, back: str
) -> Response:
    status = 422 if form.errors or errors else 200
    return page(
        "pharmacy/medicines/import.html", status, form=form, title=title, back=back, action=request.path,
        cell_errors=errors[:100], wrong_cells=len(errors), column_words=wording.COLUMNS,
    )  # fmt: skip


def _back_url(looked: MedicineImport) -> str:
    if looked.payer_id is None:
        return url_for(".interactions")
    return url_for(".formulary", payer=looked.payer_id)


def _back(looked: MedicineImport) -> Response:
    if looked.payer_id is None:
        return go(".interactions")
    return go(".formulary", payer=looked.payer_id)
