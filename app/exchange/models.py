"""The journal of every message out and in, the lanes they travel, and the tenant's connection."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Identity,
    Index,
    UniqueConstraint,
    and_,
    or_,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.exchange.states import MESSAGE
from app.kernel.clock import now
from app.kernel.db import Base
from app.tenants.reach import RECORDS, OfBranch, elsewhere_through, is_about, some
from app.tenants.scope import TenantOwned, tenant_key

STREAMS = ("desk", "claims", "poll")
INBOUND_STATUSES = ("received", "handled", "parked")


class Connection(TenantOwned, Base):
    """How a tenant speaks to the exchange: which profile, with which credentials (None: the platform's)."""

    __tablename__ = "connections"
    __table_args__ = (UniqueConstraint("tenant_id", "profile"),)

    profile: Mapped[str]
    client_id: Mapped[str | None]
    client_secret_sealed: Mapped[bytes | None]
    active: Mapped[bool] = mapped_column(default=True)
    next_poll_at: Mapped[datetime] = mapped_column(default=now)
    last_poll_at: Mapped[datetime | None]
    last_answer_at: Mapped[datetime | None]
    # Until then a practising tenant rehearses an outage: nothing of it leaves.
    away_until: Mapped[datetime | None]
    # When what was practised was forgotten: what still comes of it belongs to nothing and is let go.
    forgot_at: Mapped[datetime | None]


class Lane(TenantOwned, Base):
    """First deliveries to one payer go out in order along a lane, which also carries the breaker."""

    __tablename__ = "lanes"
    __table_args__ = (
        # The lane of the polls belongs to no payer, and there is one.
        UniqueConstraint("tenant_id", "payer_id", "stream", postgresql_nulls_not_distinct=True),
        CheckConstraint(f"stream IN {STREAMS!r}", name="stream"),
    )

    payer_id: Mapped[UUID | None] = mapped_column(ForeignKey("payers.id"))
    stream: Mapped[str]
    failures: Mapped[int] = mapped_column(default=0)
    failing_since: Mapped[datetime | None]
    problem: Mapped[str | None]
    open_until: Mapped[datetime | None]
    leased_until: Mapped[datetime | None]
    leased_by: Mapped[UUID | None]


class Message(OfBranch, TenantOwned, Base):
    """A message of ours: its exact bytes are committed before the first one leaves.

    `may_have_arrived`: from then on the bytes never change. `losses` counts how often sight was lost.
    `practice`: composed while the tenant practised; the database lets it leave in that mode only.
    """

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("tenant_id", "header_id"),
        Index("ix_messages_lane", "tenant_id", "lane_id", "status", "position"),
        Index("ix_messages_subject", "tenant_id", "subject_id"),
        Index("ix_messages_focal", "tenant_id", "focal_identifier"),
        # The journal and its filters: the polls, far more than all else, and the answered do not stand in the way.
        Index("ix_messages_recent", "tenant_id", "position", postgresql_where=text("kind <> 'poll'")),
        Index("ix_messages_kind", "tenant_id", "kind", "position"),
        Index("ix_messages_payer", "tenant_id", "payer_id", "position", postgresql_where=text("kind <> 'poll'")),
        Index("ix_messages_status", "tenant_id", "status", "position",
              postgresql_where=text("kind <> 'poll' AND status <> 'answered'")),
        # How an insurer answers all tenants, at the operator's desk.
        Index("ix_messages_traffic", "payer_id", "queued_at"),
        tenant_key("lane_id", "lanes"),
        CheckConstraint(f"status IN {tuple(MESSAGE.statuses)!r}", name="status"),
    )  # fmt: skip

    position: Mapped[int] = mapped_column(BigInteger, Identity(always=True))
    lane_id: Mapped[UUID]
    payer_id: Mapped[UUID | None] = mapped_column(ForeignKey("payers.id"))
    kind: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[UUID | None]
    status: Mapped[str]
    bundle_id: Mapped[str]
    header_id: Mapped[str]
    focal_identifier: Mapped[str]
    envelope_sealed: Mapped[bytes]
    envelope_sha256: Mapped[str]
    stamped_at: Mapped[datetime] = mapped_column(default=now)
    practice: Mapped[bool]
    may_have_arrived: Mapped[bool] = mapped_column(default=False)
    attempts: Mapped[int] = mapped_column(default=0)
    losses: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime] = mapped_column(default=now)
    queued_at: Mapped[datetime] = mapped_column(default=now)
    sent_at: Mapped[datetime | None]
    acked_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    problem: Mapped[str | None]
    problem_text_sealed: Mapped[bytes | None]
    created_by: Mapped[UUID | None]

    @classmethod
    def in_branches(cls) -> ColumnElement[bool]:
        """A message is of the branch it is about; one about another message, or with a letter, of that one's."""
        others = (
            elsewhere_through(table, "id", cls.subject_id, "subject_id", *RECORDS)
            for table in ("messages", "communications")
        )
        return and_(is_about(cls.subject_id, *RECORDS), *(~one for one in others))


class MessageEvent(TenantOwned, Base):
    """One step in a message's life."""

    __tablename__ = "message_events"
    __table_args__ = (
        Index("ix_message_events_message", "tenant_id", "message_id", "id"),
        tenant_key("message_id", "messages"),
    )

    message_id: Mapped[UUID]
    at: Mapped[datetime] = mapped_column(default=now)
    event: Mapped[str]
    from_status: Mapped[str | None]
    to_status: Mapped[str]
    details: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)


class Inbound(OfBranch, TenantOwned, Base):
    """A message of theirs: raw, sealed and committed before anything reads it.

    `carried_by` is the poll answer or status answer it came in, `place` its place therein.
    """

    __tablename__ = "inbound_messages"
    __table_args__ = (
        UniqueConstraint("tenant_id", "fingerprint"),
        Index("ix_inbound_messages_status", "tenant_id", "status", "received_at"),
        Index("ix_inbound_messages_message", "tenant_id", "message_id"),
        tenant_key("message_id", "messages"),
        tenant_key("carried_by", "inbound_messages"),
        CheckConstraint(f"status IN {INBOUND_STATUSES!r}", name="status"),
    )

    message_id: Mapped[UUID | None]
    fingerprint: Mapped[str]
    kind: Mapped[str | None]
    event: Mapped[str | None]
    header_id: Mapped[str | None]
    response_to: Mapped[str | None]
    status: Mapped[str] = mapped_column(default="received")
    carried_by: Mapped[UUID | None]
    place: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str | None]
    body_sealed: Mapped[bytes]
    body_sha256: Mapped[str]
    received_at: Mapped[datetime] = mapped_column(default=now)
    handled_at: Mapped[datetime | None]

    @classmethod
    def in_branches(cls) -> ColumnElement[bool]:
        """An answer goes with its question; what matches none is anybody's to look at."""
        asked = some("messages", "id", cls.message_id, about="subject_id")
        return or_(cls.message_id.is_(None), asked)
