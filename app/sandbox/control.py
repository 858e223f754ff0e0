"""The back doors for tests and start-up: the ledger to read, the switches to set; loopback only."""

import ipaddress
from dataclasses import asdict
from datetime import datetime, timedelta
from decimal import InvalidOperation
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request
from sqlalchemy import Connection, delete, select, true

from app.sandbox import (
    claim_answers,
    communications,
    deciding,
    ledger,
    payers,
    queue,
    schema,
    settling,
)
from app.sandbox.runtime import exchange

blueprint = Blueprint("control", __name__)


def only_from_here() -> None:
    """Refuse everyone who is not on this machine, and everyone when the control is switched off."""
    try:
        here = ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        here = False
    if not here or not exchange().settings.control:
        abort(404)


blueprint.before_request(only_from_here)


@blueprint.get("/_health")
def health() -> Response:
    """Up, and whether the exchange plays dead."""
    with exchange().engine.connect() as connection:
        return jsonify(status="down" if payers.is_down(connection) else "up")


@blueprint.get("/_ledger/messages")
def ledger_messages() -> Response:
    """Messages, filtered by sender, receiver and event, after an id."""
    chosen = {name: request.args.get(name, "") for name in ("sender", "receiver", "event")}
    with exchange().engine.connect() as connection:
        return jsonify(messages=ledger.messages(connection, after=_after(), **chosen))


@blueprint.get("/_ledger/messages/<int:message_id>/<any(raw, reply):which>")
def ledger_bytes(message_id: int, which: str) -> Response:
    """The exact bytes of a message or of its reply."""
    with exchange().engine.connect() as connection:
        found = ledger.bytes_of(connection, message_id, which)
    if found is None:
        abort(404)
    return Response(found, content_type="application/fhir+json")


@blueprint.get("/_ledger/claims")
def ledger_claims() -> Response:
    """Every claim and approval request, filtered by sender, payer and use, after an id."""
    chosen = {name: request.args.get(name, "") for name in ("sender", "payer", "use")}
    with exchange().engine.connect() as connection:
        return jsonify(claims=ledger.claims(connection, after=_after(), **chosen))


@blueprint.get("/_ledger/effective")
def ledger_effective() -> Response:
    """How many claims and approvals stand, by provider and payer, filtered by sender and payer."""
    chosen = {name: request.args.get(name, "") for name in ("sender", "payer")}
    with exchange().engine.connect() as connection:
        return jsonify(effective=ledger.effective(connection, **chosen))


@blueprint.get("/_ledger/queue")
def ledger_queue() -> Response:
    """The poll queue, delivered and waiting, filtered by sender."""
    with exchange().engine.connect() as connection:
        found = ledger.waiting(connection, recipient=request.args.get("sender", ""))
    return jsonify(queue=found)


@blueprint.get("/_control/payers")
def show_payers() -> Response:
    """Every payer as it behaves now."""
    with exchange().engine.connect() as connection:
        return jsonify(payers=[asdict(payer) for payer in payers.everyone(connection)])


@blueprint.post("/_control/payers/<licence>")
def set_payer(licence: str) -> Response:
    """Set temper, delay_seconds, latency_ms, faults, fault_count."""
    try:
        with exchange().engine.begin() as connection:
            payer = payers.change(connection, licence, wishes())
    except payers.WrongSwitch as wrong:
        return wrong_wish(str(wrong))
    if payer is None:
        abort(404)
    return jsonify(asdict(payer))


@blueprint.post("/_control/exchange")
def set_exchange() -> Response:
    """Switch the whole exchange off or on: {"down": true}."""
    down = wishes().get("down")
    if not isinstance(down, bool):
        return wrong_wish("down must be true or false")
    with exchange().engine.begin() as connection:
        payers.switch_exchange(connection, down=down)
    return jsonify(down=down)


