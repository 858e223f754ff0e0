"""Practitioners and the payers that list them."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.clock import now
from app.kernel.db import Base
from app.tenants.scope import TenantOwned, tenant_key


class Practitioner(TenantOwned, Base):
    """A licensed person who treats patients."""

    __tablename__ = "practitioners"
    __table_args__ = (
        UniqueConstraint("tenant_id", "licence_number"),
        CheckConstraint(
            "role IN ('doctor', 'dentist', 'nurse', 'pharmacist', 'physio')", name="role"
        ),
    )

    licence_number: Mapped[str]
    name_en: Mapped[str]
    name_ar: Mapped[str]
    role: Mapped[str] = mapped_column(default="doctor")
    specialty: Mapped[str]
    licence_from: Mapped[date]
    licence_to: Mapped[date]
    active: Mapped[bool] = mapped_column(default=True)


class LicenceReminder(TenantOwned, Base):
    """The owners were told that a licence ends, so many days ahead of this last day."""

    __tablename__ = "licence_reminders"
    __table_args__ = (UniqueConstraint("tenant_id", "subject_id", "last_day", "days_before"),)

    subject_id: Mapped[UUID]
    last_day: Mapped[date]
    days_before: Mapped[int] = mapped_column(SmallInteger)
    told_at: Mapped[datetime] = mapped_column(default=now)


class PayerListing(TenantOwned, Base):
    """A payer lists a practitioner as one of its network."""

    __tablename__ = "payer_listings"
    __table_args__ = (
        UniqueConstraint("tenant_id", "practitioner_id", "payer_id"),
        tenant_key("practitioner_id", "practitioners"),
    )

    practitioner_id: Mapped[UUID]
    payer_id: Mapped[UUID] = mapped_column(ForeignKey("payers.id"))
