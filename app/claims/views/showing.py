"""One claim: where it is, what the insurer said, what happened, and the verbs on it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from flask_babel import gettext as _

from app.audit.trail import note_read
from app.claims import closing, queries, service, story, wording
from app.claims.models import Claim
from app.claims.parts import parts_of
from app.claims.states import DRAFT
from app.claims.views.desk import around, blueprint
from app.conversations.panel import thread_of
from app.documents.panel import papers_of
from app.kernel.authz import requires
from app.kernel.errors import DomainError
from app.kernel.web import STOP_POLLING, go, in_words, page, refusals_said, say
from app.patients import queries as patients
from app.practitioners.queries import practitioner
from app.tenants.queries import facility
from app.worklist.panel import lease_of


@blueprint.get("/<uuid:claim_id>")
@requires("claims.view")
def show(claim_id: UUID) -> Response:
    """The whole claim on one page."""
    claim = queries.claim(claim_id)
    note_read("claim.opened", "claim", claim.id)
    return page(
        "claims/show.html",
        **around(claim),
        **_told(claim),
        **_particulars(claim),
        parts=parts_of(claim),
    )


@blueprint.get("/<uuid:claim_id>/life")
@requires("claims.view")
def life(claim_id: UUID) -> Response:
    """What changes while the claim is under way; 286 tells the page to stop asking."""
    claim = queries.claim(claim_id)
    status = 200 if story.is_under_way(claim) else STOP_POLLING
    return page("claims/_life.html", status, **around(claim), **_told(claim))


def _told(claim: Claim) -> dict[str, Any]:
    return {
        "under_way": story.is_under_way(claim),
        "events": story.told(claim, queries.timeline(claim.id)),
        "lines": story.lines(claim),
        "problem": story.reason_words(claim.problem_code, claim.problem_text)
        if claim.problem_code
        else None,
        "verbs": story.verbs(claim),
        "close_reasons": closing.REASONS,
        "is_draft": claim.status == DRAFT,
        "sendings": queries.submissions(claim.id),
    }


def _particulars(claim: Claim) -> dict[str, Any]:
    return {
        "policy": patients.policy(claim.policy_id) if claim.policy_id else None,
        "doctor": practitioner(claim.practitioner_id) if claim.practitioner_id else None,
        "branch": facility(claim.facility_id),
        "approval_link": wording.approval_link(claim),
        "diagnosis_words": wording.diagnosis_words(claim),
        "papers": papers_of("claim", claim.id),
        "thread": thread_of("claim", claim.id),
        "lease": lease_of("claim", claim.id, offer=story.wants_one_person(claim)),
    }


@blueprint.post("/<uuid:claim_id>/withdraw")
@requires("claims.submit")
def withdraw(claim_id: UUID) -> Response:
    """Take it back before it leaves."""
    with refusals_said():
        service.withdraw(claim_id)
        say(_("The claim was withdrawn. It did not leave, and is a draft again."))
    return go("claims.show", claim_id=claim_id)


@blueprint.post("/<uuid:claim_id>/reopen")
@requires("claims.write")
def reopen(claim_id: UUID) -> Response:
    """Open a rejected claim again, and go straight to what is to be mended."""
    try:
        service.reopen(claim_id)
    except DomainError as refusal:
        say(in_words(refusal), "warning")
        return go("claims.show", claim_id=claim_id)
    return go("claims.edit", claim_id=claim_id, checked=1)


@blueprint.post("/<uuid:claim_id>/discard")
@requires("claims.write")
def discard(claim_id: UUID) -> Response:
    """Put away a draft that was never sent."""
    try:
        service.discard(claim_id)
    except DomainError as refusal:
        say(in_words(refusal), "warning")
        return go("claims.show", claim_id=claim_id)
    say(_("The draft was discarded."))
    return go("claims.index")
