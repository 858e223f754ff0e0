"""What the port promises, the same on the live simulated exchange and on recorded answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask, Response, request

from app.exchange.dhamani import encoding, profile
from app.exchange.dhamani.adapter import Dhamani
from app.exchange.gateway import Credentials, Envelope, ExchangeGateway, Reading
from app.exchange.messages import (
    ClaimAnswer,
    EligibilityAnswer,
    PollAnswer,
    PollRequest,
    StatusAnswer,
    StatusQuestion,
)
from tests.exchange import samples
from tests.exchange.conftest import Server, serve
from tests.exchange.test_reading import RECORDED, output, task

US = Credentials(tenant="noor", client_id="demo-client", client_secret="demo-secret")


def answer_from_records() -> Flask:
    """A counterpart that only repeats what was recorded, addressed to whoever asks."""
    app = Flask("records")
    queue = [encoding.loads((RECORDED / "claim_partial.json").read_bytes())]
    given: dict[str, bytes] = {}

    @app.post("/oauth/token")
    def token() -> Any:
        return {"access_token": "recorded", "expires_in": 900}

    @app.post("/$process-message")
    def message() -> Response:
        asked = encoding.loads(request.get_data())
        if asked["id"] not in given:
            given[asked["id"]] = encoding.dumps(reply(asked, queue))
        return Response(given[asked["id"]], 200, content_type="application/fhir+json")

    return app


def reply(asked: dict[str, Any], queue: list[dict[str, Any]]) -> dict[str, Any]:
    header, focal = asked["entry"][0]["resource"], asked["entry"][1]["resource"]
    event = header["eventCoding"]["code"]
    if event == "poll-request":
        found = task("poll-response", "completed")
        found["entry"] += [
            {"fullUrl": f"urn:uuid:{n}", "resource": bundle} for n, bundle in enumerate(queue)
        ]
        queue.clear()
    elif event == "status-check":
        found = task("status-response", "completed", output("status", valueString="complete"))
    else:
        name = "claim_partial" if event == "claim-request" else "eligibility_covered"
        found = json.loads((RECORDED / f"{name}.json").read_bytes(), parse_float=samples.Decimal)
        found["entry"][1]["resource"]["request"]["identifier"]["value"] = focal["identifier"][0][
            "value"
        ]
    found["entry"][0]["resource"]["response"] = {"identifier": header["id"], "code": "ok"}
    return dict(found)


@pytest.fixture(params=["live", "recorded"])
def gateway(request: pytest.FixtureRequest) -> Iterator[ExchangeGateway]:
    if request.param == "live":
        server: Server = request.getfixturevalue("sandbox")
        stop: Callable[[], None] = lambda: None  # noqa: E731 - the session's fixture stops it
    else:
        server, stop = serve(answer_from_records())
    found = Dhamani(profile.load("sandbox"), server.url)
    yield found
    found.close()
    stop()


def say(gateway: ExchangeGateway, envelope: Envelope) -> Reading:
    return gateway.read(gateway.deliver(envelope.body, US).body)


def test_a_question_of_cover_gets_an_answer_to_it(gateway: ExchangeGateway) -> None:
    envelope = gateway.compose(samples.question("ELG-1"))
    found = say(gateway, envelope)
    assert (found.kind, found.response_to, found.about) == (
        "eligibility",
        envelope.header_id,
        "ELG-1",
    )
    assert isinstance(found.answer, EligibilityAnswer)
    assert found.answer.final
    assert found.answer.policies[0].in_force
    assert found.answer.policies[0].copay_percent == 10


def test_a_claim_gets_a_judgement_of_each_line(gateway: ExchangeGateway) -> None:
    lines = (samples.service(1), samples.service(2))
    envelope = gateway.compose(samples.claim("CLM-1", lines=lines))
    found = say(gateway, envelope)
    assert (found.kind, found.response_to, found.about) == ("claim", envelope.header_id, "CLM-1")
    assert isinstance(found.answer, ClaimAnswer)
    assert found.answer.judgement in {"approved", "partial", "denied"}
    assert [line.sequence for line in found.answer.lines] == [1, 2]
    assert found.answer.approved == sum(
        line.approved for line in found.answer.lines if line.approved
    )


def test_the_same_bytes_get_the_same_answer(gateway: ExchangeGateway) -> None:
    envelope = gateway.compose(samples.claim("CLM-2"))
    first, second = (gateway.deliver(envelope.body, US).body for _ in range(2))
    assert first == second
    assert gateway.fingerprint(first) == gateway.fingerprint(second)


def test_the_same_poll_brings_the_same_messages(gateway: ExchangeGateway) -> None:
    envelope = gateway.compose(PollRequest(identifier="POLL-1", provider=samples.NOOR, count=5))
    first, second = (say(gateway, envelope) for _ in range(2))
    assert isinstance(first.answer, PollAnswer)
    assert first.answer.count == len(first.inner)
    assert first.inner == second.inner


def test_a_status_is_told(gateway: ExchangeGateway) -> None:
    say(gateway, gateway.compose(samples.claim("CLM-3")))
    asked = StatusQuestion(
        identifier="STA-1",
        about="CLM-3",
        about_kind="claim",
        provider=samples.NOOR,
        payer=samples.ALPHA,
    )
    found = say(gateway, gateway.compose(asked))
    assert found.answer == StatusAnswer(status="complete")


def test_signing_in_is_measured(gateway: ExchangeGateway) -> None:
    assert 0 <= gateway.ping(US) < 10
