"""The outbox of a trial: what would have left by mail, each for whom it concerns."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, request
from werkzeug.exceptions import TooManyRequests

from app.kernel import throttle
from app.kernel.authz import public
from app.kernel.clock import now
from app.kernel.db import reads_only
from app.kernel.errors import NotFound
from app.kernel.throttle import Bucket, whose_address
from app.kernel.web import page
from app.mail import service
from app.mail.forms import MailboxForm

blueprint = Blueprint("mail", __name__)

WHY = "Only where all people are invented and no mail leaves; elsewhere there is no such page."
# So many mailboxes at once from one address, then one every so many seconds.
AT_ONCE, SECONDS = 20, 6

Opener = Callable[[], object]
_openers: dict[str, Opener] = {}


def open_with(name: str, opener: Opener) -> None:
    """Told by the wiring: what else this browser opens beside the tenant it is signed in to; the same name replaces."""
    _openers[name] = opener


@blueprint.get("/outbox")
@public(WHY)
def outbox() -> Response:
    """The newest letters of the own tenant or application, with the links in them."""
    return _shown(MailboxForm(formdata=None))


@blueprint.post("/outbox")
@public(WHY)
@reads_only
def mailbox() -> Response:
    """The same, and the letters to a typed address that bring somebody in."""
    form = MailboxForm()
    if not form.validate():
        return _shown(form, status=422)
    bucket = Bucket("outbox", whose_address(request.remote_addr or ""), AT_ONCE, SECONDS)
    if wait := throttle.take(bucket, at=now()):
        raise TooManyRequests(retry_after=wait)
    return _shown(form, form.email.data)


def _shown(form: MailboxForm, address: str = "", status: int = 200) -> Response:
    if not service.has_outbox():
        raise NotFound
    for opener in _openers.values():
        opener()
    letters = service.own_outbox(address)
    return page("mail/outbox.html", status, form=form, letters=letters, address=address)
