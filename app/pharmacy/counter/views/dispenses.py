"""One dispense: shown, taken back, dropped."""

from __future__ import annotations

from uuid import UUID

from flask import Response
from flask_babel import gettext as _

from app.audit.trail import note_read
from app.kernel.authz import requires
from app.kernel.collisions import collisions_named
from app.kernel.db import db
from app.kernel.errors import DomainError
from app.kernel.web import answer, go, page, say
from app.pharmacy.counter import supplied
from app.pharmacy.counter.forms import ReverseForm
from app.pharmacy.counter.views.pages import blueprint
from app.pharmacy.dispensing import queries, service
from app.pharmacy.dispensing.history import SUBJECT


@blueprint.get("/dispenses/<uuid:dispense_id>")
@requires("pharmacy.view")
def dispense(dispense_id: UUID) -> Response:
    """What was handed out, of which batch, and how its claim stands."""
    found = queries.dispense(dispense_id)
    note_read("dispense.opened", SUBJECT, found.id, patient=str(found.patient_id))
    return _page(dispense_id, ReverseForm(formdata=None))


def _page(dispense_id: UUID, form: ReverseForm, status: int = 200) -> Response:
    return page("pharmacy/dispense.html", status, form=form, **supplied.shown(queries.dispense(dispense_id)))  # fmt: skip


@blueprint.post("/dispenses/<uuid:dispense_id>/reverse")
@requires("pharmacy.reverse")
def reverse(dispense_id: UUID) -> Response:
    """Take a supply back: stock, lines and claim."""
    form = ReverseForm()
    if not form.validate():
        return _page(dispense_id, form, 422)
    try:
        with collisions_named():
            service.reverse(dispense_id, form.reason.data)
    except DomainError as refusal:
        db.session.rollback()
        answer(form, refusal)
        return _page(dispense_id, form, 409)
    say(_("The supply is reversed. The stock is back, and its claim is taken back."))
    return go("pharmacy.dispense", dispense_id=dispense_id)


@blueprint.post("/dispenses/<uuid:dispense_id>/drop")
@requires("pharmacy.dispense")
def drop(dispense_id: UUID) -> Response:
    """Put away what waits and was never handed out."""
    try:
        service.drop(dispense_id)
    except DomainError as refusal:
        db.session.rollback()
        answer(form := ReverseForm(formdata=None), refusal)
        return _page(dispense_id, form, 409)
    say(_("It waits no longer. Nothing was handed out."))
    return go("pharmacy.dispense", dispense_id=dispense_id)
