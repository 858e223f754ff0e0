"""A box scanned over the open screen, or nothing but a look at what is entered."""

from __future__ import annotations

from uuid import UUID

from flask import Response

from app.kernel.authz import requires
from app.kernel.db import reads_only
from app.pharmacy.counter import boxes
from app.pharmacy.counter.views.pages import blueprint
from app.pharmacy.counter.views.screen import over, screen_page, typed


@blueprint.post("/prescriptions/<uuid:prescription_id>/box")
@requires("pharmacy.dispense")
@reads_only
def scan_box(prescription_id: UUID) -> Response:
    """Tick the line of the box, and show what all that is entered makes; nothing is written."""
    counter, form = typed(prescription_id)
    form.validate()
    told = boxes.take(counter, form)
    # Another brand in the hand may bring other alerts.
    counter = over(prescription_id, form) if told else counter
    return screen_page(counter, form, 422 if form.errors else 200, told)
