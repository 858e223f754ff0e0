"""Looking codes up: a page, and the answers of every code box."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request
from flask_babel import gettext as _

from app.kernel.authz import requires
from app.kernel.clock import today
from app.kernel.errors import NotFound
from app.kernel.pagewords import language
from app.kernel.web import page
from app.reference import queries
from app.reference.systems import ICD_10_CM

blueprint = Blueprint("reference", __name__)

SHOWN_ON_PAGE = 50


@blueprint.get("/codes")
@requires("reference.search")
def codes() -> Response:
    words, systems = request.args.get("q", ""), queries.systems()
    asked = request.args.get("system", ICD_10_CM)
    chosen = next((one for one in systems if one.key == asked), None)
    found = queries.search_codes(asked, words, today(), SHOWN_ON_PAGE) if chosen else []
    editions = [one for one in queries.releases() if one.system == asked]
    return page(
        "reference/codes.html", systems=systems, chosen=chosen, words=words, found=found,
        editions=editions, most=SHOWN_ON_PAGE,
    )  # fmt: skip


@blueprint.get("/codes/search")
@requires("reference.search")
def search_codes() -> Response:
    """For a code box: [{value, text, hint}], at most twelve."""
    system = queries.system(request.args.get("system", ICD_10_CM))
    if "\x00" in request.args.get("q", ""):
        raise NotFound
    found = queries.search_codes(system.key, request.args.get("q", ""), today())
    return jsonify([
        {
            "value": hit.code,
            "text": f"{hit.code} {hit.shown(language())}",
            "hint": "" if hit.billable else _("A heading: choose a code below it"),
        }
        for hit in found
    ])  # fmt: skip
