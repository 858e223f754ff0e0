"""An emergency treated without approval: the task to obtain one afterwards."""

from __future__ import annotations

from uuid import UUID

from flask import Response
from flask_babel import gettext as _

from app.approvals import emergencies, starting
from app.approvals.views.desk import blueprint
from app.audit.trail import note_read
from app.kernel.authz import requires, the_actor
from app.kernel.clock import now
from app.kernel.errors import DomainError
from app.kernel.pagewords import name_of
from app.kernel.web import go, in_words, page, say
from app.patients import queries as patients
from app.reference.queries import payer


@blueprint.get("/emergencies/<uuid:follow_up_id>")
@requires("approvals.view")
def follow_up(follow_up_id: UUID) -> Response:
    """Which visit, until when, and what can be done."""
    task = emergencies.follow_up(follow_up_id)
    person = patients.patient(task.patient_id)
    note_read("approval.opened", emergencies.SUBJECT, task.id)
    return page(
        "approvals/emergency.html",
        task=task,
        patient=person,
        patient_name=name_of(person),
        payer_name=name_of(payer(task.payer_id)),
        is_late=now() > task.due_at,
        is_asked=emergencies.living_request(task) is not None,
    )


@blueprint.post("/emergencies/<uuid:follow_up_id>/ask")
@requires("approvals.write")
def ask_after(follow_up_id: UUID) -> Response:
    """Begin the request that is to obtain it."""
    try:
        approval = starting.start_after(follow_up_id, the_actor().user_id)
    except DomainError as refusal:
        say(in_words(refusal), "warning")
        return go("approvals.follow_up", follow_up_id=follow_up_id)
    return go("approvals.edit", approval_id=approval.id)


@blueprint.post("/emergencies/<uuid:follow_up_id>/not-needed")
@requires("approvals.write")
def not_needed(follow_up_id: UUID) -> Response:
    """No approval is needed after all."""
    try:
        emergencies.not_needed(follow_up_id)
    except DomainError as refusal:
        say(in_words(refusal), "warning")
        return go("approvals.follow_up", follow_up_id=follow_up_id)
    say(_("Noted. It is off the list of what needs you."))
    return go("approvals.index")
