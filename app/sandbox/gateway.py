"""The two doors of the exchange: the token and the message."""

import base64
import binascii
from dataclasses import replace

from flask import Blueprint, Response, request
from sqlalchemy import insert

from app.sandbox import answering, bundles, payers, schema, tokens
from app.sandbox.config import Client
from app.sandbox.parsing import Malformed, Message, parse
from app.sandbox.receiving import Hung, Known, TurnedAway, receive
from app.sandbox.refusals import Finding
from app.sandbox.runtime import exchange

blueprint = Blueprint("gateway", __name__)

FHIR = "application/fhir+json"
# Whoever practises again names the new rehearsal; a real exchange knows no such header.
REHEARSAL = "X-Rehearsal"
LONGEST_REHEARSAL = 64


@blueprint.post("/oauth/token")
def token() -> Response:
    """OAuth2 client credentials, by HTTP Basic."""
    running = exchange()
    client = _basic_client()
    if client is None:
        answer = answering.plain_json({"error": "invalid_client"}, 401)
        answer.headers["WWW-Authenticate"] = 'Basic realm="exchange"'
        return answer
    if request.form.get("grant_type") != "client_credentials":
        return answering.plain_json({"error": "unsupported_grant_type"}, 400)
    seconds = running.settings.token_seconds
    issued = tokens.issue(client, running.secret, running.clock(), seconds)
    return answering.plain_json(
        {"access_token": issued, "token_type": "Bearer", "expires_in": seconds}, 200
    )


@blueprint.post("/$process-message")
def process_message() -> Response:
    """One message Bundle in, one message Bundle out."""
    try:
        client = _admit()
        message = _read()
        reply = receive(exchange(), client, message)
    except TurnedAway as refusal:
        return _refuse(refusal)
    except Known:
        finding = Finding("BV-00163", "MessageHeader.focus")
        return _fhir(bundles.operation_outcome(finding, "duplicate"), 409)
    except Hung:
        return answering.hang_up()
    exchange().pause(reply.seconds)
    return answering.send(reply.body, reply.faults)


def _admit() -> Client:
    """The client of the bearer token; the exchange is up, the size and type are right."""
    running = exchange()
    with running.glance() as connection:
        if payers.is_down(connection):
            raise TurnedAway(503, Finding("SBX-017", "Bundle"), "transient", 5)
    if (request.content_length or 0) > running.settings.message_bytes:
        raise TurnedAway(413, Finding("SBX-010", "Bundle"), "too-long")
    scheme, _, bearer = request.headers.get("Authorization", "").partition(" ")
    client_id = tokens.client_of(bearer, running.secret, running.clock())
    client = running.client(client_id) if client_id and scheme.lower() == "bearer" else None
    if client is None:
        raise TurnedAway(401, Finding("SBX-011", "Authorization"), "login")
    if request.mimetype != FHIR:
        raise TurnedAway(400, Finding("SBX-013", "Content-Type"), "structure")
    return client


def _read() -> Message:
    """The message in the body, read no further than the limit."""
    limit = exchange().settings.message_bytes
    raw = request.stream.read(limit + 1)
    if len(raw) > limit:
        raise TurnedAway(413, Finding("SBX-010", "Bundle"), "too-long")
    try:
        message = parse(raw)
    except Malformed as problem:
        finding = Finding(problem.code, problem.element)
        raise TurnedAway(400, finding, "structure") from problem
    return replace(message, rehearsal=request.headers.get(REHEARSAL, "")[:LONGEST_REHEARSAL])


def _refuse(refusal: TurnedAway) -> Response:
    """An OperationOutcome, and a line in the log of the turned away."""
    running = exchange()
    finding = refusal.finding
    with running.engine.begin() as connection:
        connection.execute(
            insert(schema.refused).values(
                at=running.clock(),
                client_id=_client_id(),
                status=refusal.status,
                code=finding.code,
                element=finding.element,
            )
        )
    answer = _fhir(bundles.operation_outcome(finding, refusal.issue), refusal.status)
    if refusal.retry_after:
        answer.headers["Retry-After"] = str(refusal.retry_after)
    if refusal.status == 401:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="exchange"'
    return answer


def _client_id() -> str:
    running = exchange()
    bearer = request.headers.get("Authorization", "").partition(" ")[2]
    return tokens.client_of(bearer, running.secret, running.clock()) or ""


def _fhir(body: bytes, status: int) -> Response:
    return Response(body, status, content_type=FHIR)


def _basic_client() -> Client | None:
    scheme, _, encoded = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        text = base64.b64decode(encoded, validate=True).decode("utf-8")
    except (ValueError, binascii.Error):
        return None
    client_id, _, secret = text.partition(":")
    return tokens.find_client(exchange().settings.clients, client_id, secret)
