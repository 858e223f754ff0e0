"""The counter without a customer: the scan box, and the list of prescriptions."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from app.audit.trail import note_read
from app.kernel.authz import requires
from app.kernel.web import neighbours, page
from app.pharmacy.counter import fetched, wording
from app.pharmacy.counter.forms import ScanForm
from app.pharmacy.counter.views.pages import blueprint, tabs
from app.pharmacy.dispensing import queries as dispenses
from app.pharmacy.prescriptions import queries, task_queries
from app.pharmacy.prescriptions.history import SUBJECT
from app.pharmacy.prescriptions.models import PrescriptionTask
from app.pharmacy.prescriptions.queries import PrescriptionFilter
from app.pharmacy.prescriptions.states import OPEN, PRESCRIPTION


@blueprint.get("")
@requires("pharmacy.dispense")
def index() -> Response:
    """One box for whatever is scanned, and what is open."""
    return desk(ScanForm(formdata=None))


def desk(form: ScanForm, status: int = 200) -> Response:
    """The counter with its scan box, as typed."""
    found = queries.page(PrescriptionFilter(status=OPEN))
    _noted(found.rows)
    return page("pharmacy/index.html", status, form=form, tabs=tabs(), rows=[_row(one) for one in found.rows], answers=dispenses.answers_count(), tasks=[_task(one) for one in task_queries.open_tasks()])  # fmt: skip


@blueprint.get("/prescriptions")
@requires("pharmacy.view")
def prescriptions() -> Response:
    """Every prescription, the newest first."""
    asked = request.args.get("status", "")
    status = asked if asked in PRESCRIPTION.statuses else ""
    found = queries.page(PrescriptionFilter(status=status), request.args.get("cursor"))
    _noted(found.rows)
    return page(
        "pharmacy/prescriptions.html", tabs=tabs(), rows=[_row(one) for one in found.rows], chosen=status,
        states=[(one, wording.tag(wording.prescription_status(one))["label"]) for one in PRESCRIPTION.statuses],
        links=neighbours(found, "pharmacy.prescriptions", status=status),
    )  # fmt: skip


def _task(one: PrescriptionTask) -> dict[str, Any]:
    label, tone = fetched.STATES[one.status]
    return {"one": one, "token": one.token, "label": label, "tone": tone}


def _row(one: Any) -> dict[str, Any]:
    return {
        "one": one,
        "state": wording.tag(wording.prescription_status(one.status)),
        "source": wording.SOURCES[one.source],
    }


def _noted(rows: Any) -> None:
    if rows:
        note_read("prescription.listed", SUBJECT, None, prescriptions=[str(one.id) for one in rows])
