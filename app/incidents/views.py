"""The public page of the service's state."""

from __future__ import annotations

from flask import Blueprint, Response

from app.incidents.queries import facts
from app.kernel.authz import public
from app.kernel.web import page

blueprint = Blueprint("incidents", __name__)


@blueprint.get("/")
@public("Whether the service works is asked just when nobody can sign in.")
def status() -> Response:
    """What is wrong now and what was; says itself when the database is away."""
    known = facts()
    return page("incidents/status.html", 200 if known.is_live else 503, facts=known)
