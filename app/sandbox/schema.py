"""Tables of the simulated exchange, in a PostgreSQL schema of its own."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

SCHEMA = "sandbox"

metadata = MetaData(
    schema=SCHEMA,
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    },
)


def _key() -> Column[int]:
    return Column("id", BigInteger, Identity(), primary_key=True)


def _moment(name: str, *, nullable: bool = False) -> Column[object]:
    return Column(name, DateTime(timezone=True), nullable=nullable)


def _money(name: str) -> Column[object]:
    return Column(name, Numeric(18, 3), nullable=False, server_default=text("0"))


def _percent(name: str) -> Column[object]:
    return Column(name, Numeric(6, 3), nullable=False, server_default=text("0"))


settings = Table(
    "setting",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

payers = Table(
    "payer",
    metadata,
    Column("licence", Text, primary_key=True),
    Column("place", Integer, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("name_ar", Text, nullable=False),
    Column("temper", Text, nullable=False),
    Column("delay_seconds", Integer, nullable=False, server_default=text("3")),
    Column("latency_ms", Integer, nullable=False, server_default=text("0")),
    Column("faults", JSONB, nullable=False, server_default=text("'[]'::jsonb")),
    Column("fault_count", Integer),
    Column("pay_after_seconds", Integer),
    Column("pay_parts", Integer, nullable=False, server_default=text("1")),
    _percent("fee_percent"),
    _percent("early_percent"),
)

messages = Table(
    "message",
    metadata,
    _key(),
    Column("bundle_id", Text, nullable=False),
    Column("header_id", Text, nullable=False),
    Column("event", Text, nullable=False),
    Column("client_id", Text, nullable=False),
    Column("sender", Text, nullable=False),
    Column("receiver", Text, nullable=False),
    Column("focal_type", Text, nullable=False),
    Column("focal_system", Text, nullable=False),
    Column("focal_value", Text, nullable=False),
    Column("meaning", Text, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("refusal", Text),
    Column("reply", LargeBinary, nullable=False),
    _moment("received_at"),
    Column("resent", Integer, nullable=False, server_default=text("0")),
    _moment("resent_at", nullable=True),
    UniqueConstraint("sender", "bundle_id"),
    UniqueConstraint("sender", "header_id"),
    Index(None, "sender", "focal_type", "focal_system", "focal_value"),
)

claims = Table(
    "claim",
    metadata,
    _key(),
    Column("message_id", BigInteger, ForeignKey(messages.c.id), nullable=False),
    Column("sender", Text, nullable=False),
    Column("payer", Text, nullable=False),
    Column("use", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("focal_system", Text, nullable=False),
    Column("focal_value", Text, nullable=False),
    Column("patient_id", Text, nullable=False),
    Column("patient_name", Text, nullable=False),
    Column("service_day", Date, nullable=False),
    _money("total"),
    _money("benefit"),
    _money("paid"),
    Column("state", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("pre_auth_ref", Text),
    Column("approved_until", Date),
    Column("reissue", Text),
    Column("evidence", Boolean, nullable=False, server_default=text("false")),
    Column("answer_twice", Boolean, nullable=False, server_default=text("false")),
    Column("asked", Text),
    Column("related_id", BigInteger),
    Column("relationship", Text),
    Column("superseded_by", BigInteger),
    Column("struck", Boolean, nullable=False, server_default=text("false")),
    Column("approvals", JSONB, nullable=False, server_default=text("'[]'::jsonb")),
    Column("comment", Text, nullable=False, server_default=text("''")),
    Column("prescription", Text, nullable=False, server_default=text("''")),
    # In which rehearsal of its sender it came: none remembers another one's services.
    Column("rehearsal", Text, nullable=False, server_default=text("''")),
    _moment("paid_at", nullable=True),
    _moment("received_at"),
    _moment("due_at", nullable=True),
    _moment("answered_at", nullable=True),
    Column("answer", LargeBinary, nullable=False),
    UniqueConstraint("sender", "focal_system", "focal_value"),
    CheckConstraint("state in ('pended', 'answered', 'cancelled')", "state"),
    CheckConstraint("outcome in ('pended', 'approved', 'partial', 'rejected')", "outcome"),
    Index(None, "sender", "due_at"),
    Index(None, "payer", "received_at"),
    Index(None, "pre_auth_ref"),
    Index(None, "related_id", postgresql_where=text("related_id is not null")),
)

claim_lines = Table(
    "claim_line",
    metadata,
    Column("claim_id", BigInteger, ForeignKey(claims.c.id, ondelete="CASCADE"), primary_key=True),
    Column("sequence", Integer, primary_key=True),
    Column("sender", Text, nullable=False),
    Column("payer", Text, nullable=False),
    Column("patient_id", Text, nullable=False),
    Column("system", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("display", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("quantity", Numeric(18, 3), nullable=False),
    Column("days_supply", Integer),
    _money("net"),
    _money("tax"),
    _money("patient_share"),
    Column("outcome", Text, nullable=False, server_default=text("'pended'")),
    _money("benefit"),
    Column("units", Numeric(18, 3)),
    Column("reason", Text),
    Column("note", Text, nullable=False, server_default=text("''")),
    Index(None, "payer", "patient_id", "code", "day"),
)

queue = Table(
    "queue",
    metadata,
    _key(),
    Column("recipient", Text, nullable=False),
    Column("payer", Text, nullable=False),
    Column("event", Text, nullable=False),
    Column("bundle_id", Text, nullable=False),
    Column("header_id", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("claim_id", BigInteger, ForeignKey(claims.c.id, ondelete="CASCADE")),
    _moment("queued_at"),
    _moment("delivered_at", nullable=True),
    Column("delivered_by", Text),
    Index(None, "recipient", "id", postgresql_where=text("delivered_at is null")),
)

communications = Table(
    "communication",
    metadata,
    _key(),
    Column("claim_id", BigInteger, ForeignKey(claims.c.id, ondelete="CASCADE"), nullable=False),
    Column("from_payer", Boolean, nullable=False),
    Column("words", Text, nullable=False),
    Column("attachments", Integer, nullable=False, server_default=text("0")),
    Column("reference", Text, nullable=False, server_default=text("''")),
    Column("answers", Text, nullable=False, server_default=text("''")),
    _moment("until", nullable=True),
    _moment("at"),
    Index(None, "claim_id"),
)

files = Table(
    "file",
    metadata,
    _key(),
    Column("claim_id", BigInteger, ForeignKey(claims.c.id, ondelete="CASCADE"), nullable=False),
    Column("communication_id", BigInteger),
    Column("title", Text, nullable=False),
    Column("content_type", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    _moment("at"),
    Index(None, "claim_id"),
)

payments = Table(
    "payment",
    metadata,
    _key(),
    Column("sender", Text, nullable=False),
    Column("payer", Text, nullable=False),
    Column("value", Text, nullable=False, unique=True),
    _money("amount"),
    _moment("paid_at"),
    _moment("noticed_at", nullable=True),
)

payment_details = Table(
    "payment_detail",
    metadata,
    _key(),
    Column("payment_id", BigInteger, ForeignKey(payments.c.id, ondelete="CASCADE"), nullable=False),
    Column("claim_id", BigInteger, ForeignKey(claims.c.id, ondelete="CASCADE"), nullable=False),
    _money("amount"),
    Column("number", Text, nullable=False, server_default=text("''")),
    Index(None, "claim_id"),
)

prescriptions = Table(
    "prescription",
    metadata,
    _key(),
    Column("token", Text, nullable=False, unique=True),
    Column("patient_id", Text, nullable=False),
    Column("diagnosis", Text, nullable=False),
    Column("issued_on", Date, nullable=False),
    Column("expires_on", Date, nullable=False),
    Column("lines", JSONB, nullable=False),
    Column("holder", Text),
    _moment("held_at", nullable=True),
)

people = Table(
    "person",
    metadata,
    Column("number", Text, primary_key=True),
    Column("sex", Text, nullable=False),
    Column("born", Date, nullable=False),
)

refused = Table(
    "refused",
    metadata,
    _key(),
    _moment("at"),
    Column("client_id", Text, nullable=False),
    Column("status", Integer, nullable=False),
    Column("code", Text, nullable=False),
    Column("element", Text, nullable=False),
)

spent_tokens = Table(
    "spent_token", metadata, Column("token", Text, primary_key=True), _moment("at")
)
