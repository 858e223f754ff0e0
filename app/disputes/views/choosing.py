"""The chooser: three questions pick the way, and one form begins it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request
from flask_babel import gettext as _

from app.audit.trail import note_read
from app.claims import queries as claims
from app.claims.models import Claim
from app.claims.states import ADJUDICATED
from app.claims.values import COMPLAINT, CORRECTION
from app.disputes import queries, rules, service, wording
from app.disputes.errors import DisputeOpen
from app.disputes.forms import ChooseForm, OpenForm
from app.disputes.rules import Way
from app.disputes.views.desk import around, blueprint
from app.kernel.authz import requires
from app.kernel.clock import today
from app.kernel.errors import DomainError
from app.kernel.web import answer, go, in_words, page, say

MOST_LINES = 200


@blueprint.get("/of/<uuid:claim_id>")
@requires("disputes.write")
def choose(claim_id: UUID) -> Response:
    """Three questions; with their answers in the address, the way they lead to and what begins it."""
    claim = claims.claim(claim_id)
    note_read("claim.opened", "claim", claim.id)
    form = ChooseForm(formdata=request.args or None)
    way = rules.choose(form.answers) if request.args and form.validate() else None
    asked = {name: request.args.get(name, "") for name in ("wrong", "decision", "missing")}
    opening = OpenForm(formdata=None, data={**asked, "comment": None})
    return _page(claim, form, way, opening)


@blueprint.post("/of/<uuid:claim_id>")
@requires("disputes.write")
def open_dispute(claim_id: UUID) -> Response:
    """Begin the correction or complaint that the answers lead to."""
    claim, opening = claims.claim(claim_id), OpenForm()
    form = ChooseForm(data=opening.asked, formdata=None)
    ticked = _ticked()
    if not (opening.validate() and form.validate()):
        return _page(claim, form, None if form.errors else _way(form), opening, 422, ticked=ticked)
    try:
        dispute = service.open_dispute(
            claim_id,
            form.answers,
            lines=ticked,
            comment=opening.comment.data or "",
            late_reason=opening.late_reason.data or "",
        )
    except DisputeOpen as refusal:
        return _to_the_open_one(claim_id, refusal)
    except DomainError as refusal:
        answer(opening, refusal)
        return _page(claim, form, _way(form), opening, 422, ticked=ticked)
    say(_("The draft is ready. Attach what proves it, look at it once more, and send it."))
    return go("disputes.show", dispute_id=dispute.id)


def _to_the_open_one(claim_id: UUID, refusal: DisputeOpen) -> Response:
    say(in_words(refusal), "warning")
    known = queries.open_dispute(claim_id)
    if known:
        return go("disputes.show", dispute_id=known.id)
    return go("claims.show", claim_id=claim_id)


def _way(form: ChooseForm) -> Way:
    return rules.choose(form.answers)


def _ticked() -> frozenset[int]:
    """The sequences of the ticked lines; what is no number of a line was not ticked on our page."""
    found = request.form.getlist("line")[:MOST_LINES]
    return frozenset(int(one) for one in found if one.isascii() and one.isdigit() and len(one) < 5)


def _page(
    claim: Claim, form: ChooseForm, way: Way | None, opening: OpenForm, status: int = 200, *,
    ticked: frozenset[int] | None = None,
) -> Response:  # fmt: skip
    values, worth = around(claim), queries.worth(claim.id)
    lines = wording.worth_lines(claim, worth, values["payer_name"])
    windows = {kind: queries.window(claim, kind) for kind in (CORRECTION, COMPLAINT)}
    return page(
        "disputes/choose.html",
        status,
        **values,
        **_windows(windows),
        form=form,
        opening=opening,
        way=way,
        lines=lines,
        ticked=frozenset(one.sequence for one in lines) if ticked is None else ticked,
        worth=worth,
        is_over=way is not None and way.kind in windows and windows[way.kind].is_over(today()),
        can_answer=claim.status == ADJUDICATED and bool(lines),
        known=queries.open_dispute(claim.id),
        chain=wording.attempts(queries.chain(claim.id)),
    )


def _windows(windows: dict[str, Any]) -> dict[str, Any]:
    return {
        "windows": [(wording.kind_words(k), *wording.window_words(w)) for k, w in windows.items()]
    }
