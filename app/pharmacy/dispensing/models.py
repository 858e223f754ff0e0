"""Dispenses, what each line handed out and of which batch, and their timeline."""

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

from app.kernel.clock import now
from app.kernel.db import Base, Money, muscat_day
from app.kernel.money import ZERO
from app.pharmacy.dispensing.states import DISPENSE
from app.pharmacy.dispensing.values import SETTLED_AS, WAITS_FOR
from app.tenants.history import TimelineEntry
from app.tenants.reach import BranchOwned, OfBranch
from app.tenants.scope import TenantOwned, tenant_key


class Dispense(BranchOwned, TenantOwned, Base):
    """One act of handing out; it becomes at most one claim. Amounts in OMR.

    `provisional` was handed out while nobody could be asked: its claim is made when the answer is there.
    """

    __tablename__ = "dispenses"
    __table_args__ = (
        UniqueConstraint("tenant_id", "number"),
        Index("ix_dispenses_prescription", "tenant_id", "prescription_id"),
        Index("ix_dispenses_patient", "tenant_id", "patient_id", "supplied_at"),
        Index("ix_dispenses_claim", "tenant_id", "claim_id"),
        Index(
            "ix_dispenses_supplied_day",
            "tenant_id",
            "supplied_on",
            "id",
            postgresql_where=text("status = 'supplied'"),
        ),
        Index(
            "ix_dispenses_waiting",
            "tenant_id",
            "id",
            postgresql_where=text("status = 'waiting'"),
        ),
        Index(
            "ix_dispenses_provisional",
            "tenant_id",
            "id",
            postgresql_where=text("provisional AND status = 'supplied'"),
        ),
        tenant_key("prescription_id", "prescriptions"),
        tenant_key("patient_id", "patients"),
        tenant_key("policy_id", "policies"),
        tenant_key("facility_id", "facilities"),
        tenant_key("approval_id", "approvals"),
        tenant_key("claim_id", "claims"),
        tenant_key("eligibility_check_id", "eligibility_checks"),
        tenant_key("practitioner_id", "practitioners"),
        CheckConstraint(f"status IN {tuple(DISPENSE.statuses)!r}", name="status"),
        CheckConstraint("NOT provisional OR consent", name="consent"),
        CheckConstraint("deposit >= 0", name="deposit"),
        CheckConstraint(f"settled_as IN {tuple(SETTLED_AS)!r}", name="settled_as"),
        CheckConstraint(f"waits_for IN {tuple(WAITS_FOR)!r}", name="waits_for"),
        CheckConstraint("deposit_kept BETWEEN 0 AND deposit", name="deposit_kept"),
    )

    number: Mapped[str]
    prescription_id: Mapped[UUID]
    patient_id: Mapped[UUID]
    policy_id: Mapped[UUID | None]
    payer_id: Mapped[UUID | None] = mapped_column(ForeignKey("payers.id"))
    facility_id: Mapped[UUID]
    approval_id: Mapped[UUID | None]
    claim_id: Mapped[UUID | None]
    eligibility_check_id: Mapped[UUID | None]
    # Who stands on the claim.
    practitioner_id: Mapped[UUID | None]
    status: Mapped[str] = mapped_column(default=DISPENSE.initial)
    cash: Mapped[Decimal] = mapped_column(Money, default=ZERO)
    # What the patient pays of the insured lines.
    patient_share: Mapped[Decimal] = mapped_column(Money, default=ZERO)
    provisional: Mapped[bool] = mapped_column(default=False)
    consent: Mapped[bool] = mapped_column(default=False)
    deposit: Mapped[Decimal] = mapped_column(Money, default=ZERO)
    # All that the patient has paid by now, the deposit with it.
    taken: Mapped[Decimal] = mapped_column(Money, default=ZERO)
    # How a provisional one ended: one of `values.SETTLED_AS`; until then `waits_for` says what it lacks.
    settled_as: Mapped[str | None]
    waits_for: Mapped[str | None]
    # Of the deposit, once it was set off; and when nobody owed the other anything any more.
    deposit_kept: Mapped[Decimal | None] = mapped_column(Money)
    squared_at: Mapped[datetime | None]
    reversal_reason: Mapped[str | None]
    supplied_at: Mapped[datetime | None]
    supplied_on: Mapped[date | None] = mapped_column(muscat_day("supplied_at"))
    supplied_by: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]
    version: Mapped[int] = mapped_column(default=1)

    lines: Mapped[list[DispenseLine]] = relationship(
        order_by="DispenseLine.sequence", cascade="all, delete-orphan", lazy="selectin"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def due(self) -> Decimal:
        """What the patient has to pay of it in OMR: cash lines and shares."""
        return self.cash + self.patient_share


class DispenseLine(OfBranch, TenantOwned, Base):
    """Units of one medicine handed out on a prescription's line, at a price for one unit."""

    __tablename__ = "dispense_lines"
    hangs_on = ("dispense_id", "dispenses")
    __table_args__ = (
        UniqueConstraint("tenant_id", "dispense_id", "sequence"),
        Index("ix_dispense_lines_line", "tenant_id", "line_id"),
        tenant_key("dispense_id", "dispenses", ondelete="CASCADE"),
        tenant_key("line_id", "prescription_lines"),
        tenant_key("service_id", "services"),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint(
            "substituted_for = '' OR substitution_reason <> ''", name="substitution_reason"
        ),
    )

    dispense_id: Mapped[UUID]
    line_id: Mapped[UUID]
    sequence: Mapped[int] = mapped_column(SmallInteger)
    service_id: Mapped[UUID]
    local_code: Mapped[str]
    name_en: Mapped[str]
    name_ar: Mapped[str]
    quantity: Mapped[Decimal] = mapped_column(Money)
    unit_price: Mapped[Decimal] = mapped_column(Money)
    patient_pays: Mapped[Decimal] = mapped_column(Money)
    cash: Mapped[bool] = mapped_column(default=False)
    days_supply: Mapped[int | None] = mapped_column(SmallInteger)
    # The local code of what was prescribed, where another brand was given.
    substituted_for: Mapped[str] = mapped_column(default="")
    substitution_reason: Mapped[str] = mapped_column(default="")

    batches: Mapped[list[DispenseBatch]] = relationship(
        order_by="DispenseBatch.id", cascade="all, delete-orphan", lazy="selectin"
    )
    packs: Mapped[list[DispensePack]] = relationship(
        order_by="DispensePack.id", cascade="all, delete-orphan", lazy="selectin"
    )


class DispenseBatch(TenantOwned, Base):
    """Units of a batch that a line handed out, and the movement that took them off the shelf."""

    __tablename__ = "dispense_batches"
    __table_args__ = (
        Index("ix_dispense_batches_batch", "tenant_id", "batch_id"),
        UniqueConstraint("tenant_id", "movement_id"),
        tenant_key("dispense_line_id", "dispense_lines", ondelete="CASCADE"),
        tenant_key("batch_id", "stock_batches"),
        tenant_key("movement_id", "stock_movements"),
        CheckConstraint("units > 0", name="units"),
    )

    dispense_line_id: Mapped[UUID]
    batch_id: Mapped[UUID]
    movement_id: Mapped[UUID]
    lot: Mapped[str]
    expires_on: Mapped[date]
    units: Mapped[Decimal] = mapped_column(Money)


class DispensePack(TenantOwned, Base):
    """One box with a serial that a line handed out; no box leaves the shelf twice unless it came back."""

    __tablename__ = "dispense_packs"
    __table_args__ = (
        Index("ix_dispense_packs_line", "tenant_id", "dispense_line_id"),
        Index("uq_dispense_packs_box", "tenant_id", "gtin", "serial", unique=True,
              postgresql_where=text("NOT came_back")),
        tenant_key("dispense_line_id", "dispense_lines", ondelete="CASCADE"),
        tenant_key("batch_id", "stock_batches"),
    )  # fmt: skip

    dispense_line_id: Mapped[UUID]
    batch_id: Mapped[UUID]
    gtin: Mapped[str]
    serial: Mapped[str]
    came_back: Mapped[bool] = mapped_column(default=False)


class DispenseEvent(TimelineEntry, Base):
    """One entry of a dispense's timeline."""

    __tablename__ = "dispense_events"
    __table_args__ = (
        Index("ix_dispense_events_dispense", "tenant_id", "dispense_id", "position"),
        tenant_key("dispense_id", "dispenses"),
    )

    dispense_id: Mapped[UUID]
