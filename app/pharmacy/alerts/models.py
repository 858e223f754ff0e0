"""What the pharmacy made of each alert, as dated rows, and who went over an alert and why."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.clock import now
from app.kernel.db import Base
from app.pharmacy.alerts.rules import CODES
from app.tenants.scope import TenantOwned, tenant_key
from app.tenants.sealed import SealedText

REJECT, REVIEW, IGNORE = "reject", "review", "ignore"
HANDLINGS = (REJECT, REVIEW, IGNORE)


class AlertSetting(TenantOwned, Base):
    """How an alert is handled from a day on; `parameters` hold numbers as text."""

    __tablename__ = "alert_settings"
    __table_args__ = (
        UniqueConstraint("tenant_id", "alert", "valid_from"),
        CheckConstraint(f"alert IN {CODES!r}", name="alert"),
        CheckConstraint(f"handling IN {HANDLINGS!r}", name="handling"),
    )

    alert: Mapped[str]
    handling: Mapped[str]
    parameters: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    valid_from: Mapped[date]
    set_at: Mapped[datetime] = mapped_column(default=now)
    set_by: Mapped[UUID | None]


class AlertOverride(TenantOwned, Base):
    """A person saw an alert of a line and went on, with a coded reason and own words.

    `fingerprint` is the alert's exact content: a changed alert must be looked at again.
    """

    __tablename__ = "alert_overrides"
    __table_args__ = (
        UniqueConstraint("tenant_id", "line_id", "fingerprint"),
        Index("ix_alert_overrides_days", "tenant_id", "at", "id"),
        tenant_key("line_id", "prescription_lines"),
        CheckConstraint(f"alert IN {CODES!r}", name="alert"),
    )

    line_id: Mapped[UUID]
    alert: Mapped[str]
    fingerprint: Mapped[str]
    reason: Mapped[str]
    words_sealed: Mapped[bytes | None]
    words = SealedText("words_sealed")
    at: Mapped[datetime] = mapped_column(default=now)
    by: Mapped[UUID | None]
