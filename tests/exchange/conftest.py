"""A live simulated exchange on loopback, the house wired to it, and short ways to do its work."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import httpx2 as httpx
import pytest
from flask import Flask
from werkzeug.serving import make_server

from app.exchange import connections, delivery, poller
from app.exchange.dhamani import profile
from app.exchange.dhamani.adapter import Dhamani
from app.exchange.dhamani.profile import Profile
from app.exchange.messages import Party
from app.exchange.models import Inbound, Lane, Message, MessageEvent
from app.kernel.db import db
from app.sandbox import create_app as create_sandbox
from app.sandbox.config import Settings as SandboxSettings
from tests.exchange import samples

# Everybody at rest answers at once; GammaIns still denies in part.
TEMPERS = {
    "DEMO-ALPHA": "instant", "DEMO-BETA": "instant", "DEMO-GAMMA": "partly-denying", "DEMO-DELTA": "instant",
}  # fmt: skip


@dataclass(frozen=True)
class Server:
    """A WSGI application on loopback."""

    url: str

    def ledger(self, what: str, **filters: str) -> list[dict[str, Any]]:
        answer = httpx.get(f"{self.url}/_ledger/{what}", params=filters, trust_env=False)
        return list(answer.json()[what])

    def control(self, path: str, **wishes: Any) -> dict[str, Any]:
        answer = httpx.post(f"{self.url}/_control/{path}", json=wishes, trust_env=False)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def payer(self, licence: str, **wishes: Any) -> None:
        self.control(f"payers/{licence}", **wishes)


def serve(application: Any) -> tuple[Server, Callable[[], None]]:
    """The application on a free port, and how to stop it."""
    server = make_server("127.0.0.1", 0, application, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()

    def stop() -> None:
        server.shutdown()
        server.server_close()
        thread.join(5)

    return Server(f"http://127.0.0.1:{server.port}"), stop


@pytest.fixture(scope="session")
def live_sandbox(sandbox_database_url: str) -> Iterator[Server]:
    """The simulated exchange over real HTTP."""
    application = create_sandbox(SandboxSettings(sandbox_database_url))
    server, stop = serve(application)
    yield server
    stop()
    application.extensions["sandbox"].engine.dispose()


@pytest.fixture
def sandbox(live_sandbox: Server) -> Server:
    """The same, empty and with everybody at rest."""
    live_sandbox.control("reset")
    live_sandbox.control("exchange", down=False)
    for licence, temper in TEMPERS.items():
        live_sandbox.payer(
            licence, temper=temper, delay_seconds=3, faults=[], fault_count=0, latency_ms=0,
            pay_after_seconds=None, pay_parts=1, fee_percent="0", early_percent="0",
        )  # fmt: skip
    return live_sandbox


def impatient() -> Profile:
    """The sandbox's profile, which gives up sooner."""
    chosen = profile.load("sandbox")
    return replace(chosen, retry=replace(chosen.retry, losses_before_held=4))


@pytest.fixture
def dhamani(sandbox: Server) -> Iterator[Dhamani]:
    """The real adapter, aimed at the simulated exchange."""
    gateway = Dhamani(impatient(), sandbox.url)
    yield gateway
    gateway.close()


@pytest.fixture
def line(app: Flask, dhamani: Dhamani) -> Iterator[Dhamani]:
    """The house speaks to the live simulated exchange."""
    before = app.extensions[connections.GATEWAY]
    connections.use(app, dhamani)
    yield dhamani
    connections.use(app, before)


class Desk:
    """What the tests do in Noor Clinic: send, let the worker work, look at the journal."""

    def __init__(self, noor: Party, payer_ids: dict[str, UUID]) -> None:
        self.noor, self.payer_ids = noor, payer_ids

    def work(self, rounds: int = 6) -> None:
        """What a worker would do now, until nothing is due."""
        for _ in range(rounds):
            poller.look_after()
            db.session.commit()
            lanes = list(db.session.scalars(db.select(Lane.id)))
            db.session.rollback()
            for lane_id in lanes:
                delivery.drive(lane_id)

    def message(self, message_id: UUID) -> Message:
        db.session.expire_all()
        return db.session.scalars(db.select(Message).where(Message.id == message_id)).one()

    def steps(self, message_id: UUID) -> list[str]:
        query = db.select(MessageEvent.event).where(MessageEvent.message_id == message_id)
        return list(db.session.scalars(query.order_by(MessageEvent.at)))

    def inbound(self) -> list[Inbound]:
        db.session.expire_all()
        return list(db.session.scalars(db.select(Inbound).order_by(Inbound.received_at)))

    def forget_waiting(self) -> None:
        """Let every pause be over."""
        db.session.execute(
            db.update(Lane).values(open_until=None).execution_options(synchronize_session=False)
        )
        db.session.execute(
            db.update(Message)
            .values(next_attempt_at=Message.queued_at)
            .execution_options(synchronize_session=False)
        )
        db.session.commit()


@pytest.fixture
def desk(in_noor: UUID) -> Desk:
    from app.exchange.connections import ourselves
    from app.reference.queries import all_payers

    found = {payer.licence: payer.id for payer in all_payers().values()}
    party = ourselves()
    db.session.rollback()
    return Desk(party, found)


@pytest.fixture
def replies(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What climbs up: answers and news, in their order, instead of to the features."""
    from app.exchange import inbox, journal

    heard: list[Any] = []
    monkeypatch.setattr(
        inbox,
        "_handlers",
        dict.fromkeys(
            ("eligibility", "approval", "claim", "cancel", "communication", "payment"), heard.append
        ),
    )
    monkeypatch.setattr(
        journal,
        "_listeners",
        dict.fromkeys(("claim", "approval", "eligibility_check", "communication"), heard.append),
    )
    return heard


__all__ = ["samples"]
