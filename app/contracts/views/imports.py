"""Importing prices: choose a file, look at what it changes, apply, undo."""

from __future__ import annotations

from uuid import UUID

from flask import Response
from flask_babel import gettext as _

from app.contracts import imports, queries
from app.contracts.forms import UploadForm
from app.contracts.price_files import CellError
from app.contracts.views import blueprint
from app.contracts.words import COLUMN_WORDS
from app.kernel.authz import requires
from app.kernel.errors import DomainError
from app.kernel.web import answer, go, in_words, page, say


@blueprint.route("/lists/<uuid:list_id>/import", methods=["GET", "POST"])
@requires("contracts.write")
def import_prices(list_id: UUID) -> Response:
    shown = queries.price_list(list_id)
    form, errors = UploadForm(), list[CellError]()
    if form.validate_on_submit():
        file = form.file.data
        try:
            looked, errors = imports.look_at(list_id, file.filename or "", file.read())
        except DomainError as refusal:
            answer(form, refusal)
            looked = None
        if looked is not None:
            return go(".show_import", import_id=looked.id)
    status = 422 if form.errors or errors else 200
    return page(
        "contracts/import_prices.html", status, form=form, shown=shown,
        found={"errors": errors[:100], "wrong": len(errors), "columns": COLUMN_WORDS},
    )  # fmt: skip


@blueprint.get("/imports/<uuid:import_id>")
@requires("contracts.view")
def show_import(import_id: UUID) -> Response:
    looked, preview = imports.preview(import_id)
    return page(
        "contracts/show_import.html", looked=looked, preview=preview,
        shown=queries.price_list(looked.price_list_id), can_undo=imports.can_undo(looked),
    )  # fmt: skip


@blueprint.post("/imports/<uuid:import_id>/apply")
@requires("contracts.write")
def apply_import(import_id: UUID) -> Response:
    try:
        looked = imports.apply(import_id)
    except DomainError as refusal:
        say(in_words(refusal), "danger")
        return go(".show_import", import_id=import_id)
    say(_("The prices were imported. You can undo this within 24 hours."))
    return _back(looked.price_list_id)


@blueprint.post("/imports/<uuid:import_id>/undo")
@requires("contracts.write")
def undo_import(import_id: UUID) -> Response:
    try:
        done = imports.undo(import_id)
    except DomainError as refusal:
        say(in_words(refusal), "danger")
        return go(".show_import", import_id=import_id)
    say(_("The prices are as they were before the import."))
    return _back(done.price_list_id)


def _back(list_id: UUID) -> Response:
    shown = queries.price_list(list_id)
    return go(".show", contract_id=shown.contract_id, list=list_id)
