"""Letters that did not leave, and the way to a trial's outbox."""

from __future__ import annotations

from uuid import UUID

from flask import Response, request
from flask_babel import gettext as _

from app.audit.trail import note_read
from app.kernel.authz import requires
from app.kernel.errors import NotFound
from app.kernel.web import go, neighbours, page, say
from app.mail import service as mail
from app.platform_admin import letters
from app.platform_admin.views.pages import blueprint


@blueprint.get("/letters")
@requires("desk.mail")
def mails() -> Response:
    """What waits, what failed, and since when."""
    found = letters.unsent(request.args.get("cursor"))
    return page(
        "platform_admin/letters.html", letters=found.rows, has_outbox=mail.has_outbox(),
        **neighbours(found, "platform_admin.mails"),
    )  # fmt: skip


@blueprint.get("/letters/outbox")
@requires("desk.mail")
def outbox() -> Response:
    """Every letter of a trial; each look is in the trail."""
    if not mail.has_outbox():
        raise NotFound
    note_read("mail.outbox_seen", "mail", None)
    return page("platform_admin/outbox.html", letters=mail.outbox())


@blueprint.post("/letters/<uuid:mail_id>/again")
@requires("desk.mail")
def try_again(mail_id: UUID) -> Response:
    """Once more, at once."""
    letters.try_again(mail_id)
    say(_("The letter is tried again within a minute."))
    return go("platform_admin.mails")
