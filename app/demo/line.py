"""What the worker does between the scenes of the story: messages leave, answers are fetched and read."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.exchange import delivery, poller
from app.exchange.connections import own_connection
from app.exchange.inbox import route
from app.exchange.lanes import due
from app.exchange.models import Inbound
from app.kernel import clock
from app.kernel.db import db
from app.tenants.scope import in_tenant


def answer(tenant_id: UUID, moment: datetime, *, polls: bool = False) -> None:
    """What a worker does, at that moment of the story: deliver, poll, read."""
    with clock.telling(moment):
        if polls:
            with in_tenant(tenant_id):
                poller.poll(own_connection())
                db.session.commit()
        with in_tenant(tenant_id):
            lanes = due(moment)
            db.session.commit()
        for lane_id in lanes:
            with in_tenant(tenant_id):
                delivery.drive(lane_id)
        for _ in range(2):  # A poll's answer holds further messages.
            with in_tenant(tenant_id):
                waiting = select(Inbound.id).where(Inbound.status == "received")
                for inbound_id in list(db.session.scalars(waiting)):
                    route(inbound_id)
