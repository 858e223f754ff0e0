"""Dated settings of the edits, the clinic's own rules, holds of claims, simulations and proposals."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Numeric, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.claims.rulebook.states import HOLD, PROPOSAL, SIMULATION
from app.kernel.clock import now
from app.kernel.db import Base, Money
from app.kernel.money import ZERO
from app.tenants.reach import OfBranch
from app.tenants.scope import TenantOwned, tenant_key


class EditSetting(TenantOwned, Base):
    """How an edit is set from a day on, for one payer or for all; never changed, only followed by another."""

    __tablename__ = "edit_settings"
    __table_args__ = (
        Index("ix_edit_settings_payer", "tenant_id", "payer_id", "valid_from"),
        Index("ix_edit_settings_edit", "tenant_id", "edit", "entered_at"),
        CheckConstraint("severity IN ('block', 'hold', 'warn', 'info', 'off')", name="severity"),
        CheckConstraint("valid_to >= valid_from", name="days"),
    )

    edit: Mapped[str]
    payer_id: Mapped[UUID | None] = mapped_column(ForeignKey("payers.id"))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    # None leaves the severity as the contract or the delivered rule says.
    severity: Mapped[str | None]
    parameters: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    reason: Mapped[str]
    entered_at: Mapped[datetime] = mapped_column(default=now)
    entered_by: Mapped[UUID | None]


class HouseRule(TenantOwned, Base):
    """A rule of the clinic's own: conditions, and what follows. Without conditions it is still being written."""

    __tablename__ = "house_rules"
    __table_args__ = (
        UniqueConstraint("tenant_id", "number"),
        Index("ix_house_rules_order", "tenant_id", "position", "number"),
        CheckConstraint("action IN ('hold', 'warn', 'set')", name="action"),
        CheckConstraint("valid_to >= valid_from", name="days"),
        CheckConstraint("origin IN ('own', 'proposal')", name="origin"),
    )

    number: Mapped[int]
    name: Mapped[str] = mapped_column(default="")
    conditions: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    action: Mapped[str] = mapped_column(default="warn")
    target: Mapped[str | None]
    value: Mapped[str | None]
    message_en: Mapped[str] = mapped_column(default="")
    message_ar: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)
    origin: Mapped[str] = mapped_column(default="own")
    # The editor as typed, while rows come and go or a part cannot be read.
    typed: Mapped[list[list[str]] | None] = mapped_column(JSONB(none_as_null=True))
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]
    changed_at: Mapped[datetime | None]
    changed_by: Mapped[UUID | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class ClaimHold(OfBranch, TenantOwned, Base):
    """A claim that a rule keeps back, as it stood; released by a person with a reason."""

    __tablename__ = "claim_holds"
    hangs_on = ("claim_id", "claims")
    __table_args__ = (
        Index("ix_claim_holds_claim", "tenant_id", "claim_id", "asked_at"),
        Index("ix_claim_holds_status", "tenant_id", "status", "asked_at"),
        tenant_key("claim_id", "claims"),
        CheckConstraint(f"status IN {tuple(HOLD.statuses)!r}", name="status"),
    )

    claim_id: Mapped[UUID]
    # What the claim said and which rules kept it: a change of either asks again.
    fingerprint: Mapped[str]
    codes: Mapped[list[str]] = mapped_column(JSONB)
    status: Mapped[str] = mapped_column(default=HOLD.initial)
    asked_at: Mapped[datetime] = mapped_column(default=now)
    asked_by: Mapped[UUID | None]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[UUID | None]
    reason: Mapped[str | None]
    note_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)


class Simulation(TenantOwned, Base):
    """What a rule or setting would have done to the claims of the last weeks, and how far the count is."""

    __tablename__ = "rule_simulations"
    __table_args__ = (
        Index("ix_rule_simulations_begun", "tenant_id", "created_at"),
        CheckConstraint(f"status IN {tuple(SIMULATION.statuses)!r}", name="status"),
        CheckConstraint("kind IN ('rule', 'setting', 'proposals')", name="kind"),
    )

    kind: Mapped[str]
    # The rule or setting as it stood when somebody asked.
    subject: Mapped[dict[str, Any]] = mapped_column(JSONB)
    first_day: Mapped[date]
    last_day: Mapped[date]
    status: Mapped[str] = mapped_column(default=SIMULATION.initial)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    result: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]
    finished_at: Mapped[datetime | None]


class RuleProposal(TenantOwned, Base):
    """A rule that the clinic's own refusals suggest, with the counts it rests on."""

    __tablename__ = "rule_proposals"
    __table_args__ = (
        UniqueConstraint("tenant_id", "key"),
        Index("ix_rule_proposals_status", "tenant_id", "status", "amount"),
        tenant_key("rule_id", "house_rules"),
        CheckConstraint(f"status IN {tuple(PROPOSAL.statuses)!r}", name="status"),
        CheckConstraint("support >= 3", name="support"),
    )

    key: Mapped[str]
    reason_code: Mapped[str]
    features: Mapped[list[list[str]]] = mapped_column(JSONB)
    support: Mapped[int]
    matched: Mapped[int]
    precision: Mapped[Decimal] = mapped_column(Numeric(5, 4))
    lift: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    amount: Mapped[Decimal] = mapped_column(Money, default=ZERO)
    backtest: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    status: Mapped[str] = mapped_column(default=PROPOSAL.initial)
    found_at: Mapped[datetime] = mapped_column(default=now)
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[UUID | None]
    reason: Mapped[str | None]
    rule_id: Mapped[UUID | None]
