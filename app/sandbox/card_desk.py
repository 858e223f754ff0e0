"""The doors of the simulated card gateway: three for merchants, one page for whoever pays."""

import hmac
from typing import Any

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request, url_for
from sqlalchemy import Connection, Row
from werkzeug.wrappers import Response as AnyResponse

from app.sandbox import cards, forms
from app.sandbox.control import only_from_here, wishes, wrong_wish
from app.sandbox.runtime import exchange

blueprint = Blueprint("cards", __name__, url_prefix="/cards")
PAGES = frozenset({"cards.page", "cards.choose"})


@blueprint.before_request
def admit() -> None:
    """Merchants sign in by HTTP Basic; the page is for this machine alone."""
    if request.endpoint in PAGES:
        only_from_here()
        return
    known, settings = request.authorization, exchange().settings
    said = f"{known.username}:{known.password}" if known and known.type == "basic" else ""
    wanted = f"{settings.card_merchant}:{settings.card_secret}"
    if not hmac.compare_digest(said.encode(), wanted.encode()):
        abort(401)


@blueprint.post("/checkouts")
def begin() -> Response:
    """{"reference", "amount", "currency", "description", "return_url", "callback_url"} -> the checkout with its page."""
    running = exchange()
    try:
        with running.engine.begin() as connection:
            row = cards.begin(connection, wishes(), running.clock())
    except cards.WrongCheckout as wrong:
        return wrong_wish(str(wrong))
    url = url_for("cards.page", token=row.token, _external=True)
    return jsonify(**cards.as_told(row, cards.fate(row, running.clock())), url=url)


@blueprint.get("/checkouts/<reference>")
def tell(reference: str) -> Response:
    """What became of a checkout."""
    running = exchange()
    with running.engine.connect() as connection:
        row = _known(cards.by_reference(connection, reference))
        told = cards.as_told(row, cards.fate(row, running.clock()))
        return jsonify(**told, refunded=f"{cards.refunded(connection, row):.3f}")


@blueprint.post("/checkouts/<reference>/refunds")
def refund(reference: str) -> Response:
    """{"key", "amount"}: give a part back, once for each key."""
    running, wish = exchange(), wishes()
    try:
        with running.engine.begin() as connection:
            row = _known(cards.by_reference(connection, reference))
            cards.refund(connection, row, str(wish.get("key")), wish.get("amount"), running.clock())
            return jsonify(refunded=f"{cards.refunded(connection, row):.3f}")
    except cards.WrongCheckout as wrong:
        return wrong_wish(str(wrong))


@blueprint.get("/pay/<token>")
def page(token: str) -> str:
    """What the payer sees."""
    running = exchange()
    with running.engine.connect() as connection:
        row = _known(cards.by_token(connection, token))
    return render_template("card.html", row=row, status=cards.fate(row, running.clock()))


@blueprint.post("/pay/<token>")
def choose(token: str) -> AnyResponse:
    """The payer decides; the merchant is told, and the payer shown the way back."""
    running = exchange()
    with running.engine.begin() as connection:
        row = _known(cards.by_token(connection, token))
        is_told = _chosen(connection, row)
    if is_told:
        with running.engine.connect() as connection:
            now_is = _known(cards.by_token(connection, token))
        told = cards.as_told(now_is, now_is.status)
        cards.call_back(row.callback_url, told, running.settings.card_secret, running.clock())
    return redirect(url_for("cards.page", token=token), 303)


def _chosen(connection: Connection, row: Row[Any]) -> bool:
    if not forms.spend(connection):
        return False
    try:
        return cards.choose(connection, row, request.form.get("choice", ""), exchange().clock())
    except cards.WrongCheckout:
        abort(409)


def _known(row: Row[Any] | None) -> Row[Any]:
    if row is None:
        abort(404)
    return row
