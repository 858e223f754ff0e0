"""Recalls: keeping a lot back, what of it lies where, and who received it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from flask_babel import gettext as _

from app.audit.trail import note_read
from app.contracts.entry_rows import blame
from app.kernel.authz import requires
from app.kernel.errors import DomainError
from app.kernel.pagewords import name_of
from app.kernel.sheets import Column
from app.kernel.web import answer, go, page, say
from app.pharmacy.medicines import queries as medicines
from app.pharmacy.stock import filters, queries, service, wording
from app.pharmacy.stock import recalls as verbs
from app.pharmacy.stock.forms import LiftForm, RecallForm
from app.pharmacy.stock.models import Recall
from app.pharmacy.stock.recalls import Receiver
from app.pharmacy.stock.views import batches, blueprint
from app.pharmacy.stock.views.listing import as_file


@blueprint.get("/recalls")
@requires("pharmacy.view")
def recalls() -> Response:
    """Recalls, the latest first."""
    found = queries.recalls_page(request.args.get("cursor"))
    known = medicines.facts({one.medicine_id for one in found.rows})

    def to(cursor: str | None) -> str | None:
        return url_for(".recalls", cursor=cursor) if cursor else None

    return page(
        "pharmacy/stock/recalls.html", rows=found.rows, known=known, reasons=wording.REASONS,
        next_url=to(found.next), previous_url=to(found.previous),
    )  # fmt: skip


@blueprint.route("/recalls/new", methods=["GET", "POST"])
@requires("pharmacy.recall")
def new_recall() -> Response:
    """Keep a lot back from this moment on."""
    form = RecallForm(data={"medicine": request.args.get("medicine"), "lot": request.args.get("lot")})  # fmt: skip
    form.offer()
    if form.validate_on_submit() and (medicine_id := _medicine(form)) is not None:
        try:
            recalled = service.recall(medicine_id, form.lot.data, form.reason.data)
        except DomainError as refusal:
            answer(form, refusal)
        else:
            say(_("The lot is kept back everywhere from now on."))
            return go(".recall", recall_id=recalled.id)
    return page("pharmacy/stock/new_recall.html", 422 if form.errors else 200, form=form)


@blueprint.get("/recalls/<uuid:recall_id>")
@requires("pharmacy.view")
def recall(recall_id: UUID) -> Response:
    """One recall: what is kept back in which branch, and whom to call."""
    return _show(verbs.recall_of(recall_id), LiftForm(formdata=None))


@blueprint.post("/recalls/<uuid:recall_id>/lift")
@requires("pharmacy.recall")
def lift(recall_id: UUID) -> Response:
    """End a recall for a coded reason."""
    shown, form = verbs.recall_of(recall_id), LiftForm()
    form.offer()
    if form.validate():
        try:
            service.lift(recall_id, form.reason.data)
        except DomainError as refusal:
            answer(form, refusal)
        else:
            say(_("The recall was lifted. What has not expired may be supplied again."))
            return go(".recall", recall_id=recall_id)
    return _show(shown, form, 422)


@blueprint.get("/recalls/<uuid:recall_id>/receivers.<any(xlsx, csv):kind>")
@requires("pharmacy.recall", fresh="file")
def receivers(recall_id: UUID, kind: str) -> Response:
    """The list of people to call, as a file."""
    shown = verbs.recall_of(recall_id)
    found = _receivers(shown)
    note_read("stock.receivers_downloaded", "recall", recall_id, people=len(found))
    return as_file(kind, "recall", _("Who received it"), _columns(), _lines(found))


def _medicine(form: RecallForm) -> UUID | None:
    """The medicine of this code, or the only one its words fit."""
    found = medicines.only(form.medicine.data)
    if found is not None:
        return found.medicine_id
    blame(form.medicine, _("“%(text)s” names no single medicine. Enter our code.", text=form.medicine.data))  # fmt: skip
    return None


def _show(shown: Recall, form: LiftForm, status: int = 200) -> Response:
    form.offer()
    found = _receivers(shown)
    if found:
        note_read("stock.receivers_seen", "recall", shown.id, people=len(found))
    kept = [
        (batch, level) for batch in verbs.batches_of(shown) for level in queries.levels_of(batch.id)
    ]
    people = batches.people_by_id()
    return page(
        "pharmacy/stock/recall.html", status, recall=shown, form=form, kept=kept, receivers=found,
        branches=filters.branch_names(), reasons=wording.REASONS,
        of=medicines.facts([shown.medicine_id])[shown.medicine_id],
        by=people.get(shown.recalled_by, ""), lifted_by=people.get(shown.lifted_by, ""),
    )  # fmt: skip


def _receivers(shown: Recall) -> list[Receiver]:
    return verbs.receivers(one.id for one in verbs.batches_of(shown))


def _columns() -> list[Column]:
    return [
        Column(_("Patient"), width=30),
        Column(_("Telephone"), width=18),
        Column(_("Supplied at"), "moment", 18),
        Column(_("Units"), "number", 10),
        Column(_("Branch"), width=24),
    ]


def _lines(found: list[Receiver]) -> Iterator[Sequence[Any]]:
    branches = filters.branch_names()
    for one in found:
        yield name_of(one), one.phone or "", one.supplied_at, one.units, branches.get(one.facility_id, "")  # fmt: skip
