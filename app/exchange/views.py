"""The line to the insurers: how it fares, the journal, a message's life, what is parked."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, make_response, redirect, request, url_for
from flask_babel import gettext as _

from app.audit.trail import note_read
from app.exchange import inbox, outbox, poller, queries, showing
from app.exchange.errors import NothingToAsk, NotParked
from app.exchange.forms import JournalForm, ReleaseForm
from app.kernel.authz import requires
from app.kernel.states import NotPossible
from app.kernel.web import (
    answer,
    asked,
    go,
    in_words,
    local_path,
    neighbours,
    page,
    refusals_said,
    say,
)

blueprint = Blueprint("exchange", __name__)


@blueprint.get("")
@requires("exchange.view")
def index() -> Response:
    """How the line to each insurer fares."""
    return page(
        "exchange/index.html",
        lanes=[showing.lane(state) for state in queries.lane_states()],
        connection=queries.connection(),
        held=queries.held_count(),
        parked=queries.parked_count(),
    )


@blueprint.post("/fetch")
@requires("exchange.release")
def fetch() -> Response:
    """Fetch what waits for us now, and go back to the page where that was asked."""
    with refusals_said("info"):
        poller.fetch_now()
        say(_("Answers and payments are being fetched. Reload in a moment to see them."))
    back = local_path(request.form.get("back"), url_for(".index"))
    return make_response(redirect(back, code=303))


@blueprint.get("/messages")
@requires("exchange.view")
def messages() -> Response:
    """The journal, filtered."""
    form = JournalForm(request.args)
    form.offer(showing.payer_choices())
    wanted = form.to_wanted() if form.validate() else queries.Wanted()
    found = queries.messages(wanted, request.args.get("cursor"))
    kept = asked(field.name for field in form)
    return page(
        "exchange/messages.html",
        422 if form.errors else 200,
        form=form,
        rows=[showing.row(message) for message in found.rows],
        **neighbours(found, ".messages", **kept),
        is_filtered=bool(kept),
    )


@blueprint.get("/messages/<uuid:message_id>")
@requires("exchange.view")
def message(message_id: UUID) -> Response:
    """A message's life."""
    form = ReleaseForm()
    form.offer()
    return _life(message_id, form)


@blueprint.post("/messages/<uuid:message_id>/release")
@requires("exchange.release")
def release(message_id: UUID) -> Response:
    """Send a held message again."""
    form = ReleaseForm(request.form)
    form.offer()
    if not form.validate():
        return _life(message_id, form, 422)
    try:
        outbox.release(message_id, form.reason.data)
    except NotPossible as refusal:
        answer(form, refusal)
        return _life(message_id, form, 422)
    say(_("Released. It leaves as soon as its lane is free."))
    return go(".message", message_id=message_id)


@blueprint.post("/messages/<uuid:message_id>/ask-status")
@requires("exchange.release")
def ask_status(message_id: UUID) -> Response:
    """Ask the exchange what became of a message."""
    try:
        outbox.ask_status(message_id)
    except NothingToAsk as refusal:
        say(in_words(refusal), "warning")
    else:
        say(_("Asked. The answer appears here."))
    return go(".message", message_id=message_id)


@blueprint.get("/messages/<uuid:message_id>/raw")
@requires("exchange.raw")
def raw_message(message_id: UUID) -> Response:
    """A message of ours as it went over the wire; the reading is noted."""
    found = queries.message(message_id)
    note_read("message.read_raw", "message", found.id)
    return page(
        "exchange/raw.html",
        title=_("Message as sent"),
        sha256=found.envelope_sha256,
        shown=showing.body(queries.envelope_of(found)),
        back_url=url_for(".message", message_id=found.id),
    )


@blueprint.get("/parked")
@requires("exchange.view")
def parked() -> Response:
    """Messages of theirs that could not be read, matched or taken."""
    found = queries.parked(request.args.get("cursor"))
    return page(
        "exchange/parked.html",
        rows=[showing.inbound(row) for row in found.rows],
        **neighbours(found, ".parked"),
    )


@blueprint.get("/received/<uuid:inbound_id>")
@requires("exchange.view")
def received(inbound_id: UUID) -> Response:
    """One message of theirs."""
    found = queries.inbound(inbound_id)
    return page("exchange/received.html", inbound=showing.inbound(found))


@blueprint.post("/received/<uuid:inbound_id>/read-again")
@requires("exchange.release")
def read_again(inbound_id: UUID) -> Response:
    """Take a parked message up once more."""
    try:
        inbox.read_again(inbound_id)
    except NotParked as refusal:
        say(in_words(refusal), "warning")
    else:
        say(_("It is being read again. Reload to see what came of it."))
    return go(".received", inbound_id=inbound_id)


@blueprint.get("/received/<uuid:inbound_id>/raw")
@requires("exchange.raw")
def raw_received(inbound_id: UUID) -> Response:
    """A message of theirs as it came; the reading is noted."""
    found = queries.inbound(inbound_id)
    note_read("inbound.read_raw", "inbound_message", found.id)
    return page(
        "exchange/raw.html",
        title=_("Message as received"),
        sha256=found.body_sha256,
        shown=showing.body(queries.body_of(found)),
        back_url=url_for(".received", inbound_id=found.id),
    )


def _life(message_id: UUID, form: ReleaseForm, status: int = 200) -> Response:
    life = queries.message_life(message_id)
    return page("exchange/message.html", status, form=form, **showing.life(life))
