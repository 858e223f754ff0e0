"""The lists that files bring: interactions, and what payers cover."""

from __future__ import annotations

from uuid import UUID

from flask import Response, request, url_for

from app.contracts.forms import payer_choices
from app.kernel.authz import requires
from app.kernel.clock import today
from app.kernel.pagewords import name_of
from app.kernel.web import page
from app.pharmacy.medicines import catalogue, wording
from app.pharmacy.medicines.imports import FORMULARY, INTERACTIONS, can_undo, last_applied
from app.pharmacy.medicines.views import blueprint
from app.reference import queries as reference
from app.reference.models import Payer


@blueprint.get("/interactions")
@requires("pharmacy.view")
def interactions() -> Response:
    """Pairs of ingredients that do not go together."""
    words = request.args.get("q", "")
    found = catalogue.interactions_page(words, request.args.get("cursor"))
    done = last_applied(INTERACTIONS, None)

    def to(cursor: str | None) -> str | None:
        return url_for(".interactions", q=words or None, cursor=cursor) if cursor else None

    return page(
        "pharmacy/medicines/interactions.html", rows=found.rows, words=words, severities=wording.SEVERITIES,
        next_url=to(found.next), previous_url=to(found.previous),
        undo=done if done is not None and can_undo(done) else None,
    )  # fmt: skip


@blueprint.get("/formulary")
@requires("pharmacy.view")
def formulary() -> Response:
    """What a payer covers today; the payer stands in the address."""
    payers = reference.payers(today())
    payer = _payer(payers)
    if payer is None:
        return page("pharmacy/medicines/formulary.html", rows=[], payer=None, payers=[], words="", undo=None, next_url=None, previous_url=None)  # fmt: skip
    words = request.args.get("q", "")
    found = catalogue.formulary_page(payer.id, words, today(), request.args.get("cursor"))
    done = last_applied(FORMULARY, payer.id)

    def to(cursor: str | None) -> str | None:
        return url_for(".formulary", payer=payer.id, q=words or None, cursor=cursor) if cursor else None  # fmt: skip

    return page(
        "pharmacy/medicines/formulary.html", rows=found.rows, payer=payer, payer_name=name_of(payer),
        payers=payer_choices(payers), words=words, next_url=to(found.next), previous_url=to(found.previous),
        undo=done if done is not None and can_undo(done) else None,
    )  # fmt: skip


def _payer(payers: list[Payer]) -> Payer | None:
    """The payer in the address, else the first one."""
    try:
        asked = UUID(request.args.get("payer", ""))
    except ValueError:
        asked = None
    return next((one for one in payers if one.id == asked), payers[0] if payers else None)
