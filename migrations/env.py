"""Migrations run as the owner role, over a connection that the command hands in."""

from __future__ import annotations

from alembic import context
from sqlalchemy.engine import Connection

from app.kernel.db import Base
from app.kernel.migrations import is_ours
from app.models import load_all

load_all()
connection: Connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    include_name=is_ours,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
