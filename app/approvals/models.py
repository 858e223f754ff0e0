"""Requests for approval, their lines, each sending, the units claims use, and emergencies without one."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    SmallInteger,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.approvals.settings_models import AnswerTime as AnswerTime  # noqa: PLC0414 - the whole catalogue of the package
from app.approvals.settings_models import ApprovalRequirement as ApprovalRequirement  # noqa: PLC0414
from app.approvals.settings_models import ApprovalSentence as ApprovalSentence  # noqa: PLC0414
from app.approvals.states import APPROVAL
from app.approvals.values import KINDS, PRIORITIES
from app.kernel.clock import now
from app.kernel.db import Base, Money, muscat_day
from app.kernel.money import ZERO
from app.tenants.history import TimelineEntry
from app.tenants.reach import BranchOwned, OfBranch
from app.tenants.scope import TenantOwned, tenant_key


class Approval(BranchOwned, TenantOwned, Base):
    """What a payer is asked to agree to before it is given, and what it answered. Amounts in OMR.

    `clock_from` is when the payer's time began: the receipt, before that the sending.
    """

    __tablename__ = "approvals"
    __table_args__ = (
        UniqueConstraint("tenant_id", "number"),
        # One index per filter of the list, each ending as the list is ordered.
        Index("ix_approvals_days", "tenant_id", "created_at", "id"),
        Index("ix_approvals_status", "tenant_id", "status", "created_at", "id"),
        Index("ix_approvals_payer", "tenant_id", "payer_id", "created_at", "id"),
        Index("ix_approvals_kind", "tenant_id", "kind", "created_at", "id"),
        Index("ix_approvals_practitioner", "tenant_id", "practitioner_id", "created_at", "id"),
        Index("ix_approvals_patient", "tenant_id", "patient_id", "payer_id", "created_at"),
        Index("ix_approvals_ending", "tenant_id", "status", "valid_to"),
        Index(
            "ix_approvals_granted",
            "tenant_id",
            "valid_to",
            "id",
            postgresql_where=text("status IN ('approved', 'partial')"),
        ),
        # What waits for a person, the dearest first; what a payer has not answered: the longest waiting, and the dearest.
        Index("ix_approvals_dear", "tenant_id", "status", text("(net - COALESCE(approved, 0)) DESC"),
              postgresql_where=text("status IN ('rejected', 'held', 'refused', 'partial')")),
        Index("ix_approvals_waiting", "tenant_id", "clock_from",
              postgresql_where=text("status IN ('queued', 'sent', 'pended')")),
        Index("ix_approvals_dear_waiting", "tenant_id", text("(net - COALESCE(approved, 0)) DESC"),
              postgresql_where=text("status IN ('queued', 'sent', 'pended')")),
        Index("ix_approvals_answered", "tenant_id", "payer_id", "kind", "answered_at"),
        Index("ix_approvals_extends", "tenant_id", "extends_id"),
        Index(
            "ix_approvals_agreed",
            "tenant_id",
            "answered_on",
            "id",
            postgresql_where=text("status IN ('approved', 'partial', 'expired')"),
        ),
        tenant_key("patient_id", "patients"),
        tenant_key("policy_id", "policies"),
        tenant_key("practitioner_id", "practitioners"),
        tenant_key("facility_id", "facilities"),
        tenant_key("extends_id", "approvals"),
        CheckConstraint(f"status IN {tuple(APPROVAL.statuses)!r}", name="status"),
        CheckConstraint(f"kind IN {KINDS!r}", name="kind"),
        CheckConstraint(f"priority IN {PRIORITIES!r}", name="priority"),
    )  # fmt: skip

    number: Mapped[str]
    kind: Mapped[str]
    priority: Mapped[str]
    patient_id: Mapped[UUID]
    policy_id: Mapped[UUID]
    payer_id: Mapped[UUID] = mapped_column(ForeignKey("payers.id"))
    practitioner_id: Mapped[UUID | None]
    facility_id: Mapped[UUID]
    service_from: Mapped[date]
    service_to: Mapped[date]
    emergency: Mapped[bool] = mapped_column(default=False)
    justification_sealed: Mapped[bytes | None]
    prescription_sealed: Mapped[bytes | None]
    extends_id: Mapped[UUID | None]
    status: Mapped[str] = mapped_column(default=APPROVAL.initial)
    net: Mapped[Decimal] = mapped_column(Money, default=ZERO)
    approved: Mapped[Decimal | None] = mapped_column(Money)
    payer_reference: Mapped[str | None]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    disposition_sealed: Mapped[bytes | None]
    problem_code: Mapped[str | None]
    problem_text_sealed: Mapped[bytes | None]
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]
    submitted_at: Mapped[datetime | None]
    clock_from: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    answered_on: Mapped[date | None] = mapped_column(muscat_day("answered_at"))
    # When a person had read the answer, and when somebody decided about a renewal: two different things.
    noted_at: Mapped[datetime | None]
    renewal_noted_at: Mapped[datetime | None]
    # The entry page as typed, while a part of it cannot be read yet; None once it can.
    typed_sealed: Mapped[bytes | None]
    saved_from: Mapped[UUID | None]
    saved_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    diagnoses: Mapped[list[ApprovalDiagnosis]] = relationship(
        order_by="ApprovalDiagnosis.sequence", cascade="all, delete-orphan", lazy="selectin"
    )
    lines: Mapped[list[ApprovalLine]] = relationship(
        order_by="ApprovalLine.sequence", cascade="all, delete-orphan", lazy="selectin"
    )

    __mapper_args__ = {"version_id_col": version}


class ApprovalDiagnosis(TenantOwned, Base):
    """A diagnosis of the request; the first one is principal."""

    __tablename__ = "approval_diagnoses"
    __table_args__ = (
        UniqueConstraint("tenant_id", "approval_id", "sequence"),
        tenant_key("approval_id", "approvals", ondelete="CASCADE"),
    )

    approval_id: Mapped[UUID]
    sequence: Mapped[int] = mapped_column(SmallInteger)
    system: Mapped[str]
    code: Mapped[str]
    display: Mapped[str]


class ApprovalLine(TenantOwned, Base):
    """One service asked for with its units, and what the payer granted of it."""

    __tablename__ = "approval_lines"
    __table_args__ = (
        UniqueConstraint("tenant_id", "approval_id", "sequence"),
        tenant_key("approval_id", "approvals", ondelete="CASCADE"),
        tenant_key("service_id", "services"),
    )

    approval_id: Mapped[UUID]
    sequence: Mapped[int] = mapped_column(SmallInteger)
    service_id: Mapped[UUID | None]
    local_code: Mapped[str]
    name_en: Mapped[str]
    name_ar: Mapped[str]
    category: Mapped[str]
    code_system: Mapped[str | None]
    code: Mapped[str | None]
    units: Mapped[Decimal] = mapped_column(Money)
    unit_price: Mapped[Decimal] = mapped_column(Money)
    tax: Mapped[Decimal] = mapped_column(Money)
    net: Mapped[Decimal] = mapped_column(Money)
    site: Mapped[str] = mapped_column(default="")
    days_supply: Mapped[int | None] = mapped_column(SmallInteger)
    outcome: Mapped[str | None]
    approved: Mapped[Decimal | None] = mapped_column(Money)
    approved_units: Mapped[Decimal | None] = mapped_column(Money)
    reason_code: Mapped[str | None]
    reason_text_sealed: Mapped[bytes | None]


class ApprovalSending(OfBranch, TenantOwned, Base):
    """One sending of a request: the message that carried it."""

    __tablename__ = "approval_sendings"
    hangs_on = ("approval_id", "approvals")
    __table_args__ = (
        UniqueConstraint("tenant_id", "approval_id", "attempt"),
        UniqueConstraint("tenant_id", "identifier"),
        tenant_key("approval_id", "approvals"),
        tenant_key("message_id", "messages"),
    )

    approval_id: Mapped[UUID]
    attempt: Mapped[int] = mapped_column(SmallInteger)
    identifier: Mapped[str]
    message_id: Mapped[UUID]
    sent_at: Mapped[datetime] = mapped_column(default=now)
    sent_by: Mapped[UUID | None]


class ApprovalEvent(TimelineEntry, Base):
    """One entry of a request's timeline."""

    __tablename__ = "approval_events"
    __table_args__ = (
        Index("ix_approval_events_approval", "tenant_id", "approval_id", "position"),
        tenant_key("approval_id", "approvals"),
    )

    approval_id: Mapped[UUID]


