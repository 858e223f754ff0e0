"""Claims, their diagnoses and lines, each sending of them, and their timeline."""

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
    false,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.approvals.values import PROFESSIONAL
from app.claims.states import ADJUDICATION, CLAIM
from app.kernel.clock import now
from app.kernel.db import Base, Money
from app.kernel.money import ZERO
from app.tenants.history import TimelineEntry
from app.tenants.reach import BranchOwned, OfBranch
from app.tenants.scope import TenantOwned, tenant_key
from app.tenants.sealed import SealedPairs, SealedText


class Claim(BranchOwned, TenantOwned, Base):
    """What is asked of a payer for one visit. Two axes: `status` (lifecycle) and `adjudication`."""

    __tablename__ = "claims"
    __table_args__ = (
        UniqueConstraint("tenant_id", "number"),
        # One index per filter of the list, each ending as the list is ordered.
        Index("ix_claims_days", "tenant_id", "service_date", "id"),
        Index("ix_claims_status", "tenant_id", "status", "service_date", "id"),
        Index("ix_claims_adjudication", "tenant_id", "adjudication", "service_date", "id"),
        Index("ix_claims_payer", "tenant_id", "payer_id", "service_date", "id"),
        Index("ix_claims_practitioner", "tenant_id", "practitioner_id", "service_date", "id"),
        Index("ix_claims_patient", "tenant_id", "patient_id", "service_date"),
        Index(
            "ix_claims_approved",
            "tenant_id",
            "payer_id",
            "service_date",
            "id",
            postgresql_where=text("adjudication = 'approved'"),
        ),
        Index("ix_claims_author", "tenant_id", "created_by", "created_at"),
        Index("ix_claims_related", "tenant_id", "related_claim_id"),
        Index("ix_claims_root", "tenant_id", "root_claim_id"),
        # What was not approved in full and nobody has answered yet.
        Index(
            "ix_claims_unanswered",
            "tenant_id",
            "service_date",
            "id",
            postgresql_where=text(
                "status = 'adjudicated' AND adjudication IN ('partial', 'denied') AND followed_by_id IS NULL"
            ),
        ),
        # The same, the dearest first.
        Index(
            "ix_claims_dearest",
            "tenant_id",
            text("(payer_share - COALESCE(approved, 0)) DESC"),
            postgresql_where=text(
                "status = 'adjudicated' AND adjudication IN ('partial', 'denied') AND followed_by_id IS NULL"
            ),
        ),
        # What has not left and waits for a person, the dearest first.
        Index(
            "ix_claims_dear_unsent",
            "tenant_id",
            "status",
            text("payer_share DESC"),
            postgresql_where=text("status IN ('draft', 'held', 'rejected')"),
        ),
        # Whose answer is awaited, and since when: the silent ones are the first here.
        Index(
            "ix_claims_waiting",
            "tenant_id",
            "submitted_at",
            "id",
            postgresql_where=text("status IN ('sent', 'accepted')"),
        ),
        tenant_key("patient_id", "patients"),
        tenant_key("policy_id", "policies"),
        tenant_key("practitioner_id", "practitioners"),
        tenant_key("facility_id", "facilities"),
        tenant_key("eligibility_check_id", "eligibility_checks"),
        tenant_key("related_claim_id", "claims"),
        tenant_key("approval_id", "approvals"),
        Index("ix_claims_approval", "tenant_id", "approval_id"),
        tenant_key("root_claim_id", "claims"),
        tenant_key("followed_by_id", "claims"),
        CheckConstraint(f"status IN {tuple(CLAIM.statuses)!r}", name="status"),
        CheckConstraint(f"adjudication IN {tuple(ADJUDICATION.statuses)!r}", name="adjudication"),
        CheckConstraint("net = patient_share + payer_share", name="shares"),
        CheckConstraint("withdrawals BETWEEN 0 AND attempts", name="withdrawals"),
        CheckConstraint("related_kind IN ('correction', 'complaint')", name="related_kind"),
    )

    number: Mapped[str]
    patient_id: Mapped[UUID]
    policy_id: Mapped[UUID | None]
    payer_id: Mapped[UUID] = mapped_column(ForeignKey("payers.id"))
    practitioner_id: Mapped[UUID | None]
    facility_id: Mapped[UUID]
    eligibility_check_id: Mapped[UUID | None]
    kind: Mapped[str] = mapped_column(default=PROFESSIONAL)
    service_date: Mapped[date]
    referral_number: Mapped[str] = mapped_column(default="")
    # Of a pharmacy's claim: what was dispensed on.
    prescription_reference_sealed: Mapped[bytes | None]
    prescription_reference = SealedText("prescription_reference_sealed")
    # While the exchange is away the payer may tell by telephone: under its own number, on a day.
    offline_reference: Mapped[str] = mapped_column(default="", server_default="")
    offline_on: Mapped[date | None]
    approval_id: Mapped[UUID | None]
    # Treated before anybody could be asked: approval is to be obtained afterwards.
    emergency: Mapped[bool] = mapped_column(default=False, server_default=false())
    related_claim_id: Mapped[UUID | None]
    related_kind: Mapped[str | None]
    # The first claim of the chain this one follows in; None for a claim that follows none.
    root_claim_id: Mapped[UUID | None]
    # The living correction or complaint that followed this claim; None at the end of a chain.
    followed_by_id: Mapped[UUID | None]
    status: Mapped[str] = mapped_column(default=CLAIM.initial)
    adjudication: Mapped[str] = mapped_column(default=ADJUDICATION.initial)
    tax: Mapped[Decimal] = mapped_column(Money, default=ZERO)
    net: Mapped[Decimal] = mapped_column(Money, default=ZERO)
    patient_share: Mapped[Decimal] = mapped_column(Money, default=ZERO)
    payer_share: Mapped[Decimal] = mapped_column(Money, default=ZERO)
    patient_paid: Mapped[Decimal | None] = mapped_column(Money)
    approved: Mapped[Decimal | None] = mapped_column(Money)
    payer_reference: Mapped[str | None]
    disposition_sealed: Mapped[bytes | None]
    disposition = SealedText("disposition_sealed")
    problem_code: Mapped[str | None]
    problem_text_sealed: Mapped[bytes | None]
    problem_text = SealedText("problem_text_sealed")
    # What a person tells the payer with the claim, such as why a decision is wrong.
    comment_sealed: Mapped[bytes | None]
    comment = SealedText("comment_sealed")
    # Why a person ended it, and what was let go with it.
    closed_reason: Mapped[str | None]
    let_go: Mapped[Decimal | None] = mapped_column(Money)
    status_asked_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    # Those of the attempts that were taken back before they left.
    withdrawals: Mapped[int] = mapped_column(SmallInteger, default=0)
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]
    submitted_at: Mapped[datetime | None]
    judged_at: Mapped[datetime | None]
    # The entry page as typed, while a part of it cannot be read yet; None once it can.
    typed_sealed: Mapped[bytes | None]
    typed = SealedPairs("typed_sealed")
    saved_at: Mapped[datetime | None]
    saved_by: Mapped[UUID | None]
    # The page that saved last: its own autosave never makes it stale.
    saved_from: Mapped[UUID | None]
    version: Mapped[int] = mapped_column(default=1)

    diagnoses: Mapped[list[ClaimDiagnosis]] = relationship(
        order_by="ClaimDiagnosis.sequence", cascade="all, delete-orphan", lazy="selectin"
    )
    lines: Mapped[list[ClaimLine]] = relationship(
        order_by="ClaimLine.sequence", cascade="all, delete-orphan", lazy="selectin"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_half_typed(self) -> bool:
        """Whether the entry page was left with a part that cannot be read yet."""
        return self.typed_sealed is not None


class ClaimDiagnosis(TenantOwned, Base):
    """A diagnosis of the visit; exactly one is principal."""

    __tablename__ = "claim_diagnoses"
    __table_args__ = (
        UniqueConstraint("tenant_id", "claim_id", "sequence"),
        tenant_key("claim_id", "claims", ondelete="CASCADE"),
        CheckConstraint("kind IN ('principal', 'secondary')", name="kind"),
    )

    claim_id: Mapped[UUID]
    sequence: Mapped[int] = mapped_column(SmallInteger)
    system: Mapped[str]
    code: Mapped[str]
    display: Mapped[str]
    kind: Mapped[str]


class ClaimLine(OfBranch, TenantOwned, Base):
    """One service billed, and what the payer made of it. All amounts in OMR."""

    __tablename__ = "claim_lines"
    hangs_on = ("claim_id", "claims")
    __table_args__ = (
        UniqueConstraint("tenant_id", "claim_id", "sequence"),
        tenant_key("claim_id", "claims", ondelete="CASCADE"),
        tenant_key("service_id", "services"),
        CheckConstraint("net = patient_share + payer_share", name="shares"),
        CheckConstraint("days_supply > 0", name="days_supply"),
    )

    claim_id: Mapped[UUID]
    sequence: Mapped[int] = mapped_column(SmallInteger)
    service_id: Mapped[UUID | None]
    local_code: Mapped[str]
    name_en: Mapped[str]
    name_ar: Mapped[str]
    category: Mapped[str]
    code_system: Mapped[str | None]
    code: Mapped[str | None]
    service_date: Mapped[date]
    quantity: Mapped[Decimal] = mapped_column(Money)
    unit_price: Mapped[Decimal] = mapped_column(Money)
    factor: Mapped[Decimal] = mapped_column(Money)
    tax: Mapped[Decimal] = mapped_column(Money)
    vat_category: Mapped[str]
    # For how many days a dispensed medicine lasts.
    days_supply: Mapped[int | None] = mapped_column(SmallInteger)
    net: Mapped[Decimal] = mapped_column(Money)
    patient_share: Mapped[Decimal] = mapped_column(Money)
    payer_share: Mapped[Decimal] = mapped_column(Money)
    pointers: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger))
    # A tooth, a side or a site, where the service is done at one.
    site: Mapped[str] = mapped_column(default="", server_default="")
    outcome: Mapped[str | None]
    approved: Mapped[Decimal | None] = mapped_column(Money)
    # The first reason; all of them, with the payer's own words, are in `reasons`.
    reason_code: Mapped[str | None]

    reasons: Mapped[list[LineReason]] = relationship(
        order_by="LineReason.position", cascade="all, delete-orphan", lazy="selectin"
    )


