"""Patients, their identity documents, their policies, and the tokens by which names are found."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, UniqueConstraint, case
from sqlalchemy.dialects.postgresql import TEXT
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.clock import now
from app.kernel.db import Base, Money
from app.tenants.scope import TenantOwned, tenant_key
from app.tenants.sealed import SealedText

DOCUMENT_KINDS = ("civil_id", "resident_card", "passport", "gcc_id")
SEXES = ("male", "female", "other", "unknown")
CARD_SEXES = SEXES[:2]
RELATIONSHIPS = ("self", "spouse", "child", "parent", "other")


class Patient(TenantOwned, Base):
    """A person treated here. Names as whole names in both scripts; the phone is sealed."""

    __tablename__ = "patients"
    __table_args__ = (
        UniqueConstraint("tenant_id", "file_number"),
        Index("ix_patients_phone", "tenant_id", "phone_index"),
        Index("ix_patients_birth", "tenant_id", "birth_date"),
        Index("ix_patients_merged", "tenant_id", "merged_into"),
        tenant_key("merged_into", "patients"),
        CheckConstraint(f"sex IN {SEXES!r}", name="sex"),
        CheckConstraint("name_en <> '' OR name_ar <> ''", name="name"),
    )

    file_number: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    name_ar: Mapped[str] = mapped_column(default="")
    birth_date: Mapped[date | None]
    sex: Mapped[str] = mapped_column(default="unknown")
    phone_sealed: Mapped[bytes | None]
    phone_index: Mapped[str | None]
    deceased_on: Mapped[date | None]
    merged_into: Mapped[UUID | None]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]

    __mapper_args__ = {"version_id_col": version}

    @hybrid_property
    def person_id(self) -> UUID:
        """The record that stands for the person: the one this was merged into, else itself."""
        return self.merged_into or self.id

    @person_id.inplace.expression
    @classmethod
    def _person_id(cls) -> ColumnElement[UUID]:
        # Behind row-level security PostgreSQL takes no index for a comparison with coalesce, which may leak; with
        # case it does.
        return case((cls.merged_into.is_(None), cls.id), else_=cls.merged_into)


class IdentityDocument(TenantOwned, Base):
    """A number by which the person is known to others; sealed, found by its blind index."""

    __tablename__ = "identity_documents"
    __table_args__ = (
        UniqueConstraint("tenant_id", "kind", "number_index"),
        Index("ix_identity_documents_index", "tenant_id", "number_index"),
        Index("ix_identity_documents_patient", "tenant_id", "patient_id"),
        tenant_key("patient_id", "patients"),
        CheckConstraint(f"kind IN {DOCUMENT_KINDS!r}", name="kind"),
    )

    patient_id: Mapped[UUID]
    kind: Mapped[str]
    number_sealed: Mapped[bytes]
    number_index: Mapped[str]
    country: Mapped[str] = mapped_column(default="OM")
    valid_to: Mapped[date | None]


class Policy(TenantOwned, Base):
    """A cover that pays for the person; `rank` 1 pays first. Both days are inclusive."""

    __tablename__ = "policies"
    __table_args__ = (
        Index("ix_policies_patient", "tenant_id", "patient_id"),
        tenant_key("patient_id", "patients"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="period"),
        CheckConstraint("rank >= 1", name="rank"),
        CheckConstraint(f"relationship IN {RELATIONSHIPS!r}", name="relationship"),
        CheckConstraint(f"sex IN {CARD_SEXES!r}", name="sex"),
    )

    patient_id: Mapped[UUID]
    payer_id: Mapped[UUID] = mapped_column(ForeignKey("payers.id"))
    member_number_sealed: Mapped[bytes | None]
    member_index: Mapped[str | None]
    plan_name: Mapped[str] = mapped_column(default="")
    network: Mapped[str] = mapped_column(default="")
    relationship: Mapped[str] = mapped_column(default="self")
    # As the insurer's card says; None where it says nothing.
    sex: Mapped[str | None]
    rank: Mapped[int] = mapped_column(default=1)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    copay_percent: Mapped[Decimal | None] = mapped_column(Money)
    copay_max: Mapped[Decimal | None] = mapped_column(Money)
    waiting_until: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


class NameToken(TenantOwned, Base):
    """A folded word of a name; searched by prefix in plain byte order, which keeps the index usable."""

    __tablename__ = "name_tokens"
    __table_args__ = (
        Index("ix_name_tokens_token", "tenant_id", "token", "patient_id"),
        Index("ix_name_tokens_patient", "tenant_id", "patient_id"),
        tenant_key("patient_id", "patients", ondelete="CASCADE"),
    )

    token: Mapped[str] = mapped_column(TEXT(collation="C"))
    patient_id: Mapped[UUID]


class Allergy(TenantOwned, Base):
    """An ingredient that harms this person; its name is sealed, its index keeps it from being noted twice."""

    __tablename__ = "patient_allergies"
    __table_args__ = (
        UniqueConstraint("tenant_id", "patient_id", "ingredient_index"),
        tenant_key("patient_id", "patients"),
    )

    patient_id: Mapped[UUID]
    ingredient_sealed: Mapped[bytes]
    ingredient = SealedText("ingredient_sealed")
    ingredient_index: Mapped[str]
    noted_at: Mapped[datetime] = mapped_column(default=now)
    noted_by: Mapped[UUID | None]
