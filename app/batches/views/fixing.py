"""Walking what came back, claim after claim; the place stands in the address."""

from __future__ import annotations

from uuid import UUID

from flask import Response, url_for

from app.audit.trail import note_read
from app.batches import queries, wording
from app.batches.views.desk import blueprint
from app.kernel.authz import requires
from app.kernel.web import page
from app.worklist.panel import lease_of


@blueprint.get("/<uuid:batch_id>/fix/<int:position>")
@requires("claims.batch")
def fix(batch_id: UUID, position: int) -> Response:
    """The claim that needs a person at this place or after it, with its neighbours."""
    batch = queries.batch(batch_id)
    item, before, after = queries.to_fix(batch.id, min(position, 10**6))
    if item is not None:
        note_read("claim.opened", "claim", item.claim_id)
    return page(
        "batches/fix.html",
        batch=batch,
        item=wording.item(item, wording.payer_names()) if item else None,
        lease=lease_of("claim", item.claim_id) if item else None,
        left=queries.fix_count(batch.id),
        previous_url=_at(batch_id, before),
        next_url=_at(batch_id, after),
    )


def _at(batch_id: UUID, position: int | None) -> str | None:
    if position is None:
        return None
    return url_for("batches.fix", batch_id=batch_id, position=position)