class LineReason(TenantOwned, Base):
    """Why the payer did not approve a line in full: one of its reasons, with its own words."""

    __tablename__ = "claim_line_reasons"
    __table_args__ = (
        UniqueConstraint("tenant_id", "line_id", "position"),
        Index("ix_claim_line_reasons_code", "tenant_id", "code"),
        tenant_key("line_id", "claim_lines", ondelete="CASCADE"),
    )

    line_id: Mapped[UUID]
    position: Mapped[int] = mapped_column(SmallInteger)
    code: Mapped[str]
    text_sealed: Mapped[bytes | None]
    text = SealedText("text_sealed")


class Submission(OfBranch, TenantOwned, Base):
    """One sending of a claim: the message that carried it and what became of it."""

    __tablename__ = "submissions"
    hangs_on = ("claim_id", "claims")
    __table_args__ = (
        UniqueConstraint("tenant_id", "claim_id", "attempt"),
        UniqueConstraint("tenant_id", "identifier"),
        tenant_key("claim_id", "claims"),
        tenant_key("message_id", "messages"),
    )

    claim_id: Mapped[UUID]
    attempt: Mapped[int] = mapped_column(SmallInteger)
    identifier: Mapped[str]
    message_id: Mapped[UUID]
    submitted_at: Mapped[datetime] = mapped_column(default=now)
    submitted_by: Mapped[UUID | None]


class ClaimEvent(TimelineEntry, Base):
    """One entry of a claim's timeline."""

    __tablename__ = "claim_events"
    __table_args__ = (
        Index("ix_claim_events_claim", "tenant_id", "claim_id", "position"),
        tenant_key("claim_id", "claims"),
    )

    claim_id: Mapped[UUID]
    axis: Mapped[str]