@blueprint.post("/_control/claims/<int:claim_id>/decide")
def decide(claim_id: int) -> Response:
    """Judge as a person: {"lines": [{sequence, outcome, benefit?, units?, reason?, note?}], "ends"?}, or {"all": "approved"}."""
    running = exchange()
    with running.engine.begin() as connection:
        if not deciding.exists(connection, claim_id):
            abort(404)
        try:
            choices = _choices(deciding.sequences(connection, claim_id), wishes())
            ends = deciding.last_day(str(wishes().get("ends") or ""))
        except (KeyError, TypeError, ValueError, InvalidOperation) as wrong:
            return wrong_wish(f"the lines cannot be judged so: {wrong}")
        settling.decide(connection, claim_id, choices, running.clock(), ends)
    return jsonify(decided=claim_id)


@blueprint.post("/_control/claims/<int:claim_id>/<any(pend, ask):verb>")
def lay_aside(claim_id: int, verb: str) -> Response:
    """Pend a claim, or ask its provider for information: {"words": "...", "minutes"?}."""
    running = exchange()
    with running.engine.begin() as connection:
        if not deciding.exists(connection, claim_id):
            abort(404)
        if verb == "pend":
            settling.pend(connection, claim_id, running.clock())
        else:
            _ask(connection, claim_id, wishes(), running.clock())
    return jsonify(done=verb)


@blueprint.post("/_control/stray")
def stray() -> Response:
    """Lay an answer to a claim that was never sent into a provider's queue: {"payer", "sender"}."""
    running, wish = exchange(), wishes()
    payer, sender = str(wish.get("payer", "")), str(wish.get("sender", ""))
    now = running.clock()
    with running.engine.begin() as connection:
        sealed = claim_answers.stray(payer, sender, now)
        queue.put(connection, sealed, now, recipient=sender, payer=payer, event="claim-response")
    return jsonify(header_id=sealed.header_id)


@blueprint.post("/_control/reset")
def reset() -> Response:
    """Forget everything of one provider ({"sender": "..."}), or, without one, of all."""
    sender = str(wishes().get("sender", ""))
    with exchange().engine.begin() as connection:
        ours = select(schema.claims.c.id).where(_of(schema.claims.c.sender, sender))
        for table in (
            schema.communications,
            schema.files,
            schema.payment_details,
            schema.claim_lines,
        ):
            connection.execute(delete(table).where(table.c.claim_id.in_(ours)))
        for table, column in _OWNED:
            connection.execute(delete(table).where(_of(column, sender)))
    return jsonify(forgotten=sender or "everything")


_OWNED = (
    (schema.queue, schema.queue.c.recipient),
    (schema.payments, schema.payments.c.sender),
    (schema.claims, schema.claims.c.sender),
    (schema.messages, schema.messages.c.sender),
    (schema.prescriptions, schema.prescriptions.c.holder),
    # Nobody's: forgotten with everything only.
    (schema.people, schema.people.c.number),
)


def _ask(connection: Connection, claim_id: int, wish: dict[str, Any], now: datetime) -> None:
    words = str(wish.get("words") or communications.USUAL_QUESTION)
    minutes = wish.get("minutes")
    until = now + timedelta(minutes=minutes) if isinstance(minutes, int) else None
    communications.ask(connection, claim_id, words, now, until)


def _of(column: Any, sender: str) -> Any:
    return column == sender if sender else true()


def _choices(sequences: list[int], wishes: dict[str, Any]) -> dict[int, deciding.Choice]:
    """A choice for each line; "all" holds for lines that are not named."""
    named = {int(line["sequence"]): line for line in wishes.get("lines", [])}
    usual = {"outcome": wishes.get("all", "approved"), "reason": wishes.get("reason", "MNEC-003")}
    return {n: deciding.choice(**_terms(named.get(n, usual))) for n in sequences}


def _terms(line: dict[str, Any]) -> dict[str, str]:
    names: tuple[str, ...] = ("outcome", "benefit", "reason", "note", "units")
    return {name: str(line.get(name) or "") for name in names}


def wishes() -> dict[str, Any]:
    found = request.get_json(silent=True) if request.is_json else None
    if not isinstance(found, dict):
        abort(400, "send a JSON object")
    return found


def _after() -> int:
    return request.args.get("after", 0, type=int)


def wrong_wish(sentence: str) -> Response:
    answer = jsonify(error=sentence)
    answer.status_code = 400
    return answer
