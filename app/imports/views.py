"""Importing a list: choose, check how it was read, look at what it would do, import, undo."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, make_response, render_template, request, url_for
from flask_babel import gettext as _

from app.imports import exporting, file, queries, service
from app.imports.forms import ChooseForm, ColumnsForm, ReadingForm, columns_form
from app.imports.judging_now import comparison
from app.imports.kinds import Kind, all_kinds, kind_named
from app.imports.mapping import Understanding
from app.imports.models import DataImport
from app.imports.states import STATUSES, WORKING
from app.kernel import authz, downloads
from app.kernel.authz import requires
from app.kernel.errors import DomainError, NotFound
from app.kernel.pagewords import language
from app.kernel.sheets import UnreadableTable
from app.kernel.web import STOP_POLLING, answer, go, in_words, neighbours, page, say

blueprint = Blueprint("imports", __name__)

EXAMPLE_ROWS = 3


@blueprint.get("/")
@requires("imports.write")
def index() -> Response:
    found = queries.imports_page(request.args.get("page"))
    mine = [kind for kind in all_kinds() if authz.can(kind.permission)]
    return page(
        "imports/index.html", kinds=mine, rows=found.rows, statuses=STATUSES,
        titles={kind.name: kind.title for kind in mine}, **neighbours(found, ".index", "page"),
    )  # fmt: skip


@blueprint.route("/new/<string(maxlength=40):list_name>", methods=["GET", "POST"])
@requires("imports.write")
def choose(list_name: str) -> Response:
    """The file or the pasted rows."""
    wanted = _kind(list_name)
    form = ChooseForm(data={"target": _target()})
    form.offer(wanted)
    if form.validate_on_submit() and (given := form.content()):
        try:
            one = service.choose(list_name, form.target_id, *given)
        except DomainError as refusal:
            form.refuse(in_words(refusal))
        else:
            return go(".columns", import_id=one.id)
    status = 422 if form.errors else 200
    return page("imports/choose.html", status, form=form, kind=wanted)


@blueprint.get("/new/<string(maxlength=40):list_name>/present.<any(xlsx, csv):kind>")
@requires("imports.write", fresh="file")
def present(list_name: str, kind: str) -> Response:
    """What is kept now, as it would be imported again; with `empty`, only the names of the columns."""
    wanted, target = _kind(list_name), _target()
    if target is not None and target not in dict(wanted.targets()):
        raise NotFound
    table = exporting.present(wanted, target, empty="empty" in request.args)
    return downloads.table(kind, wanted.name, table)


@blueprint.get("/<uuid:import_id>/columns")
@requires("imports.write")
def columns(import_id: UUID) -> Response:
    """How the file was understood."""
    one = queries.for_actor(import_id)
    return _columns_page(one) if service.is_open(one) else go(".show", import_id=import_id)


@blueprint.post("/<uuid:import_id>/read")
@requires("imports.write")
def reread(import_id: UUID) -> Response:
    """Read the file otherwise."""
    one = queries.for_actor(import_id)
    if not service.is_open(one):
        return go(".show", import_id=import_id)
    form = ReadingForm.of(file.opened(one), 1)
    if form.validate_on_submit():
        try:
            service.reread(import_id, *form.said())
        except UnreadableTable:
            say(_("The file cannot be read so. It is read as before."), "warning")
        except DomainError as refusal:
            say(in_words(refusal), "warning")
        return go(".columns", import_id=import_id)
    return _columns_page(one, reading=form)


@blueprint.post("/<uuid:import_id>/columns")
@requires("imports.write")
def understand(import_id: UUID) -> Response:
    """Which column is which: go on to the preview."""
    one = queries.for_actor(import_id)
    if not service.is_open(one):
        return go(".show", import_id=import_id)
    form = _columns_form(one)
    if form.validate_on_submit():
        try:
            service.understand(import_id, form.columns(), form.day_order.data)
        except DomainError as refusal:
            answer(form, refusal)
        else:
            return go(".show", import_id=import_id)
    return _columns_page(one, form=form)


@blueprint.get("/<uuid:import_id>")
@requires("imports.write")
def show(import_id: UUID) -> Response:
    """Where an import stands: preview, progress or result."""
    return page("imports/show.html", **_shown(queries.for_actor(import_id)))


@blueprint.get("/<uuid:import_id>/progress")
@requires("imports.write")
def progress(import_id: UUID) -> Response:
    """The moving part of the page."""
    one = queries.for_actor(import_id)
    if one.status not in WORKING:
        done = make_response("", STOP_POLLING)
        done.headers["HX-Refresh"] = "true"
        return done
    return make_response(render_template("imports/_progress.html", **_shown(one)))


@blueprint.post("/<uuid:import_id>/replace/<string(maxlength=60):column>")
@requires("imports.write")
def replace(import_id: UUID, column: str) -> Response:
    """Other words for the wrong ones of a repair: its sentence, and pairs of `old-<line>` and `new-<line>`, the first line of each."""
    one = queries.for_actor(import_id)
    if column not in {known.key for known in kind_named(one.kind).columns}:
        abort(404)
    texts = {
        (old, int(line)): request.form.get(f"new-{line}", "").strip()
        for name, old in request.form.items()
        if name.startswith("old-") and (line := name.removeprefix("old-")).isdecimal()
    }
    try:
        service.replace(import_id, column, request.form.get("repair", ""), texts)
    except DomainError as refusal:
        say(in_words(refusal), "warning")
    return go(".show", import_id=import_id)


@blueprint.post("/<uuid:import_id>/start")
@requires("imports.write")
def start(import_id: UUID) -> Response:
    return _do(service.start, import_id)


@blueprint.post("/<uuid:import_id>/again")
@requires("imports.write")
def try_again(import_id: UUID) -> Response:
    return _do(service.try_again, import_id)


@blueprint.post("/<uuid:import_id>/undo")
@requires("imports.write")
def undo(import_id: UUID) -> Response:
    return _do(service.undo, import_id)


@blueprint.post("/<uuid:import_id>/drop")
@requires("imports.write")
def drop(import_id: UUID) -> Response:
    return _do(service.drop, import_id)


@blueprint.get("/<uuid:import_id>/broken.<any(xlsx, csv):kind>")
@requires("imports.write", fresh="file")
def broken(import_id: UUID, kind: str) -> Response:
    """The rows that cannot be imported, with the reason beside them."""
    one = queries.for_actor(import_id)
    if one.file_sealed is None:
        abort(404)
    return downloads.table(kind, f"{one.kind}-broken", exporting.broken(one))


def _do(verb: Any, import_id: UUID) -> Response:
    queries.for_actor(import_id)
    try:
        verb(import_id)
    except DomainError as refusal:
        say(in_words(refusal), "warning")
    return go(".show", import_id=import_id)


def _kind(name: str) -> Kind:
    """A kind that the present person may import; 404 and 403 otherwise."""
    found = kind_named(name)
    if not authz.can(found.permission):
        abort(403)
    return found


def _target() -> UUID | None:
    try:
        return UUID(request.args["target"]) if "target" in request.args else None
    except ValueError:
        raise NotFound from None


def _columns_form(one: DataImport) -> ColumnsForm:
    kind, table = kind_named(one.kind), file.opened(one).rows
    header = file.header_of(one, table, kind)
    guess = Understanding(
        header.line, {int(at): key for at, key in one.settings.get("columns", {}).items()}
    )
    return columns_form(header.labels, kind.columns, guess, one.settings.get("day_order"))


def _columns_page(
    one: DataImport, form: ColumnsForm | None = None, reading: ReadingForm | None = None
) -> Response:
    kind, read = kind_named(one.kind), file.opened(one)
    header = file.header_of(one, read.rows, kind)
    wrong = bool((form and (form.errors or form.form_errors)) or (reading and reading.errors))
    below = [row for row in read.rows[header.line :] if any(row)][:EXAMPLE_ROWS]
    return page(
        "imports/columns.html", 422 if wrong else 200, one=one, kind=kind, language=language(),
        form=form or _columns_form(one), reading=reading or ReadingForm.of(read, header.line),
        is_workbook=read.encoding is None, rows=one.total,
        ask_days=service.needs_day_order(file.contents(one)),
        examples=[" · ".join(row[at] for row in below if at < len(row) and row[at]) for at in range(len(header.labels))],
    )  # fmt: skip


def _shown(one: DataImport) -> dict[str, Any]:
    kind = kind_named(one.kind)
    endpoint, values = kind.back(one.target_id)
    return {
        "one": one, "kind": kind, "state": STATUSES[one.status], "moves": one.status in WORKING,
        "compared": comparison(one), "can_undo": service.can_undo(one),
        "left": queries.rows_left(one.id), "back": url_for(endpoint, **values),
        "columns": {column.key: column for column in kind.columns},
    }  # fmt: skip
