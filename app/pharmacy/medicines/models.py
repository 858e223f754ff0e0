"""Medicines, their ingredients and boxes, interactions, payers' formularies, and what was imported."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.clock import now
from app.kernel.db import Base, Money
from app.tenants.scope import TenantOwned, tenant_key

SEVERITIES = ("contraindicated", "severe", "moderate", "minor")
IMPORT_KINDS = ("interactions", "formulary")
IMPORT_STATUSES = ("previewed", "applied", "undone")


class Medicine(TenantOwned, Base):
    """What is known of a service of category medication.

    A unit is what is counted and supplied; `content` is how many dose units one unit holds;
    `equivalence` is the folded key that generic substitutes share.
    """

    __tablename__ = "medicines"
    __table_args__ = (
        UniqueConstraint("tenant_id", "service_id"),
        Index("ix_medicines_equivalence", "tenant_id", "equivalence"),
        Index("ix_medicines_controlled", "tenant_id", "id", postgresql_where=text("controlled")),
        tenant_key("service_id", "services"),
        CheckConstraint("content > 0", name="content"),
        CheckConstraint("pack_size > 0", name="pack_size"),
        CheckConstraint("regulated_price >= 0", name="regulated_price"),
        CheckConstraint("highest_daily_dose > 0", name="highest_daily_dose"),
        CheckConstraint("only_sex IN ('male', 'female')", name="only_sex"),
        CheckConstraint("max_age >= min_age", name="ages"),
    )

    service_id: Mapped[UUID]
    strength: Mapped[str]
    form: Mapped[str]
    dose_unit: Mapped[str]
    unit: Mapped[str]
    content: Mapped[Decimal] = mapped_column(Money)
    pack_size: Mapped[Decimal] = mapped_column(Money)
    splittable: Mapped[bool]
    # The highest price of a unit that the regulator allows, in OMR.
    regulated_price: Mapped[Decimal | None] = mapped_column(Money)
    controlled: Mapped[bool]
    only_sex: Mapped[str | None]
    # Ages in whole years, both inclusive.
    min_age: Mapped[int | None] = mapped_column(SmallInteger)
    max_age: Mapped[int | None] = mapped_column(SmallInteger)
    highest_daily_dose: Mapped[Decimal | None] = mapped_column(Money)
    equivalence: Mapped[str]

    ingredients: Mapped[list[MedicineIngredient]] = relationship(
        order_by="MedicineIngredient.position", cascade="all, delete-orphan", lazy="selectin"
    )


class MedicineIngredient(TenantOwned, Base):
    """An active ingredient by its folded English name, which interactions and allergies compare."""

    __tablename__ = "medicine_ingredients"
    __table_args__ = (
        UniqueConstraint("tenant_id", "medicine_id", "name"),
        Index("ix_medicine_ingredients_name", "tenant_id", "name"),
        tenant_key("medicine_id", "medicines", ondelete="CASCADE"),
    )

    medicine_id: Mapped[UUID]
    position: Mapped[int] = mapped_column(SmallInteger)
    name: Mapped[str]
    name_ar: Mapped[str] = mapped_column(default="")


class MedicineGtin(TenantOwned, Base):
    """A box's GTIN in 14 digits, the medicine in it, and how many units it holds."""

    __tablename__ = "medicine_gtins"
    __table_args__ = (
        UniqueConstraint("tenant_id", "gtin"),
        Index("ix_medicine_gtins_medicine", "tenant_id", "medicine_id"),
        tenant_key("medicine_id", "medicines"),
        CheckConstraint("gtin ~ '^[0-9]{14}$'", name="gtin"),
        CheckConstraint("units > 0", name="units"),
    )

    gtin: Mapped[str]
    medicine_id: Mapped[UUID]
    units: Mapped[Decimal] = mapped_column(Money)
    remembered_at: Mapped[datetime] = mapped_column(default=now)
    remembered_by: Mapped[UUID | None]


class Interaction(TenantOwned, Base):
    """Two ingredients, in the order of the alphabet, that do not go together."""

    __tablename__ = "interactions"
    __table_args__ = (
        UniqueConstraint("tenant_id", "first", "second"),
        Index("ix_interactions_second", "tenant_id", "second"),
        CheckConstraint("first < second", name="order"),
        CheckConstraint(f"severity IN {SEVERITIES!r}", name="severity"),
    )

    first: Mapped[str]
    second: Mapped[str]
    severity: Mapped[str]
    words_en: Mapped[str] = mapped_column(default="")
    words_ar: Mapped[str] = mapped_column(default="")


class FormularyEntry(TenantOwned, Base):
    """Whether a payer covers a medicine, from one day to another, both inclusive."""

    __tablename__ = "formulary_entries"
    __table_args__ = (
        UniqueConstraint("tenant_id", "payer_id", "service_id", "valid_from"),
        Index("ix_formulary_entries_service", "tenant_id", "service_id"),
        tenant_key("service_id", "services"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="period"),
    )

    payer_id: Mapped[UUID] = mapped_column(ForeignKey("payers.id"))
    service_id: Mapped[UUID]
    covered: Mapped[bool]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class MedicineImport(TenantOwned, Base):
    """A file of interactions or of a payer's formulary: looked at, applied, perhaps undone.

    `lines` is what the file says, `before` and `after` what applying it changed.
    """

    __tablename__ = "medicine_imports"
    __table_args__ = (
        CheckConstraint(f"kind IN {IMPORT_KINDS!r}", name="kind"),
        CheckConstraint(f"status IN {IMPORT_STATUSES!r}", name="status"),
        CheckConstraint("(kind = 'formulary') = (payer_id IS NOT NULL)", name="payer"),
        Index("ix_medicine_imports_applied", "tenant_id", "kind", "payer_id", "applied_at"),
    )

    kind: Mapped[str]
    payer_id: Mapped[UUID | None] = mapped_column(ForeignKey("payers.id"))
    # The first day of a formulary's lines.
    valid_from: Mapped[date | None]
    file_name: Mapped[str]
    status: Mapped[str] = mapped_column(default="previewed")
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    fingerprint: Mapped[str]
    before: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    created_at: Mapped[datetime] = mapped_column(default=now)
    applied_at: Mapped[datetime | None]
