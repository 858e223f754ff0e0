"""From checking to sending: the answers, the findings, one sending, and its reference."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, url_for

from app.approvals.errors import ApprovalNotUsable, NoUnitsLeft
from app.audit.trail import note_read
from app.claims import answers_page, queries, service, wording
from app.claims.errors import (
    ClaimBlocked,
    ClaimNotEditable,
    ClaimStale,
    ClaimUnfinished,
    ClaimWarned,
)
from app.claims.forms import SendForm
from app.claims.habits import accepted
from app.claims.models import Claim
from app.claims.states import DRAFT
from app.claims.values import BLOCK, HOLD, SEVERITIES, WARN, Finding
from app.claims.views.desk import already_sent, around, blueprint
from app.kernel.authz import requires
from app.kernel.errors import DomainError
from app.kernel.web import answer, go, in_words, page, say
from app.worklist.errors import TakenByOther


@blueprint.get("/<uuid:claim_id>/check")
@requires("claims.write")
def check(claim_id: UUID) -> Response:
    """Every value with its way back, every finding, and the button that sends."""
    claim = queries.claim(claim_id)
    if claim.status != DRAFT:
        return already_sent(claim)
    if claim.is_half_typed:
        return go("claims.edit", claim_id=claim_id)
    note_read("claim.opened", "claim", claim.id)
    return _answers(claim, SendForm(formdata=None, data={"version": claim.version}))


@blueprint.post("/<uuid:claim_id>/send")
@requires("claims.submit")
def send(claim_id: UUID) -> Response:
    """Queue the claim for the insurer; once, whatever is pressed how often."""
    form = SendForm()
    try:
        service.submit(claim_id, _version(form), over_warnings=form.over_warnings.data)
    except ClaimNotEditable:
        return already_sent(queries.claim(claim_id))
    except ClaimUnfinished as refusal:
        say(in_words(refusal), "warning")
        return go("claims.edit", claim_id=claim_id)
    except (ClaimBlocked, ClaimWarned, ApprovalNotUsable, NoUnitsLeft) as refusal:
        answer(form, refusal)
        return _answers(queries.claim(claim_id), form, 422)
    except (ClaimStale, TakenByOther) as refusal:
        claim = queries.claim(claim_id)
        form.form_errors.append(in_words(refusal))
        form.version.data = str(claim.version)
        return _answers(claim, form, 409)
    except DomainError as refusal:
        # A guard of a package above keeps it, such as a complaint without evidence.
        answer(form, refusal)
        return _answers(queries.claim(claim_id), form, 422)
    return go("claims.sent", claim_id=claim_id)


@blueprint.get("/<uuid:claim_id>/sent")
@requires("claims.view")
def sent(claim_id: UUID) -> Response:
    """What was sent under which reference, and what happens next."""
    claim = queries.claim(claim_id)
    if not claim.attempts:
        return go("claims.show", claim_id=claim_id)
    return page("claims/sent.html", **around(claim))


def _answers(claim: Claim, form: SendForm, status: int = 200) -> Response:
    found = service.check(claim.id)
    groups: list[dict[str, Any]] = [
        {"severity": wording.COLOURS[severity], "findings": _of(found, severity)}
        for severity in SEVERITIES
    ]
    return page(
        "claims/check.html",
        status,
        **around(claim),
        form=form,
        accepted=accepted.beside(claim),
        rows=answers_page.rows(claim, lambda box: _back(claim.id, box)),
        groups=[group for group in groups if group["findings"]],
        blocked=any(finding.severity == BLOCK for finding in found),
        held=any(finding.severity == HOLD for finding in found),
        warned=any(finding.severity == WARN for finding in found),
        back=lambda box: _back(claim.id, box),
    )


def _of(found: tuple[Finding, ...], severity: str) -> list[wording.Said]:
    return [wording.said(finding) for finding in found if finding.severity == severity]


def _back(claim_id: UUID, box: str) -> str:
    """The address of a box on the entry page, with the findings shown there."""
    return url_for("claims.edit", claim_id=claim_id, checked=1, _anchor=box)


def _version(form: SendForm) -> int:
    seen = form.version.data or ""
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0
