"""Tables of the simulated card gateway, beside the exchange's."""

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Numeric,
    Table,
    Text,
    text,
)

from app.sandbox.schema import metadata

checkouts = Table(
    "card_checkout",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("reference", Text, nullable=False, unique=True),
    Column("token", Text, nullable=False, unique=True),
    Column("amount", Numeric(18, 3), nullable=False),
    Column("description", Text, nullable=False),
    Column("return_url", Text, nullable=False),
    Column("callback_url", Text, nullable=False),
    Column("status", Text, nullable=False, server_default=text("'open'")),
    Column("opened_at", DateTime(timezone=True), nullable=False),
)

refunds = Table(
    "card_refund",
    metadata,
    Column("key", Text, primary_key=True),
    Column(
        "checkout_id", BigInteger, ForeignKey(checkouts.c.id, ondelete="CASCADE"), nullable=False
    ),
    Column("amount", Numeric(18, 3), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)
