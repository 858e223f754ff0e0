"""Handing out from the screen, owing, and asking for approval."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Response, request
from flask_babel import gettext as _

from app.kernel.authz import requires
from app.kernel.collisions import Collided, collisions_named
from app.kernel.db import db
from app.kernel.errors import DomainError
from app.kernel.web import answer, go, say
from app.pharmacy.counter.forms import SupplyForm
from app.pharmacy.counter.views.pages import blueprint
from app.pharmacy.counter.views.screen import over, screen_page, typed
from app.pharmacy.dispensing import asking, service
from app.pharmacy.dispensing.box_errors import BoxHandedOut
from app.pharmacy.prescriptions.errors import PrescriptionStale
from app.pharmacy.stock.errors import NotEnough


@blueprint.post("/prescriptions/<uuid:prescription_id>/supply")
@requires("pharmacy.dispense")
def supply(prescription_id: UUID) -> Response:
    """Hand out what stands on the screen, all of it or nothing."""
    return _done(prescription_id, _supplied)


@blueprint.post("/prescriptions/<uuid:prescription_id>/queue")
@requires("pharmacy.dispense")
def queue(prescription_id: UUID) -> Response:
    """Ask for approval as the prescription says it, and serve the next customer."""
    return _done(prescription_id, _queued)


def _done(prescription_id: UUID, verb: Callable[[UUID, SupplyForm], Response]) -> Response:
    """What both buttons do before and after their verb."""
    counter, form = typed(prescription_id)
    if not form.validate():
        return screen_page(counter, form, 422)
    try:
        with collisions_named():
            return verb(prescription_id, form)
    except DomainError as refusal:
        return _refused(prescription_id, form, refusal)


def _supplied(prescription_id: UUID, form: SupplyForm) -> Response:
    draft, version = form.to_draft(), seen_version()
    if not any(line.quantity for line in draft.lines):
        service.promise(prescription_id, draft, version)
        say(_("Nothing was handed out. What is owed or not supplied is noted."))
        return go("pharmacy.show", prescription_id=prescription_id)
    made = service.supply(prescription_id, draft, version)
    return go("pharmacy.dispense", dispense_id=made.id)


def _queued(prescription_id: UUID, form: SupplyForm) -> Response:
    made = asking.queue(prescription_id, form.to_draft(), seen_version())
    if asking.is_draft(made):
        say(_("The request lacks something. Complete it and send it."), "warning")
        return go("approvals.check", approval_id=made.approval_id)
    say(_("The insurer is asked. Serve the next customer; the answer shows in the counter."))
    return go("pharmacy.index")


def _refused(prescription_id: UUID, form: SupplyForm, refusal: DomainError) -> Response:
    """The screen as typed, over what is true now: nothing was written."""
    db.session.rollback()
    is_late = isinstance(refusal, (PrescriptionStale, NotEnough, BoxHandedOut, Collided))
    counter = over(prescription_id, form)
    answer(form, refusal)
    if is_late:
        form.version.data = str(counter.prescription.version)
    return screen_page(counter, form, 409 if is_late else 422)


def seen_version() -> int:
    """The version that stood on the page; 0 for what is none."""
    seen = request.form.get("version", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0
