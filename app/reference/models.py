"""Payers and dated code lists."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base
from app.kernel.ids import new_id


class Payer(Base):
    """An insurer or third-party administrator, under its licence on the exchange."""

    __tablename__ = "payers"
    __table_args__ = (CheckConstraint("kind IN ('insurer', 'tpa')", name="kind"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    licence: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(default="insurer")
    name_en: Mapped[str]
    name_ar: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    approval_minutes: Mapped[int] = mapped_column(default=30)


class CodeSystem(Base):
    """A list of codes: ICD-10-CM, CPT, HCPCS, MOH drug codes, OSL, or an invented DEMO list."""

    __tablename__ = "code_systems"

    key: Mapped[str] = mapped_column(primary_key=True)
    uri: Mapped[str] = mapped_column(unique=True)
    name_en: Mapped[str]
    name_ar: Mapped[str]
    use: Mapped[str]


class CodeRelease(Base):
    """One edition of a code system and the days on which it holds."""

    __tablename__ = "code_releases"

    system: Mapped[str] = mapped_column(ForeignKey("code_systems.key"), primary_key=True)
    version: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    loaded_codes: Mapped[int] = mapped_column(default=0)


class Code(Base):
    """One code of a system, with the days on which it may be used."""

    __tablename__ = "codes"
    __table_args__ = (
        Index("ix_codes_words", "words", postgresql_using="gin"),
        Index("ix_codes_prefix", "system", "folded", postgresql_ops={"folded": "text_pattern_ops"}),
    )

    system: Mapped[str] = mapped_column(ForeignKey("code_systems.key"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    folded: Mapped[str]
    display_en: Mapped[str]
    display_ar: Mapped[str | None]
    search_text: Mapped[str]
    billable: Mapped[bool] = mapped_column(default=True)
    chapter: Mapped[str | None]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    words: Mapped[str] = mapped_column(
        TSVECTOR, Computed("to_tsvector('simple', search_text)", persisted=True)
    )


class PublicHoliday(Base):
    """A day on which offices in Oman are closed; days of the moon are entered when they are announced."""

    __tablename__ = "public_holidays"

    day: Mapped[date] = mapped_column(primary_key=True)
    name_en: Mapped[str]
    name_ar: Mapped[str]
