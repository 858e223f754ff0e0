"""Papers in either language: the slip of what is owed, the receipt, the label."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Response, request
from flask_babel import gettext

from app.audit.trail import note_read
from app.claims.starting import branch_of
from app.kernel import downloads
from app.kernel.authz import requires, the_actor
from app.kernel.pdf import PdfUnavailable
from app.kernel.web import go, say
from app.pharmacy.counter import printing
from app.pharmacy.counter.views.pages import blueprint
from app.pharmacy.dispensing import queries as dispenses
from app.pharmacy.prescriptions import queries as prescriptions


@blueprint.get("/prescriptions/<uuid:prescription_id>/slip")
@requires("pharmacy.view")
def slip(prescription_id: UUID) -> Response:
    """What is still owed, for the patient's hand; its code reopens the prescription."""
    found, size = prescriptions.prescription(prescription_id), _size()
    branch = branch_of(the_actor().user_id)
    back = go("pharmacy.show", prescription_id=found.id)
    note_read("prescription.printed", "prescription", found.id, size=size)
    return _paper(lambda: printing.slip(found, branch, size), f"{found.number}-{size}", back)


@blueprint.get("/dispenses/<uuid:dispense_id>/receipt")
@requires("pharmacy.view")
def receipt(dispense_id: UUID) -> Response:
    """What was supplied and paid."""
    found, size = dispenses.dispense(dispense_id), _size()
    back = go("pharmacy.dispense", dispense_id=found.id)
    note_read("dispense.printed", "dispense", found.id, size=size)
    return _paper(lambda: printing.receipt(found, size), f"{found.number}-{size}", back)


@blueprint.get("/dispenses/<uuid:dispense_id>/label")
@requires("pharmacy.view")
def label(dispense_id: UUID) -> Response:
    """The labels of a supply, each in both languages."""
    found = dispenses.dispense(dispense_id)
    back = go("pharmacy.dispense", dispense_id=found.id)
    note_read("dispense.printed", "dispense", found.id, size="label")
    return _paper(lambda: printing.label(found), f"{found.number}-label", back)


def _size() -> str:
    asked = request.args.get("size", "")
    return asked if asked in printing.SLIPS else "a4"


def _paper(make: Callable[[], bytes], name: str, back: Response) -> Response:
    try:
        paper = downloads.printed(make)
    except PdfUnavailable as refusal:
        say(gettext(refusal.sentence), "warning")
        return back
    return downloads.paper(paper, f"{name}-{downloads.paper_language()}.pdf")
