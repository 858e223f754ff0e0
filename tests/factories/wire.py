"""The line to the simulated exchange without a socket: the real adapter, and the simulator in this very process."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import httpx2 as httpx
from flask import Flask

from app import sandbox
from app.exchange import connections, delivery, lanes, poller
from app.exchange.dhamani import profile
from app.exchange.dhamani.adapter import Dhamani
from app.exchange.inbox import route
from app.exchange.models import Inbound
from app.kernel.clock import now
from app.kernel.cluster import Cluster
from app.kernel.db import db
from app.sandbox.config import Settings
from app.tenants.scope import in_tenant
from tests import database

MOST_DRIVES = 40


class Simulator:
    """The simulated exchange, with its switches."""

    def __init__(self, application: Flask) -> None:
        self.application = application

    def set(self, payer: str, **wishes: Any) -> None:
        """Set temper, faults and the like of a payer, as its control door does."""
        answer = self.application.test_client().post(
            f"/_control/payers/{payer}", data=json.dumps(wishes), content_type="application/json"
        )
        assert answer.status_code == 200, answer.get_data(as_text=True)

    @contextmanager
    def fault(self, payer: str, name: str) -> Iterator[None]:
        """The payer's next messages meet a fault."""
        self.set(payer, faults=[name], fault_count=None)
        yield
        self.set(payer, faults=[], fault_count=None)


@contextmanager
def in_process(app: Flask, cluster: Cluster, name: str) -> Iterator[Simulator]:
    """`app` speaks to a simulator on a database of its own for as long as this lasts."""
    database.fresh_copy(cluster, name)
    simulator = sandbox.create_app(
        Settings(cluster.url(name, "maqbul_sandbox", database.PASSWORD)),
        clock=now,
        pause=lambda _seconds: None,
    )
    adapter = Dhamani(profile.load("sandbox"), "http://simulator.example")
    usual = adapter._line._client
    adapter._line._client = httpx.Client(
        transport=httpx.WSGITransport(app=simulator), trust_env=False
    )
    usual.close()
    before = app.extensions.get(connections.GATEWAY)
    connections.use(app, adapter)
    try:
        yield Simulator(simulator)
    finally:
        adapter.close()
        simulator.extensions["sandbox"].engine.dispose()
        if before is not None:
            connections.use(app, before)
        with database.admin(cluster) as connection:
            connection.execute(f"DROP DATABASE {name} (FORCE)")


def deliver_all(tenant_id: UUID) -> None:
    """Let everything leave that is due, as a worker does."""
    for _ in range(MOST_DRIVES):
        with in_tenant(tenant_id):
            due = lanes.due(now())
            if not due:
                return
            delivery.drive(due[0])
            db.session.commit()
    raise AssertionError("a lane never came to rest")


def listen(tenant_id: UUID) -> None:
    """What a worker does: ask what lies ready, and read all that came."""
    with in_tenant(tenant_id):
        poller.poll(connections.own_connection())
        db.session.commit()
    deliver_all(tenant_id)
    for _ in range(2):
        with in_tenant(tenant_id):
            waiting = list(db.session.scalars(db.select(Inbound.id).where(Inbound.status == "received")))  # fmt: skip
            for one in waiting:
                route(one)
