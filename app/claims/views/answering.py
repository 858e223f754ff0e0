"""The lists of answers that want a person, and asking about the silent ones."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.audit.trail import note_read
from app.claims import awaiting, exporting, parts, silence, story, wording
from app.claims.states import DENIED, REJECTED
from app.claims.views.desk import blueprint
from app.kernel import downloads
from app.kernel.authz import requires, the_actor
from app.kernel.clock import today
from app.kernel.errors import NotFound
from app.kernel.pagewords import either
from app.kernel.web import go, neighbours, page, say
from app.worklist.queries import holders


@blueprint.get("/rejected")
@requires("claims.view")
def rejected() -> Response:
    """What never entered an insurer's system: fix and send."""
    return _list(REJECTED)


@blueprint.get("/denied")
@requires("claims.view")
def denied() -> Response:
    """What an insurer judged and did not approve in full: correct or complain."""
    return _list(DENIED)


@blueprint.get("/silent")
@requires("claims.view")
def silent() -> Response:
    """What an insurer should have answered by now."""
    return _list(awaiting.SILENT)


@blueprint.post("/silent/ask")
@requires("claims.submit")
def ask_silent() -> Response:
    """Ask the insurers about the ticked claims."""
    asked = silence.ask_all(_ticked())
    say(
        ngettext("%(num)d insurer was asked for the status.", "%(num)d questions for the status were sent.", asked)
        if asked
        else _("Nothing was asked: tick claims that were not asked about today."),
        "success" if asked else "warning",
    )  # fmt: skip
    return go("claims.silent")


@blueprint.get("/work/<any(rejected, denied, silent):which>.<any(xlsx, csv):kind>")
@requires("claims.export", fresh="file")
def export_work(which: str, kind: str) -> Response:
    """Exactly what a list shows, all pages of it."""
    name = f"{which}-claims-{today().isoformat()}"
    response = downloads.table(kind, name, exporting.work_table(which))
    note_read("claim.exported", "claim", None, kind=kind, filters={"list": which})
    return response


def tabs(current: str) -> list[dict[str, Any]]:
    """All claims and the three lists, each with its count."""
    counts = awaiting.counts()
    own = [
        {"label": _(one.label), "url": url_for(one.endpoint), "count": counts[key], "current": key == current}
        for key, one in awaiting.LISTS.items()
    ]  # fmt: skip
    whole = {"label": _("All claims"), "url": url_for("claims.index"), "current": current == ""}
    return [whole, *own]


def _list(key: str) -> Response:
    found = awaiting.page(key, request.args.get("cursor"))
    wanted = awaiting.LISTS[key]
    if found.rows:
        note_read("claim.listed", "claim", None, claims=[str(one.id) for one in found.rows])
    return page(
        "claims/work.html",
        key=key,
        wanted=wanted,
        rows=_rows(key, found.rows),
        tabs=tabs(key),
        answer_url=_answer_url,
        **neighbours(found, wanted.endpoint),
        **downloads.links("claims.export_work", which=key),
    )


def _answer_url(claim_id: UUID) -> str | None:
    """Where the decision is answered, for those who may."""
    where = parts.answering()
    return url_for(where[0], claim_id=claim_id) if where and the_actor().can(where[1]) else None


def _rows(key: str, rows: list[Any]) -> list[dict[str, Any]]:
    reasons = awaiting.reasons_of(rows) if key == DENIED else {}
    left = awaiting.days_left(rows)
    held = holders("claim", [one.id for one in rows])
    return [
        {
            "id": one.id,
            "number": one.number,
            "holder": held.get(one.id),
            "service_date": one.service_date,
            "patient": either(one.patient_en, one.patient_ar),
            "payer": either(one.payer_en, one.payer_ar),
            "tag": wording.adjudication_tag(one.adjudication) if key == DENIED else wording.status_tag(one.status),
            "reasons": [story.reason_words(code, None) for code in _codes(key, one, reasons)],
            "at_stake": awaiting.at_stake(one),
            "days_left": left[one.id],
            "days_silent": awaiting.days_silent(one.submitted_at) if one.submitted_at else None,
            "asked_at": one.status_asked_at,
        }
        for one in rows
    ]  # fmt: skip


def _codes(key: str, one: Any, reasons: dict[Any, list[str]]) -> list[str]:
    if key == DENIED:
        return reasons.get(one.id, [])
    return [one.problem_code] if key == REJECTED and one.problem_code else []


def _ticked() -> list[UUID]:
    try:
        return [UUID(text) for text in request.form.getlist("claim")]
    except ValueError:
        raise NotFound from None
