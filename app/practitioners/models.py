"""Practitioners and the payers that list them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

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


class PayerListing(TenantOwned, Base):
    """A payer lists a practitioner as one of its network."""

    __tablename__ = "payer_listings"
    __table_args__ = (
        UniqueConstraint("tenant_id", "practitioner_id", "payer_id"),
        tenant_key("practitioner_id", "practitioners"),
    )

    practitioner_id: Mapped[UUID]
    payer_id: Mapped[UUID] = mapped_column(ForeignKey("payers.id"))
