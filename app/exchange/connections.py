"""The exchange in force, and with which account a tenant speaks to it."""

from __future__ import annotations

from uuid import UUID

from flask import Flask, current_app
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app.config import Settings
from app.exchange.errors import NoLine
from app.exchange.gateway import Credentials, ExchangeGateway
from app.exchange.messages import Party
from app.exchange.models import Connection
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.ids import new_id
from app.reference.queries import payer
from app.tenants import keys
from app.tenants.queries import facility, tenant
from app.tenants.scope import current_tenant_id

# The exchange of those who practise, and of those who are live.
GATEWAY, LIVE_GATEWAY = "exchange_gateway", "live_exchange_gateway"


def use(app: Flask, gateway: ExchangeGateway) -> None:
    """Speak to this exchange from now on, live or in practice as it is; called by the wiring, and by tests."""
    app.extensions[LIVE_GATEWAY if gateway.is_live else GATEWAY] = gateway


def has_line(*, live: bool) -> bool:
    """Whether this installation has an exchange for those who are live, or for those who practise."""
    return (LIVE_GATEWAY if live else GATEWAY) in current_app.extensions


def gateway() -> ExchangeGateway:
    """The exchange of the tenant in scope: the simulated one while it practises. Raises NoLine."""
    live = not tenant().practice_mode
    if not has_line(live=live):
        raise NoLine
    found: ExchangeGateway = current_app.extensions[LIVE_GATEWAY if live else GATEWAY]
    return found


def own_connection() -> Connection:
    """The tenant's connection to the exchange in force; made when it is first needed."""
    name = gateway().name
    found = db.session.scalars(select(Connection).where(Connection.profile == name)).one_or_none()
    if found is None:
        # Two lanes may be the first at the same moment.
        values = {
            "tenant_id": current_tenant_id(), "id": new_id(), "profile": name, "active": True,
            "next_poll_at": now(),
        }  # fmt: skip
        db.session.execute(insert(Connection).values(values).on_conflict_do_nothing())
        found = db.session.scalars(select(Connection).where(Connection.profile == name)).one()
    return found


def credentials(*, practice: bool) -> Credentials:
    """The tenant's own account where it has one, else the platform's; `practice`: what the bytes are that it carries."""
    connection = own_connection()
    settings: Settings = current_app.extensions["settings"]
    client_id, secret = settings.exchange_client_id, settings.exchange_client_secret
    if gateway().is_live:
        client_id, secret = settings.live_exchange_client_id, settings.live_exchange_client_secret
    if connection.client_id and connection.client_secret_sealed:
        client_id = connection.client_id
        secret = keys.open_text(
            connection.client_secret_sealed,
            table="connections",
            column="client_secret_sealed",
            row_id=connection.id,
        )
    return Credentials(
        tenant=str(current_tenant_id()), client_id=client_id, client_secret=secret,
        practice=practice,
        rehearsal=connection.forgot_at.isoformat() if practice and connection.forgot_at else "",
    )  # fmt: skip


def ourselves() -> Party:
    """The tenant as it signs its messages."""
    own = tenant()
    return Party(licence=own.provider_licence, name=own.name_en)


def insurer(payer_id: UUID) -> Party:
    """The payer as messages are addressed to it; raises NotFound."""
    one = payer(payer_id)
    return Party(licence=one.licence, name=one.name_en)


def branch(facility_id: UUID) -> Party:
    """The branch where the patient is seen; raises NotFound."""
    one = facility(facility_id)
    return Party(licence=one.licence_number, name=one.name_en)
