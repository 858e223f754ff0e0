"""Each question asked about a patient's cover, and what was answered."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.eligibility.states import CHECK
from app.kernel.clock import now
from app.kernel.db import Base, Money
from app.tenants.scope import TenantOwned, tenant_key

VERDICTS = ("covered", "not_covered", "undetermined")


class EligibilityCheck(TenantOwned, Base):
    """One question to one payer about one patient on one service date, and its answer.

    `benefits` and `others` (further policies the payer named) are plain tables of the answer:
    amounts as strings, days in ISO form. `reason_text` is what the payer said, in its own words.
    """

    __tablename__ = "eligibility_checks"
    __table_args__ = (
        Index("ix_eligibility_checks_patient", "tenant_id", "patient_id", "asked_at"),
        Index("ix_eligibility_checks_recent", "tenant_id", "asked_at", "id"),
        Index(
            "ix_eligibility_checks_covered",
            "tenant_id",
            "service_date",
            "id",
            postgresql_where=text("verdict = 'covered'"),
        ),
        tenant_key("patient_id", "patients"),
        tenant_key("policy_id", "policies"),
        tenant_key("message_id", "messages"),
        CheckConstraint(f"status IN {tuple(CHECK.statuses)!r}", name="status"),
        CheckConstraint(f"verdict IN {VERDICTS!r}", name="verdict"),
    )

    patient_id: Mapped[UUID]
    payer_id: Mapped[UUID] = mapped_column(ForeignKey("payers.id"))
    policy_id: Mapped[UUID | None]
    message_id: Mapped[UUID | None]
    service_date: Mapped[date]
    status: Mapped[str]
    verdict: Mapped[str | None]
    reason_code: Mapped[str | None]
    plan_name: Mapped[str | None]
    network: Mapped[str | None]
    in_network: Mapped[bool | None]
    member_number_sealed: Mapped[bytes | None]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    copay_percent: Mapped[Decimal | None] = mapped_column(Money)
    copay_max: Mapped[Decimal | None] = mapped_column(Money)
    annual_limit: Mapped[Decimal | None] = mapped_column(Money)
    annual_used: Mapped[Decimal | None] = mapped_column(Money)
    benefits: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    others: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    disposition: Mapped[str | None]
    reason_text: Mapped[str | None]
    reason_text_ar: Mapped[str | None]
    reference: Mapped[str | None]
    relationship: Mapped[str | None]
    asked_at: Mapped[datetime] = mapped_column(default=now)
    asked_by: Mapped[UUID | None]
    answered_at: Mapped[datetime | None]
