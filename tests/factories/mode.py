"""A tenant that has been live for long: how it came there is told by the tests of going live."""

from __future__ import annotations

from uuid import UUID

import psycopg
from flask import current_app
from sqlalchemy.engine import make_url

from app.kernel.db import db


def be_live(tenant_id: UUID) -> None:
    """As its superuser the database lets pass what it refuses to everybody who works with it."""
    admin = make_url(current_app.extensions["settings"].database_admin_url)
    address = admin.set(drivername="postgresql", database=db.engine.url.database)
    with psycopg.connect(
        address.render_as_string(hide_password=False), autocommit=True
    ) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("UPDATE tenants SET practice_mode = false WHERE id = %s", [tenant_id])
    db.session.expire_all()
