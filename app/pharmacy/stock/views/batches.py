"""One batch: where it lies, what came and went, and what a person may do with it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from flask_babel import gettext as _

from app.audit.people import everybody
from app.kernel.authz import requires
from app.kernel.clock import today
from app.kernel.pagewords import language
from app.kernel.web import page
from app.pharmacy.medicines import queries as medicines
from app.pharmacy.stock import filters, queries, wording
from app.pharmacy.stock.models import StockMovement
from app.pharmacy.stock.views import blueprint


@blueprint.get("/batches/<uuid:batch_id>")
@requires("pharmacy.view")
def batch(batch_id: UUID) -> Response:
    """A batch with its levels and its movements, the latest first."""
    shown = queries.batch(batch_id)
    of = medicines.facts([shown.medicine_id])[shown.medicine_id]
    recall = queries.recall_that_holds(shown.medicine_id, shown.lot)
    found = queries.movements_page(batch_id, request.args.get("cursor"))
    branches, people = filters.branch_names(), people_by_id()
    label, tone = wording.kept_back_tag(shown.expires_on, today(), recalled=recall is not None)

    def to(cursor: str | None) -> str | None:
        return url_for(".batch", batch_id=batch_id, cursor=cursor) if cursor else None

    return page(
        "pharmacy/stock/batch.html", batch=shown, of=of, recall=recall, label=label, tone=tone,
        levels=[(one, branches[one.facility_id]) for one in queries.levels_of(batch_id)],
        movements=[movement_row(one, branches, people) for one in found.rows],
        next_url=to(found.next), previous_url=to(found.previous),
    )  # fmt: skip


def people_by_id() -> dict[UUID | None, str]:
    """Everybody's name in the language of the page."""
    arabic = language() == "ar"
    return {one.user_id: one.arabic if arabic else one.english for one in everybody()}


def movement_row(
    one: StockMovement, branches: dict[UUID, str], people: dict[UUID | None, str]
) -> dict[str, Any]:
    """A movement as tables show it."""
    return {
        "one": one,
        "kind": _(wording.KINDS[one.kind]),
        "reason": _(wording.REASONS[one.reason]) if one.reason else "",
        "branch": branches.get(one.facility_id, ""),
        "teller": people.get(one.actor_id, ""),
    }
