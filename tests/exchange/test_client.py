"""The socket to the exchange and every way in which it goes wrong, against a small server of our own."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from flask import Flask, Response, redirect, request

from app.exchange.dhamani import profile
from app.exchange.dhamani.adapter import Dhamani
from app.exchange.gateway import Credentials, ExchangeError
from tests.exchange import samples
from tests.exchange.conftest import Server, serve

MINE = Credentials(tenant="noor", client_id="us", client_secret="secret")
OTHERS = Credentials(tenant="seeb", client_id="them", client_secret="secret")
OUTCOME = b'{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"%s","details":{"coding":[{"code":"X-1","display":"No."}]}}]}'


@dataclass
class Counterpart:
    """What the other end does next, and what it saw."""

    answer: Callable[[], Any] = lambda: Response(b"{}", 200)
    token: Callable[[], Any] = lambda: {"access_token": "abc", "expires_in": 900}
    tokens: int = 0
    bodies: list[bytes] = field(default_factory=list)
    bearers: list[str] = field(default_factory=list)
    rehearsals: list[str | None] = field(default_factory=list)


@pytest.fixture
def other() -> Counterpart:
    return Counterpart()


@pytest.fixture
def server(other: Counterpart) -> Iterator[Server]:
    app = Flask("counterpart")

    @app.post("/oauth/token")
    def token() -> Any:
        other.tokens += 1
        return other.token()

    @app.post("/$process-message")
    def message() -> Any:
        other.bodies.append(request.get_data())
        other.bearers.append(request.headers.get("Authorization", ""))
        other.rehearsals.append(request.headers.get("X-Rehearsal"))
        return other.answer()

    running, stop = serve(app)
    yield running
    stop()


@pytest.fixture
def gateway(server: Server) -> Iterator[Dhamani]:
    chosen = profile.load("sandbox")
    quick = replace(
        chosen.transport, answer_seconds=1, connect_seconds=1, largest_answer_bytes=5000
    )
    found = Dhamani(replace(chosen, transport=quick), server.url)
    yield found
    found.close()


def body() -> bytes:
    return (
        Dhamani(profile.load("sandbox"), "http://127.0.0.1:9")
        .compose(samples.question("ELG-1"))
        .body
    )


def problem(gateway: Dhamani, said: bytes | None = None) -> ExchangeError:
    with pytest.raises(ExchangeError) as caught:
        gateway.deliver(said or body(), MINE)
    return caught.value


def test_the_bytes_arrive_as_they_are(gateway: Dhamani, other: Counterpart) -> None:
    said = body()
    assert gateway.deliver(said, MINE).body == b"{}"
    assert other.bodies == [said]


def test_a_rehearsal_is_named_in_practice_and_only_where_the_profile_has_the_header(gateway: Dhamani, server: Server, other: Counterpart) -> None:  # fmt: skip
    again = replace(MINE, rehearsal="2026-11-22T09:15:00+04:00")
    gateway.deliver(body(), MINE)
    gateway.deliver(body(), again)
    chosen = profile.load("assumed")
    assert (chosen.features.live, chosen.transport.rehearsal_header) == (True, "")
    at_home = replace(
        profile.load("sandbox"), transport=replace(profile.load("sandbox").transport, rehearsal_header="")
    )  # fmt: skip
    nameless = Dhamani(at_home, server.url)
    nameless.deliver(body(), again)
    nameless.close()
    assert other.rehearsals == [None, again.rehearsal, None]


def test_a_token_is_kept_per_tenant(gateway: Dhamani, other: Counterpart) -> None:
    for who in (MINE, MINE, OTHERS, MINE):
        gateway.deliver(body(), who)
    assert other.tokens == 2


def test_a_token_that_ran_out_is_fetched_again_once(gateway: Dhamani, other: Counterpart) -> None:
    statuses = iter([401, 200])
    other.answer = lambda: Response(b"{}", next(statuses))
    assert gateway.deliver(body(), MINE).status == 200
    assert other.tokens == 2


@pytest.mark.parametrize(
    ("status", "issue", "kind", "retryable"),
    [
        (400, b"structure", "refused", False),
        (413, b"too-long", "refused", False),
        (409, b"duplicate", "already_exists", False),
        (422, b"duplicate", "already_exists", False),
        (401, b"login", "sign_in", True),
        (403, b"forbidden", "sign_in", True),
        (429, b"throttled", "throttled", True),
        (503, b"transient", "unreachable", True),
        (500, b"exception", "timed_out", True),
        (502, b"transient", "timed_out", True),
        (504, b"timeout", "timed_out", True),
        (302, b"", "refused", False),
    ],
)  # fmt: skip
def test_every_other_answer_has_one_meaning(
    gateway: Dhamani, other: Counterpart, status: int, issue: bytes, kind: str, retryable: bool
) -> None:
    other.answer = lambda: Response(OUTCOME % issue, status, {"Retry-After": "7"})
    found = problem(gateway)
    assert (found.kind, found.retryable, found.code, found.text) == (kind, retryable, "X-1", "No.")
    assert found.retry_after == 7


def test_a_redirect_is_not_followed(gateway: Dhamani, other: Counterpart) -> None:
    other.answer = lambda: redirect("/$process-message", 307)
    assert problem(gateway).kind == "refused"
    assert len(other.bodies) == 1


def test_a_silent_exchange_may_have_the_message(gateway: Dhamani, other: Counterpart) -> None:
    over = threading.Event()
    other.answer = lambda: Response(b"{}", 200) if over.wait(5) else ("", 504)
    started = time.monotonic()
    found = problem(gateway)
    over.set()
    assert (found.kind, found.code, found.may_have_arrived) == ("timed_out", "timeout", True)
    assert time.monotonic() - started < 4


def test_a_trickle_ends_at_the_deadline(gateway: Dhamani, other: Counterpart) -> None:
    def drops() -> Iterator[bytes]:
        for _ in range(40):
            yield b" "
            time.sleep(0.1)

    other.answer = lambda: Response(drops(), 200)
    found = problem(gateway)
    assert (found.kind, found.code) == ("timed_out", "too_slow")


def test_an_endless_answer_is_not_read_to_its_end(gateway: Dhamani, other: Counterpart) -> None:
    other.answer = lambda: Response((b" " * 4096 for _ in range(10_000)), 200)
    found = problem(gateway)
    assert (found.kind, found.code) == ("unreadable", "too_large")


def test_where_nobody_listens_nothing_left() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    alone = Dhamani(profile.load("sandbox"), f"http://127.0.0.1:{port}")
    found = problem(alone)
    assert (found.kind, found.may_have_arrived) == ("unreachable", False)
    alone.close()


@pytest.mark.parametrize(
    ("token", "kind"),
    [
        (lambda: ({"error": "invalid_client"}, 401), "sign_in"),
        (lambda: ("", 500), "unreachable"),
        (lambda: "no json", "unreachable"),
        (lambda: {"expires_in": 3}, "unreachable"),
        (lambda: {"access_token": ""}, "unreachable"),
    ],
)
def test_without_a_token_nothing_left(
    gateway: Dhamani, other: Counterpart, token: Callable[[], Any], kind: str
) -> None:
    other.token = token
    found = problem(gateway)
    assert (found.kind, found.may_have_arrived, other.bodies) == (kind, False, [])


def test_a_message_that_is_not_valid_does_not_leave(gateway: Dhamani, other: Counterpart) -> None:
    found = problem(gateway, body().replace(b'"status":"active"', b'"status":["x"]'))
    assert (found.kind, found.code, other.bodies) == ("unfit", "invalid", [])
    assert "Said" not in found.text
