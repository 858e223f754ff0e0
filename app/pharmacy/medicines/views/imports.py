"""Importing interactions and formularies: choose a file, look at what it changes, apply, undo."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Response, make_response, redirect, request, url_for
from flask_babel import gettext as _

from app.contracts.forms import payer_choices
from app.kernel.authz import requires
from app.kernel.clock import today
from app.kernel.errors import DomainError
from app.kernel.pagewords import name_of
from app.kernel.web import answer, go, in_words, page, say
from app.pharmacy.medicines import imports, wording
from app.pharmacy.medicines.files import CellError
from app.pharmacy.medicines.forms import FormularyFileForm, InteractionFileForm
from app.pharmacy.medicines.importing import KIND
from app.pharmacy.medicines.models import MedicineImport
from app.pharmacy.medicines.views import blueprint
from app.reference import queries as reference

Looked = tuple[MedicineImport | None, list[CellError]]
FileForm = InteractionFileForm | FormularyFileForm


@blueprint.get("/import")
@requires("pharmacy.medicines_write")
def import_medicines() -> Response:
    """Where medicines were imported before: lists of every kind come in by one door."""
    return go("imports.choose", list_name=KIND.name)


@blueprint.route("/interactions/import", methods=["GET", "POST"])
@requires("pharmacy.medicines_write")
def import_interactions() -> Response:
    form = InteractionFileForm()
    return _choose(
        imports.INTERACTIONS, form, imports.look_at_interactions, _("Import interactions"), url_for(".interactions"),
    )  # fmt: skip


@blueprint.route("/formulary/import", methods=["GET", "POST"])
@requires("pharmacy.medicines_write")
def import_formulary() -> Response:
    form = FormularyFileForm(data={"valid_from": today()})
    form.payer.choices = payer_choices(reference.payers(today()))

    def look(name: str, content: bytes) -> Looked:
        return imports.look_at_formulary(form.payer.data, form.valid_from.data, name, content)

    return _choose(imports.FORMULARY, form, look, _("Import a formulary"), url_for(".formulary"))


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
    return make_response(redirect(_back_url(looked), 303))


@blueprint.post("/imports/<uuid:import_id>/undo")
@requires("pharmacy.medicines_write")
def undo_import(import_id: UUID) -> Response:
    try:
        done = imports.undo(import_id)
    except DomainError as refusal:
        say(in_words(refusal), "danger")
        return go(".show_import", import_id=import_id)
    say(_("The list is as it was before the import."))
    return make_response(redirect(_back_url(done), 303))


def _choose(
    kind: str, form: FileForm, look: Callable[[str, bytes], Looked], title: str, back: str
) -> Response:
    """The page of a file to choose; a file without a wrong cell leads on to what it would change."""
    errors: list[CellError] = []
    if form.validate_on_submit():
        file = form.file.data
        try:
            looked, errors = look(file.filename or "", file.read())
        except DomainError as refusal:
            answer(form, refusal)
        else:
            if looked is not None:
                return go(".show_import", import_id=looked.id)
    status = 422 if form.errors or errors else 200
    return page(
        "pharmacy/medicines/import.html", status, form=form, kind=kind, title=title, back=back, action=request.path,
        found={"errors": errors[:100], "wrong": len(errors), "columns": wording.COLUMNS},
    )  # fmt: skip


def _back_url(looked: MedicineImport) -> str:
    """The list that an import belongs to."""
    pages = {
        imports.INTERACTIONS: ".interactions",
        imports.FORMULARY: ".formulary",
    }
    return url_for(pages[looked.kind], payer=looked.payer_id)