class ApprovalUse(TenantOwned, Base):
    """Units of an approved line that a claim takes; a claim taken back gives them back."""

    __tablename__ = "approval_uses"
    __table_args__ = (
        Index("ix_approval_uses_line", "tenant_id", "line_id"),
        Index("ix_approval_uses_claim", "tenant_id", "claim_id"),
        # What was taken of late: its last unit may be near.
        Index(
            "ix_approval_uses_lately",
            "tenant_id",
            "used_at",
            postgresql_where=text("released_at IS NULL"),
        ),
        tenant_key("approval_id", "approvals"),
        tenant_key("line_id", "approval_lines"),
        tenant_key("claim_id", "claims"),
        CheckConstraint("units > 0", name="units"),
    )

    approval_id: Mapped[UUID]
    line_id: Mapped[UUID]
    claim_id: Mapped[UUID]
    units: Mapped[Decimal] = mapped_column(Money)
    used_at: Mapped[datetime] = mapped_column(default=now)
    used_by: Mapped[UUID | None]
    released_at: Mapped[datetime | None]


class ApprovalSentenceUse(TenantOwned, Base):
    """A sentence of the library that stood in a request, so that its luck can be counted."""

    __tablename__ = "approval_sentence_uses"
    __table_args__ = (
        UniqueConstraint("tenant_id", "approval_id", "sentence_id"),
        Index("ix_approval_sentence_uses_sentence", "tenant_id", "sentence_id"),
        tenant_key("approval_id", "approvals", ondelete="CASCADE"),
        tenant_key("sentence_id", "approval_sentences"),
    )

    approval_id: Mapped[UUID]
    sentence_id: Mapped[UUID]


