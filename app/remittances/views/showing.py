"""One remittance: its lines with their reasons, what waits, and the verbs on the whole."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from flask_babel import gettext as _

from app.audit.trail import note_read
from app.kernel.authz import requires
from app.kernel.errors import DomainError
from app.kernel.web import go, in_words, neighbours, page, refusals_said, say
from app.remittances import answering, posting, queries, wording
from app.remittances.forms import ReasonForm
from app.remittances.models import Remittance, RemittanceLine
from app.remittances.views.desk import blueprint
from app.tenants import keys


@blueprint.get("/<uuid:remittance_id>")
@requires("payments.view")
def show(remittance_id: UUID) -> Response:
    """The whole remittance on one page."""
    found = queries.remittance(remittance_id)
    note_read("remittance.opened", "remittance", found.id)
    return _page(found, ReasonForm(formdata=None))


def _page(found: Remittance, form: ReasonForm, status: int = 200) -> Response:
    many, parked = (queries.lines_counted(found, waiting=waiting) for waiting in (False, True))
    # What a person must answer comes first; all lines are one press away.
    waiting = request.args.get("lines", "waiting" if parked else "all") == "waiting"
    shown = queries.lines_page(found, waiting=waiting, cursor=request.args.get("cursor"))
    seen = shown.rows
    claim_ids = {one.claim_id or one.probable_id for one in seen} - {None}
    return page(
        "remittances/show.html",
        status,
        found=found,
        form=form,
        payer=wording.payer_names().get(found.payer_id, ""),
        state=wording.status_tag(found.status),
        problem=wording.problem_words(found.problem),
        words=_words(found),
        origin=wording.ORIGINS[found.origin],
        claims=queries.claims_by_id({one for one in claim_ids if one}),
        lines=[_line(one) for one in seen],
        elsewhere=len(found.lines) - many,
        line_tabs=_line_tabs(found, many, parked, waiting=waiting) if parked else [],
        **neighbours(shown, ".show", remittance_id=found.id, lines="waiting" if waiting else "all"),
        posted=posting.posted_amount(found),
    )


def _line_tabs(found: Remittance, many: int, parked: int, *, waiting: bool) -> list[dict[str, Any]]:
    """All lines, and those that wait for a person."""
    views = (
        ("waiting", _("Waiting for you"), parked, waiting),
        ("all", _("All lines"), many, not waiting),
    )
    return [
        {"label": label, "count": count, "current": current, "url": url_for(".show", remittance_id=found.id, lines=lines)}
        for lines, label, count, current in views
    ]  # fmt: skip


def _line(one: RemittanceLine) -> dict[str, Any]:
    return {
        "one": one,
        "kind": wording.LINE_KINDS[one.kind],
        "status": wording.line_tag(one.status),
        "problem": wording.problem_words(one.problem),
        "reasons": wording.reason_words(one.reasons),
    }


def _words(found: Remittance) -> str:
    if found.words_sealed is None:
        return ""
    return keys.open_text(found.words_sealed, table="remittances", column="words_sealed", row_id=found.id)  # fmt: skip


@blueprint.post("/<uuid:remittance_id>/accept")
@requires("payments.match")
def accept(remittance_id: UUID) -> Response:
    """Post it although something about the whole is odd, or because a file's preview is right."""
    found, form = queries.remittance(remittance_id), ReasonForm()
    if not form.validate():
        return _page(found, form, 422)
    with refusals_said():
        answering.accept(remittance_id, form.reason.data)
        say(_("What was certain is posted."))
    return go(".show", remittance_id=remittance_id)


@blueprint.post("/<uuid:remittance_id>/put-away")
@requires("payments.match")
def put_away(remittance_id: UUID) -> Response:
    """Post nothing of it."""
    found, form = queries.remittance(remittance_id), ReasonForm()
    if not form.validate():
        return _page(found, form, 422)
    try:
        answering.put_away(remittance_id, form.reason.data)
    except DomainError as refusal:
        say(in_words(refusal), "warning")
        return go(".show", remittance_id=remittance_id)
    say(_("The remittance was put away. Nothing of it is posted."))
    return go(".index")


@blueprint.post("/<uuid:remittance_id>/take-up")
@requires("payments.match")
def take_up(remittance_id: UUID) -> Response:
    """Look again at what was put away."""
    with refusals_said():
        answering.take_up(remittance_id)
    return go(".show", remittance_id=remittance_id)
