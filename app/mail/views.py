"""The outbox of a trial: what would have left by mail."""

from __future__ import annotations

from flask import Blueprint, Response

from app.kernel.authz import public
from app.kernel.errors import NotFound
from app.kernel.web import page
from app.mail import service

blueprint = Blueprint("mail", __name__)


@blueprint.get("/outbox")
@public("Only where all people are invented and no mail leaves; elsewhere there is no such page.")
def outbox() -> Response:
    """The newest letters, with the links in them."""
    if not service.has_outbox():
        raise NotFound
    return page("mail/outbox.html", letters=service.outbox())
