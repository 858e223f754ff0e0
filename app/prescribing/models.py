"""Prescriptions that a clinic wrote, and their lines."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Index,
    LargeBinary,
    SmallInteger,
    Table,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.clock import now
from app.kernel.db import Base, Money
from app.prescribing.states import WRITING
from app.tenants.reach import OfBranch
from app.tenants.scope import TenantOwned, tenant_key
from app.tenants.sealed import SealedText

PATIENT, GUARDIAN = "patient", "guardian"
CONSENTING = (PATIENT, GUARDIAN)


class WrittenPrescription(OfBranch, TenantOwned, Base):
    """What a prescriber of ours ordered for a patient. `token` opens the mailbox; `consent_*` is who agreed, to whom, when."""

    __tablename__ = "written_prescriptions"
    hangs_on = ("claim_id", "claims")
    __table_args__ = (
        UniqueConstraint("tenant_id", "number"),
        Index("ix_written_prescriptions_patient", "tenant_id", "patient_id", "written_at", "id"),
        Index("ix_written_prescriptions_days", "tenant_id", "written_at", "id"),
        tenant_key("patient_id", "patients"),
        tenant_key("practitioner_id", "practitioners"),
        tenant_key("claim_id", "claims"),
        CheckConstraint(f"status IN {tuple(WRITING.statuses)!r}", name="status"),
        CheckConstraint(f"consent_given_by IN {CONSENTING!r}", name="consent_given_by"),
        CheckConstraint("expires_on >= written_on", name="period"),
    )

    number: Mapped[str]
    patient_id: Mapped[UUID]
    claim_id: Mapped[UUID | None]
    practitioner_id: Mapped[UUID]
    diagnosis_code: Mapped[str] = mapped_column(default="")
    written_on: Mapped[date]
    expires_on: Mapped[date]
    status: Mapped[str] = mapped_column(default=WRITING.initial)
    token_sealed: Mapped[bytes | None]
    token = SealedText("token_sealed")
    consent_given_by: Mapped[str]
    consent_at: Mapped[datetime]
    consent_to: Mapped[UUID | None]
    written_at: Mapped[datetime] = mapped_column(default=now)
    written_by: Mapped[UUID | None]

    lines: Mapped[list[WrittenLine]] = relationship(
        order_by="WrittenLine.sequence", cascade="all, delete-orphan", lazy="selectin"
    )


class WrittenLine(TenantOwned, Base):
    """One medicine: its words, its code where a list of drugs knows it, units, and dose x times a day x days."""

    __tablename__ = "written_prescription_lines"
    __table_args__ = (
        UniqueConstraint("tenant_id", "prescription_id", "sequence"),
        tenant_key("prescription_id", "written_prescriptions", ondelete="CASCADE"),
        CheckConstraint("quantity > 0", name="quantity"),
    )

    prescription_id: Mapped[UUID]
    sequence: Mapped[int] = mapped_column(SmallInteger)
    system: Mapped[str] = mapped_column(default="")
    code: Mapped[str] = mapped_column(default="")
    name: Mapped[str]
    quantity: Mapped[Decimal] = mapped_column(Money)
    dose: Mapped[Decimal | None] = mapped_column(Money)
    times_a_day: Mapped[Decimal | None] = mapped_column(Money)
    days: Mapped[int | None] = mapped_column(SmallInteger)
    directions_sealed: Mapped[bytes | None]
    directions = SealedText("directions_sealed")


# Between all tenants and of none: named here for the catalogue, read and written by the database's own functions only.
Table(
    "prescription_mailbox",
    Base.metadata,
    Column("lookup", LargeBinary, primary_key=True),
    Column("body", LargeBinary),
    Column("expires_on", Date, nullable=False),
    Column("sender_proof", LargeBinary, nullable=False),
    Column("holder_proof", LargeBinary),
    Column("withdrawn", Boolean, nullable=False, server_default=false()),
    Index("ix_prescription_mailbox_expires_on", "expires_on"),
)
