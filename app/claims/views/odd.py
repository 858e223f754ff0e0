"""The oddest claims of a day, to be looked at before an insurer does."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from app.audit.trail import note_read
from app.claims import odd, wording
from app.claims.odd import Odd
from app.claims.views.answering import tabs
from app.claims.views.desk import blueprint
from app.kernel.authz import requires
from app.kernel.forms import DayForm
from app.kernel.pagewords import either
from app.kernel.web import page


@blueprint.get("/odd")
@requires("claims.view")
def oddest() -> Response:
    """The claims of a day that are farthest from what such visits usually come to."""
    form = DayForm.read(request.args)
    found = odd.oddest(form.chosen)
    if found:
        note_read("claim.listed", "claim", None, claims=[str(one.claim.id) for one in found])
    return page(
        "claims/odd.html", 422 if form.errors else 200, form=form, rows=[_row(one) for one in found],
        tabs=tabs("odd"), fewest=odd.FEWEST, days=odd.LOOK_BACK.days,
    )  # fmt: skip


def _row(one: Odd) -> dict[str, Any]:
    return {
        "one": one,
        "patient": either(one.claim.patient_en, one.claim.patient_ar),
        "payer": either(one.claim.payer_en, one.claim.payer_ar),
        "tag": wording.status_tag(one.claim.status),
    }