class ApprovalFollowUp(OfBranch, TenantOwned, Base):
    """An emergency treated without approval: one is to be obtained afterwards, by then.

    `outcome` says how the task ended: approved, obtained (an approval stands on the claim),
    withdrawn (no emergency after all) or not_needed (a person said so).
    """

    __tablename__ = "approval_follow_ups"
    hangs_on = ("claim_id", "claims")
    __table_args__ = (
        UniqueConstraint("tenant_id", "claim_id"),
        Index("ix_approval_follow_ups_due", "tenant_id", "done_at", "due_at"),
        tenant_key("claim_id", "claims"),
        tenant_key("patient_id", "patients"),
        tenant_key("policy_id", "policies"),
        tenant_key("practitioner_id", "practitioners"),
        tenant_key("approval_id", "approvals"),
        CheckConstraint(
            "outcome IN ('approved', 'obtained', 'withdrawn', 'not_needed')", name="outcome"
        ),
    )

    claim_id: Mapped[UUID]
    claim_number: Mapped[str]
    patient_id: Mapped[UUID]
    payer_id: Mapped[UUID] = mapped_column(ForeignKey("payers.id"))
    policy_id: Mapped[UUID | None]
    practitioner_id: Mapped[UUID | None]
    service_date: Mapped[date]
    due_at: Mapped[datetime]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]
    approval_id: Mapped[UUID | None]
    done_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
