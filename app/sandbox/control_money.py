"""Switches for tests that let a payer pay: as owed, in other measure, again, or oddly; loopback only."""

from decimal import Decimal, InvalidOperation
from typing import Any

from flask import Blueprint, Response, abort, jsonify
from sqlalchemy import Connection

from app.sandbox import habits, odd_payments, payers, payments
from app.sandbox.control import only_from_here, wishes, wrong_wish
from app.sandbox.deciding import WrongChoice, signed_rials
from app.sandbox.payments import Terms
from app.sandbox.runtime import exchange

blueprint = Blueprint("control_money", __name__)
blueprint.before_request(only_from_here)


@blueprint.post("/_control/pay")
def pay() -> Response:
    """Pay a provider all that a payer owes: {"payer", "sender"}; or {"amounts": {claim id: rials}}.

    Also "fee_percent", "early_percent" (else the payer's own) and "over": true to pay more than is owed.
    """
    running, wish = exchange(), wishes()
    payer, sender = str(wish.get("payer", "")), str(wish.get("sender", ""))
    try:
        with running.engine.begin() as connection:
            given = {int(k): Decimal(str(v)) for k, v in (wish.get("amounts") or {}).items()}
            amounts = given or payments.owed(connection, payer, sender)
            terms = _terms(connection, payer, wish)
            number = payments.pay(connection, payer, sender, amounts, running.clock(), terms=terms)
    except (payments.NothingToPay, payments.TooMuch, ValueError, InvalidOperation) as wrong:
        return wrong_wish(f"cannot be paid: {type(wrong).__name__} {wrong}")
    return jsonify(payment=number)


@blueprint.post("/_control/payments/<number>/again")
def again(number: str) -> Response:
    """The same advice once more."""
    running = exchange()
    try:
        with running.engine.begin() as connection:
            odd_payments.again(connection, number, running.clock())
    except odd_payments.NoSuchPayment:
        abort(404)
    return jsonify(payment=number)


@blueprint.post("/_control/pay/<any(unknown, fee, advance):kind>")
def pay_oddly(kind: str) -> Response:
    """A payment for an unknown claim, a fee on everything, an advance: {"payer", "sender", "amount"}."""
    running, wish = exchange(), wishes()
    try:
        amount = signed_rials(str(wish.get("amount", "")))
    except WrongChoice as wrong:
        return wrong_wish(str(wrong))
    payer, sender = str(wish.get("payer", "")), str(wish.get("sender", ""))
    with running.engine.begin() as connection:
        number = odd_payments.odd(
            connection, payer, sender, running.clock(), kind=kind, amount=amount
        )
    return jsonify(payment=number)


def _terms(connection: Connection, licence: str, wish: dict[str, Any]) -> Terms:
    payer = payers.find(connection, licence)
    usual = habits.terms_of(payer) if payer else payments.AS_OWED
    return Terms(
        fee_percent=Decimal(str(wish.get("fee_percent", usual.fee_percent))),
        early_percent=Decimal(str(wish.get("early_percent", usual.early_percent))),
        over=wish.get("over") is True,
    )
