"""One approval: where it is, what the insurer said, what is left of it, and the verbs on it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from flask_babel import gettext as _

from app.approvals import (
    answers_page,
    extending,
    queries,
    renewing,
    sealed,
    service,
    story,
    wording,
)
from app.approvals.forms import CancelForm
from app.approvals.models import Approval
from app.approvals.states import APPROVAL, DRAFT
from app.approvals.views.desk import around, blueprint
from app.audit.trail import note_read
from app.conversations.panel import thread_of
from app.documents.panel import papers_of
from app.kernel.authz import requires
from app.kernel.errors import DomainError
from app.kernel.web import STOP_POLLING, go, in_words, page, refusals_said, say
from app.worklist.panel import lease_of


@blueprint.get("/<uuid:approval_id>")
@requires("approvals.view")
def show(approval_id: UUID) -> Response:
    """The whole approval on one page."""
    approval = queries.approval(approval_id)
    note_read("approval.opened", "approval", approval.id)
    return page(
        "approvals/show.html",
        **around(approval),
        **_told(approval),
        rows=[{**row, "change_url": None} for row in answers_page.rows(approval)],
        papers=papers_of("approval", approval.id),
        thread=thread_of("approval", approval.id),
        lease=lease_of("approval", approval.id, offer=story.wants_one_person(approval)),
    )


@blueprint.get("/<uuid:approval_id>/life")
@requires("approvals.view")
def life(approval_id: UUID) -> Response:
    """What changes while an answer is awaited; 286 tells the page to stop asking."""
    approval = queries.approval(approval_id)
    status = 200 if approval.status in story.UNDER_WAY else STOP_POLLING
    return page("approvals/_life.html", status, **around(approval), **_told(approval))


def _told(approval: Approval) -> dict[str, Any]:
    clock = story.clock(approval)
    odds = queries.odds(approval.payer_id, approval.kind)
    return {
        "under_way": approval.status in story.UNDER_WAY,
        "events": story.told(queries.timeline(approval.id)),
        "lines": story.lines(approval),
        "problem": sealed.words(approval, "problem_text_sealed"),
        "disposition": sealed.words(approval, "disposition_sealed"),
        "verbs": story.verbs(approval),
        "is_draft": approval.status == DRAFT,
        "sendings": queries.sendings(approval.id),
        "clock_words": wording.clock_words(clock) if clock else None,
        "clock_tone": wording.CLOCK_TONES[clock.tone] if clock else None,
        "odds": wording.odds_words(odds) if odds else None,
        "renewal": renewing.is_open(approval),
        "follower": extending.follower(approval.id),
        "earlier": queries.approval(approval.extends_id) if approval.extends_id else None,
    }


def _then(approval_id: UUID, verb: Any, said: str, *arguments: Any) -> Response:
    """Do one verb, say what came of it, and stay with the approval."""
    with refusals_said():
        verb(approval_id, *arguments)
        say(said)
    return go("approvals.show", approval_id=approval_id)


@blueprint.post("/<uuid:approval_id>/withdraw")
@requires("approvals.submit")
def withdraw(approval_id: UUID) -> Response:
    """Take it back before it leaves."""
    said = _("The request was withdrawn. It did not leave, and is a draft again.")
    return _then(approval_id, service.withdraw, said)


@blueprint.post("/<uuid:approval_id>/discard")
@requires("approvals.write")
def discard(approval_id: UUID) -> Response:
    """Put away a draft, or what the insurer never saw."""
    return _then(approval_id, service.discard, _("The draft was discarded."))


@blueprint.post("/<uuid:approval_id>/status")
@requires("approvals.submit")
def ask_status(approval_id: UUID) -> Response:
    """Ask the insurer what became of it."""
    said = _("The insurer was asked. Its answer appears here by itself.")
    return _then(approval_id, service.ask_status, said)


@blueprint.post("/<uuid:approval_id>/noted")
@requires("approvals.write")
def noted(approval_id: UUID) -> Response:
    """A person has read the decision."""
    return _then(approval_id, service.noted, _("Noted. It is off the list of what needs you."))


@blueprint.post("/<uuid:approval_id>/reopen")
@requires("approvals.write")
def reopen(approval_id: UUID) -> Response:
    """Open a rejected request again, and go straight to what is to be mended."""
    try:
        service.reopen(approval_id)
    except DomainError as refusal:
        say(in_words(refusal), "warning")
        return go("approvals.show", approval_id=approval_id)
    return go("approvals.edit", approval_id=approval_id)


@blueprint.post("/<uuid:approval_id>/extend")
@requires("approvals.write")
def extend(approval_id: UUID) -> Response:
    """A further request that points at this one, ready to be changed and sent."""
    try:
        further = service.extend(approval_id)
    except DomainError as refusal:
        say(in_words(refusal), "warning")
        return go("approvals.show", approval_id=approval_id)
    return go("approvals.edit", approval_id=further.id)


@blueprint.get("/<uuid:approval_id>/cancel")
@requires("approvals.cancel")
def cancel(approval_id: UUID) -> Response:
    """Why is it to be cancelled?"""
    approval = queries.approval(approval_id)
    if "cancel_confirmed" not in APPROVAL.available(approval.status):
        say(_("This approval cannot be cancelled now."), "warning")
        return go("approvals.show", approval_id=approval_id)
    return page("approvals/cancel.html", **around(approval), form=CancelForm(formdata=None))


@blueprint.post("/<uuid:approval_id>/cancel")
@requires("approvals.cancel")
def ask_to_cancel(approval_id: UUID) -> Response:
    """Ask the insurer to let go of it."""
    approval, form = queries.approval(approval_id), CancelForm()
    if not form.validate():
        return page("approvals/cancel.html", 422, **around(approval), form=form)
    said = _("The insurer was asked to cancel. The approval stays as it is until it answers.")
    return _then(approval_id, service.cancel, said, form.reason.data)
