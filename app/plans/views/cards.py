"""Paying an invoice by card: to the gateway's page, back from it, and what the gateway itself tells."""

from __future__ import annotations

import logging
from uuid import UUID

from flask import Response, abort, make_response, request
from flask_babel import gettext as _

from app.extensions import csrf
from app.kernel.authz import public, requires
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.errors import DomainError, NotFound
from app.kernel.tags import tag_of
from app.kernel.web import go, in_words, page, say
from app.plans import queries
from app.plans.cards import gateway, hearing, paying
from app.plans.cards.models import CardPayment
from app.plans.cards.states import CARD_STATUSES, OFFERED
from app.plans.views import blueprint
from app.tenants.scope import as_platform, current_scope, find

log = logging.getLogger(__name__)
SIGNATURE, MOST_BYTES = "Card-Signature", 10_000


@blueprint.post("/invoices/<uuid:invoice_id>/card")
@requires("plans.change")
def pay_by_card(invoice_id: UUID) -> Response:
    """Open a payment at the gateway; the next page shows the way there."""
    try:
        begun = paying.begin(invoice_id)
    except DomainError as refusal:
        db.session.rollback()
        say(in_words(refusal), "warning")
        return go(".invoice", invoice_id=invoice_id)
    return go(".card", card_id=begun.id)


@blueprint.get("/cards/<uuid:card_id>")
@requires("plans.view")
def card(card_id: UUID) -> Response:
    """How a payment stands; the gateway sends the payer back to here."""
    one = find(CardPayment, card_id)
    return page(
        "plans/card.html", one=one, invoice=queries.invoice(one.invoice_id),
        state=CARD_STATUSES[one.status], tag=tag_of(CARD_STATUSES[one.status]), waits=one.status == OFFERED,
    )  # fmt: skip


@blueprint.post("/cards/heard")
@public(
    "The card gateway tells what became of a payment; its signature is checked before anything else."
)
@csrf.exempt
def card_heard() -> Response:
    """The same word again is answered alike and changes nothing."""
    service = gateway.in_use()
    if service is None or current_scope() is not None or (request.content_length or 0) > MOST_BYTES:
        abort(400)
    try:
        told = service.read_callback(request.headers.get(SIGNATURE, ""), request.get_data(), now())
    except gateway.NotSigned:
        log.warning("a callback without the gateway's signature was turned away")
        abort(400)
    try:
        with as_platform():
            status = hearing.hear(told)
            db.session.commit()
    except (NotFound, hearing.OtherAmount):
        log.exception("the gateway tells of a payment that we do not know so")
        abort(400)
    return make_response(_(CARD_STATUSES[status].outer), 200)
