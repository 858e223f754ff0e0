"""The answer: while one waits, when it is there, on paper, and taken over into the policy."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from flask_babel import gettext as _

from app.audit.trail import note_read
from app.eligibility import queries, suggesting
from app.eligibility.models import EligibilityCheck
from app.eligibility.service import SUBJECT
from app.eligibility.views.pages import blueprint, shown, suggestion
from app.kernel import downloads, pdf
from app.kernel.authz import requires
from app.kernel.clock import now
from app.kernel.errors import DomainError
from app.kernel.web import STOP_POLLING, go, in_words, page, say
from app.patients import timeline
from app.tenants.queries import tenant


@blueprint.get("/checks/<uuid:check_id>")
@requires("eligibility.view")
def show(check_id: UUID) -> Response:
    """The answer, or what is known while the insurer is asked."""
    check = queries.check(check_id)
    note_read("eligibility.opened", SUBJECT, check.id, patient=str(check.patient_id))
    return page("eligibility/show.html", **_everything(check))


@blueprint.get("/checks/<uuid:check_id>/answer")
@requires("eligibility.view")
def answer_piece(check_id: UUID) -> Response:
    """The part of the page that changes while one waits; 286 tells the page to stop asking."""
    values = _everything(queries.check(check_id))
    status = 200 if values["waits"] else STOP_POLLING
    return page("eligibility/_answer.html", status, **values)


def _everything(check: EligibilityCheck) -> dict[str, Any]:
    return {
        **shown(check),
        "suggestion": suggestion(check),
        "brings_a_policy": suggesting.brings_a_policy(check),
        "actions": [action for action in timeline.actions() if action.key != "eligibility"],
    }


@blueprint.get("/checks/<uuid:check_id>/slip")
@requires("eligibility.view")
def slip(check_id: UUID) -> Response:
    """The answer on paper, for the patient's hand; provisional where it is."""
    check = queries.check(check_id)
    values = shown(check)
    try:
        paper = pdf.render("eligibility/slip.html", **values, clinic=tenant(), printed_at=now())
    except pdf.PdfUnavailable as unavailable:
        say(_(unavailable.sentence), "warning")
        return go("eligibility.show", check_id=check_id)
    note_read("eligibility.printed", SUBJECT, check.id, patient=str(check.patient_id))
    return downloads.paper(paper, f"eligibility-{check.id}.pdf")


@blueprint.post("/checks/<uuid:check_id>/adopt")
@requires("patients.write")
def adopt(check_id: UUID) -> Response:
    """Take the insurer's particulars over into the policy on file."""
    try:
        patient_id = suggesting.adopt(check_id)
    except DomainError as refusal:
        say(in_words(refusal), "danger")
        return go("eligibility.show", check_id=check_id)
    say(_("The policy on file is as the insurer says now."))
    return go("patients.show", patient_id=patient_id)
