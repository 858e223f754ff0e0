"""A batch under way and afterwards: the list of them, one with its progress, its claims, and stopping it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.audit.trail import note_read
from app.batches import queries, rules, service, wording
from app.batches.models import Batch
from app.batches.progress import progress
from app.batches.states import BATCH
from app.batches.views.desk import blueprint, in_words
from app.kernel.authz import requires
from app.kernel.errors import DomainError
from app.kernel.pagewords import name_of
from app.kernel.web import STOP_POLLING, go, neighbours, page, say
from app.kernel.web import in_words as sentence_of
from app.worklist.queries import holders

ITEMS_PER_PAGE = 50
# Not a stage but all stages at which somebody must act.


@blueprint.get("/")
@requires("claims.batch")
def index() -> Response:
    """Every batch, the newest first."""
    found = queries.page(request.args.get("cursor"))
    rows = [
        {"batch": one, "state": wording.status_tag(one.status), "who": name_of(one)}
        for one in found.rows
    ]
    return page(
        "batches/index.html",
        rows=rows,
        **neighbours(found, "batches.index"),
    )


@blueprint.get("/<uuid:batch_id>")
@requires("claims.batch")
def show(batch_id: UUID) -> Response:
    """One batch: where it is, by insurer, and what it left out."""
    batch = queries.batch(batch_id)
    who = queries.starter(batch)
    return page(
        "batches/show.html",
        **told(batch),
        filter_words=in_words(batch.wanted),
        who=name_of(who) if who else "",
        kept_out=wording.kept_out(batch.kept_out),
    )


@blueprint.get("/<uuid:batch_id>/progress")
@requires("claims.batch")
def progress_piece(batch_id: UUID) -> Response:
    """What changes while it is under way; 286 tells the page to stop asking."""
    values = told(queries.batch(batch_id))
    return page("batches/_progress.html", 200 if values["now"].moves else STOP_POLLING, **values)


def told(batch: Batch) -> dict[str, Any]:
    """What the page and its moving part show."""
    found, names = progress(batch), wording.payer_names()
    lines = sorted(((names[key], key, line) for key, line in found.payers.items()))
    return {
        "batch": batch,
        "now": found,
        "state": wording.status_tag(batch.status),
        "payers": [(name, line, key in found.unreachable) for name, key, line in lines],
        "stages": {one: _(rules.STAGES[one].outer) for one in found.shown},
        "can_stop": "stopped" in BATCH.available(batch.status),
    }


@blueprint.post("/<uuid:batch_id>/stop")
@requires("claims.batch")
def stop(batch_id: UUID) -> Response:
    """Take back what has not left, and say how many that were."""
    try:
        count = service.stop(batch_id)
    except DomainError as refusal:
        say(sentence_of(refusal), "warning")
        return go("batches.show", batch_id=batch_id)
    say(ngettext(
        "The batch was stopped. %(num)d claim was taken back before it left and is a draft again.",
        "The batch was stopped. %(num)d claims were taken back before they left and are drafts again.", count,
    ))  # fmt: skip
    return go("batches.show", batch_id=batch_id)


@blueprint.get("/<uuid:batch_id>/claims")
@requires("claims.batch")
def items(batch_id: UUID) -> Response:
    """The claims of a batch one by one, all or those at one stage."""
    batch = queries.batch(batch_id)
    stage = request.args.get("stage", "")
    stages = tuple(rules.NEEDS_FIX) if stage == rules.TO_FIX else (stage,) if stage in rules.STAGES else ()  # fmt: skip
    after = request.args.get("after", type=int, default=0)
    found = queries.items(
        batch.id, after=max(0, min(after, 10**6)), limit=ITEMS_PER_PAGE + 1, stages=stages
    )
    shown, names = found[:ITEMS_PER_PAGE], wording.payer_names()
    if shown:
        note_read("claim.listed", "batch", batch.id, claims=[str(one.claim_id) for one in shown])
    here = progress(batch)
    more = url_for("batches.items", batch_id=batch_id, stage=stage or None, after=shown[-1].position) if len(found) > ITEMS_PER_PAGE else None  # fmt: skip
    return page(
        "batches/items.html", batch=batch, next_url=more, tabs=_tabs(batch, here, stage),
        rows=[wording.item(one, names) for one in shown], to_fix=stage == rules.TO_FIX,
        held=holders("claim", [one.claim_id for one in shown]),
    )  # fmt: skip


def _tabs(batch: Batch, here: Any, stage: str) -> list[dict[str, Any]]:
    """All, then each stage at which some claim stands."""
    counts = {"": here.whole.count} | ({rules.TO_FIX: here.to_fix} if here.to_fix else {})
    counts |= {one: here.whole.stages[one] for one in here.shown}
    words = {"": _("All"), rules.TO_FIX: _("What needs a person")}
    return [
        {
            "label": words.get(key) or _(rules.STAGES[key].outer),
            "url": url_for("batches.items", batch_id=batch.id, stage=key or None),
            "count": count,
            "current": key == stage,
        }
        for key, count in counts.items()
    ]
