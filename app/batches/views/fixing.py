"""Walking what came back, claim after claim; the place stands in the address."""

from __future__ import annotations

from uuid import UUID

from flask import Response, url_for
from flask_babel import gettext as _

from app.audit.trail import note_read
from app.batches import queries, returned, rules, wording
from app.batches.views.desk import blueprint
from app.kernel.authz import requires
from app.kernel.web import go, page, say
from app.worklist.panel import lease_of


@blueprint.get("/<uuid:batch_id>/fix/<int:position>")
@requires("claims.batch")
def fix(batch_id: UUID, position: int) -> Response:
    """The claim that needs a person at this place or after it, with its neighbours."""
    batch = queries.batch(batch_id)
    item, before, after = returned.to_fix(batch.id, min(position, 10**6))
    if item is not None:
        note_read("claim.opened", "claim", item.claim_id)
    return page(
        "batches/fix.html",
        batch=batch,
        item=wording.item(item, wording.payer_names()) if item else None,
        lease=lease_of("claim", item.claim_id) if item else None,
        left=returned.fix_count(batch.id),
        previous_url=_at(batch_id, before),
        next_url=_at(batch_id, after),
    )


@blueprint.post("/<uuid:batch_id>/fix")
@requires("claims.batch")
def begin_fixing(batch_id: UUID) -> Response:
    """Take what came back, and go to the first of it."""
    batch = queries.batch(batch_id)
    first = returned.begin(batch.id)
    if first is None:
        say(_("Others are working on all that came back."), "warning")
        return go("batches.items", batch_id=batch.id, stage=rules.TO_FIX)
    say(_("These are yours for an hour. Others see it, and walk past them."))
    return go("batches.fix", batch_id=batch.id, position=first)


def _at(batch_id: UUID, position: int | None) -> str | None:
    if position is None:
        return None
    return url_for("batches.fix", batch_id=batch_id, position=position)
