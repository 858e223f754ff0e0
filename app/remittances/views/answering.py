"""One line that waits for an answer: which claim, not ours, or off its claim again."""

from __future__ import annotations

from uuid import UUID

from flask import Response
from flask_babel import gettext as _

from app.audit.trail import note_read
from app.kernel.authz import requires
from app.kernel.errors import DomainError
from app.kernel.web import answer, go, in_words, page, refusals_said, say
from app.remittances import answering, ledger, posting, queries, wording
from app.remittances.forms import MatchForm, ReasonForm
from app.remittances.models import RemittanceLine
from app.remittances.views.desk import blueprint


@blueprint.get("/lines/<uuid:line_id>")
@requires("payments.match")
def answer_line(line_id: UUID) -> Response:
    """The line, the likeliest claim with its evidence, and the three answers."""
    line = queries.line(line_id)
    note_read("remittance.opened", "remittance", line.remittance_id)
    probable = queries.claims_by_id([line.probable_id]) if line.probable_id else {}
    number = next((one.number for one in probable.values()), "")
    return _page(line, MatchForm(formdata=None, data={"number": number}), ReasonForm(formdata=None))


def _page(line: RemittanceLine, form: MatchForm, reason: ReasonForm, status: int = 200) -> Response:
    claim_id = line.claim_id or line.probable_id
    claims = queries.claims_by_id([claim_id]) if claim_id else {}
    return page(
        "remittances/line.html",
        status,
        line=line,
        form=form,
        reason=reason,
        found=queries.remittance(line.remittance_id),
        claim=claims.get(claim_id) if claim_id else None,
        account=ledger.account_row(claim_id) if claim_id else None,
        payer=wording.payer_names(),
        kind=wording.LINE_KINDS[line.kind],
        state=wording.line_tag(line.status),
        problem=wording.problem_words(line.problem),
        reasons=wording.reason_words(line.reasons),
        patient_number=posting.patient_number(line),
    )


@blueprint.post("/lines/<uuid:line_id>/match")
@requires("payments.match")
def match(line_id: UUID) -> Response:
    """The line belongs to this claim."""
    line, form = queries.line(line_id), MatchForm()
    if not form.validate():
        return _page(line, form, ReasonForm(formdata=None), 422)
    try:
        claim_id = answering.claim_numbered(form.number.data)
        found = answering.match(line_id, claim_id, over=form.over.data)
    except DomainError as refusal:
        answer(form, refusal)
        return _page(line, form, ReasonForm(formdata=None), 422)
    say(_("The line is posted to the claim."))
    return go(".show", remittance_id=found.id)


@blueprint.post("/lines/<uuid:line_id>/disown")
@requires("payments.match")
def disown(line_id: UUID) -> Response:
    """The line is none of ours."""
    line, form = queries.line(line_id), ReasonForm()
    if not form.validate():
        return _page(line, MatchForm(formdata=None), form, 422)
    try:
        found = answering.disown(line_id, form.reason.data)
    except DomainError as refusal:
        say(in_words(refusal), "warning")
        return go(".answer_line", line_id=line_id)
    say(_("The line is marked as not ours. It changes no claim."))
    return go(".show", remittance_id=found.id)


@blueprint.post("/lines/<uuid:line_id>/take-off")
@requires("payments.match")
def take_off(line_id: UUID) -> Response:
    """Take a posted line off its claim, by contra entries."""
    line, form = queries.line(line_id), ReasonForm()
    if not form.validate():
        return _page(line, MatchForm(formdata=None), form, 422)
    with refusals_said():
        answering.take_off(line_id, form.reason.data)
        say(_("The line waits for an answer again. Contra entries stand in the account."))
    return go(".answer_line", line_id=line_id)
