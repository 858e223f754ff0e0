"""One dispute: where it stands, what is told and proved, and the verbs on it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from flask_babel import gettext as _

from app.audit.trail import note_read
from app.claims import queries as claims
from app.claims import story
from app.claims.errors import ClaimBlocked, ClaimWarned
from app.claims.states import DRAFT
from app.conversations.panel import threads_of
from app.disputes import queries, service, wording
from app.disputes.errors import DisputeStale
from app.disputes.forms import CommentForm
from app.disputes.models import Dispute
from app.disputes.states import ACCEPTED, DRAFTED, SENT
from app.disputes.views.desk import around, blueprint
from app.documents.panel import papers_of
from app.kernel.authz import requires
from app.kernel.errors import DomainError
from app.kernel.web import STOP_POLLING, answer, go, in_words, page, say
from app.worklist.panel import lease_of

UNDER_WAY = frozenset({SENT, ACCEPTED})


@blueprint.get("/<uuid:dispute_id>")
@requires("disputes.view")
def show(dispute_id: UUID) -> Response:
    """The whole dispute on one page."""
    dispute = queries.dispute(dispute_id)
    note_read("claim.opened", "claim", dispute.following_claim_id)
    return _page(dispute, _fresh(dispute))


@blueprint.get("/<uuid:dispute_id>/life")
@requires("disputes.view")
def life(dispute_id: UUID) -> Response:
    """What changes while the insurer has it; 286 tells the page to stop asking."""
    dispute = queries.dispute(dispute_id)
    status = 200 if dispute.status in UNDER_WAY else STOP_POLLING
    return page("disputes/_life.html", status, **_told(dispute), by_itself=True)


@blueprint.post("/<uuid:dispute_id>/comment")
@requires("disputes.write")
def save(dispute_id: UUID) -> Response:
    """Keep what the insurer is told; of two savings the later one sees both."""
    dispute, form = queries.dispute(dispute_id), CommentForm()
    if not form.validate():
        return _page(dispute, form, 422)
    try:
        service.save_comment(dispute_id, form.comment.data or "", form.seen)
    except DisputeStale as refusal:
        return _stale(dispute, form, in_words(refusal))
    except DomainError as refusal:
        answer(form, refusal)
        return _page(dispute, form, 422)
    say(_("Kept."))
    return go("disputes.show", dispute_id=dispute_id)


@blueprint.post("/<uuid:dispute_id>/send")
@requires("claims.submit")
def send(dispute_id: UUID) -> Response:
    """Send the claim that carries it; once, whatever is pressed how often."""
    dispute, form = queries.dispute(dispute_id), CommentForm()
    try:
        service.send(dispute_id, form.seen)
    except (ClaimBlocked, ClaimWarned) as refusal:
        say(in_words(refusal), "warning")
        return go("claims.check", claim_id=dispute.following_claim_id)
    except DomainError as refusal:
        fresh = _fresh(dispute)
        answer(fresh, refusal)
        return _page(dispute, fresh, 422)
    say(_("It is on its way to the insurer. The answer comes by itself."))
    return go("disputes.show", dispute_id=dispute_id)


@blueprint.post("/<uuid:dispute_id>/abandon")
@requires("disputes.write")
def abandon(dispute_id: UUID) -> Response:
    """Give it up while it has not left."""
    try:
        dispute = service.abandon(dispute_id)
    except DomainError as refusal:
        say(in_words(refusal), "warning")
        return go("disputes.show", dispute_id=dispute_id)
    say(_("It was given up. The decision can be answered anew while the window is open."))
    return go("claims.show", claim_id=dispute.claim_id)


def _fresh(dispute: Dispute) -> CommentForm:
    """The form as it is kept."""
    claim = claims.claim(dispute.following_claim_id)
    return CommentForm(formdata=None, data={"version": claim.version, "comment": claim.comment})


def _stale(dispute: Dispute, form: CommentForm, sentence: str) -> Response:
    """Both versions side by side; what was typed stays, and saving again is a decision."""
    kept = _fresh(dispute)
    form.version.data = str(kept.version.data)
    return _page(dispute, form, 409, stale=sentence, kept=kept.comment.data or "")


def _page(
    dispute: Dispute, form: CommentForm, status: int = 200, *, stale: str = "", kept: str = ""
) -> Response:  # fmt: skip
    told = _told(dispute)
    first, following = told["claim"], told["following"]
    return page(
        "disputes/show.html",
        status,
        **told,
        form=form,
        stale=stale,
        kept=kept,
        papers=papers_of("claim", following.id),
        thread=threads_of("claim", first.id, following.id),
        lease=lease_of("claim", following.id, offer=following.status == DRAFT),
    )


def _told(dispute: Dispute) -> dict[str, Any]:
    """Where it stands: what changes by itself while the insurer has it."""
    first = claims.claim(dispute.claim_id)
    following = claims.claim(dispute.following_claim_id)
    found, disputed = queries.chain(dispute.claim_id), {one.line_id for one in dispute.lines}
    return {
        **around(first),
        "dispute": dispute,
        "following": following,
        "under_way": dispute.status in UNDER_WAY,
        "kind": wording.kind_words(dispute.kind),
        "state": wording.tag(dispute.status),
        "window": wording.window_words(queries.window(first, dispute.kind)),
        "is_draft": dispute.status == DRAFTED and following.status == DRAFT,
        "lines": [one for one in story.lines(first) if one.line.id in disputed],
        "recovered": {one.line_id: one.recovered for one in dispute.lines},
        "chain": wording.attempts(found),
        "chain_sentence": wording.chain_sentence(found),
        "events": wording.told(queries.timeline(dispute.id)),
    }
