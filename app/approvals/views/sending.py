"""From checking to sending: the answers, what is missing, one sending, and its reference."""

from __future__ import annotations

from uuid import UUID

from flask import Response

from app.approvals import answers_page, completeness, queries, service, wording
from app.approvals.errors import (
    DocumentsMissing,
    RequestIncomplete,
    RequestNotEditable,
    RequestStale,
    RequestUnfinished,
)
from app.approvals.forms import SendForm
from app.approvals.models import Approval
from app.approvals.rules import MISSING
from app.approvals.states import DRAFT
from app.approvals.views.desk import already_sent, around, blueprint
from app.audit.trail import note_read
from app.eligibility.errors import NoDocument
from app.kernel.authz import requires
from app.kernel.web import answer, go, in_words, page, say
from app.worklist.errors import TakenByOther


@blueprint.get("/<uuid:approval_id>/check")
@requires("approvals.write")
def check(approval_id: UUID) -> Response:
    """Every value with its way back, what is missing, the papers, and the button that sends."""
    approval = queries.approval(approval_id)
    if approval.status != DRAFT:
        return already_sent(approval)
    if approval.typed_sealed is not None:
        return go("approvals.edit", approval_id=approval_id)
    note_read("approval.opened", "approval", approval.id)
    return _answers(approval, SendForm(formdata=None, data={"version": approval.version}))


@blueprint.post("/<uuid:approval_id>/send")
@requires("approvals.submit")
def send(approval_id: UUID) -> Response:
    """Queue the request for the insurer; once, whatever is pressed how often."""
    form = SendForm()
    try:
        service.submit(approval_id, _version(form))
    except RequestNotEditable:
        return already_sent(queries.approval(approval_id))
    except RequestUnfinished as refusal:
        say(in_words(refusal), "warning")
        return go("approvals.edit", approval_id=approval_id)
    except (RequestIncomplete, DocumentsMissing, NoDocument) as refusal:
        answer(form, refusal)
        return _answers(queries.approval(approval_id), form, 422)
    except (RequestStale, TakenByOther) as refusal:
        approval = queries.approval(approval_id)
        form.form_errors.append(in_words(refusal))
        form.version.data = str(approval.version)
        return _answers(approval, form, 409)
    return go("approvals.sent", approval_id=approval_id)


@blueprint.get("/<uuid:approval_id>/sent")
@requires("approvals.view")
def sent(approval_id: UUID) -> Response:
    """What was sent under which number, and what happens next."""
    approval = queries.approval(approval_id)
    if not approval.attempts:
        return go("approvals.show", approval_id=approval_id)
    return page("approvals/sent.html", **around(approval))


def _answers(approval: Approval, form: SendForm, status: int = 200) -> Response:
    missing = completeness.missing(approval)
    wanted, lacking = completeness.papers_wanted(approval), completeness.papers_missing(approval)
    odds = queries.odds(approval.payer_id, approval.kind)
    return page(
        "approvals/check.html",
        status,
        **around(approval),
        form=form,
        rows=answers_page.rows(approval),
        lines=answers_page.lines(approval),
        missing=[answers_page.said(approval.id, key, MISSING[key]) for key in missing],
        papers=[(wording.paper(kind), kind not in lacking) for kind in wanted],
        ready=not missing and not lacking,
        odds=wording.odds_words(odds) if odds else None,
    )


def _version(form: SendForm) -> int:
    seen = form.version.data or ""
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0
