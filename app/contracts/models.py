"""Contracts, services, price lists and code maps."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, event, false
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base, Money
from app.reference.folding import fold_code, fold_words
from app.tenants.scope import TenantOwned, tenant_key

CATEGORIES = (
    "consultation",
    "laboratory",
    "imaging",
    "procedure",
    "consumable",
    "medication",
    "dental",
)
VAT_CATEGORIES = ("exempt", "zero", "standard", "out_of_scope")


class Contract(TenantOwned, Base):
    """A dated agreement with a payer. `check_parameters` overrides the checker's defaults."""

    __tablename__ = "contracts"
    __table_args__ = (
        UniqueConstraint("tenant_id", "payer_id", "valid_from"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="period"),
    )

    payer_id: Mapped[UUID] = mapped_column(ForeignKey("payers.id"))
    number: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    filing_days: Mapped[int | None]
    resubmission_days: Mapped[int | None]
    # To complain after a judgement; and by when the payer should have answered.
    complaint_days: Mapped[int | None]
    answer_days: Mapped[int | None]
    check_parameters: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)


class PaymentTolerance(TenantOwned, Base):
    """Up to which difference, in OMR, a line paid too low is nobody's work, from a day of service on."""

    __tablename__ = "payment_tolerances"
    __table_args__ = (
        UniqueConstraint("tenant_id", "contract_id", "valid_from"),
        tenant_key("contract_id", "contracts", ondelete="CASCADE"),
        CheckConstraint("amount >= 0", name="amount"),
    )

    contract_id: Mapped[UUID]
    amount: Mapped[Decimal] = mapped_column(Money)
    valid_from: Mapped[date]


class Service(TenantOwned, Base):
    """Something the tenant does or sells, under its own local code."""

    __tablename__ = "services"
    __table_args__ = (
        UniqueConstraint("tenant_id", "local_code"),
        CheckConstraint(f"category IN {CATEGORIES!r}", name="category"),
        CheckConstraint(f"vat_category IN {VAT_CATEGORIES!r}", name="vat_category"),
    )

    local_code: Mapped[str]
    name_en: Mapped[str]
    name_ar: Mapped[str]
    category: Mapped[str]
    vat_category: Mapped[str] = mapped_column(default="exempt")
    favourite: Mapped[int | None]
    active: Mapped[bool] = mapped_column(default=True)
    # Somebody decided that no code of the exchange stands for it: nobody is asked again.
    no_code: Mapped[bool] = mapped_column(default=False, server_default=false())
    search_text: Mapped[str]


@event.listens_for(Service, "before_insert")
@event.listens_for(Service, "before_update")
def _keep_search_text(_mapper: object, _connection: object, service: Service) -> None:
    """What the search compares with: folded, because ILIKE knows no Arabic spellings."""
    words = fold_words(f"{service.local_code} {service.name_en} {service.name_ar}")
    service.search_text = f"{words} {fold_code(service.local_code)}"


class CodeMap(TenantOwned, Base):
    """A local code's counterpart in the exchange's code systems, from a day on."""

    __tablename__ = "code_maps"
    __table_args__ = (
        UniqueConstraint("tenant_id", "service_id", "valid_from"),
        tenant_key("service_id", "services"),
    )

    service_id: Mapped[UUID]
    system: Mapped[str] = mapped_column(ForeignKey("code_systems.key"))
    code: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class PriceList(TenantOwned, Base):
    """The prices agreed in a contract, from one day to another."""

    __tablename__ = "price_lists"
    __table_args__ = (
        UniqueConstraint("tenant_id", "contract_id", "valid_from"),
        tenant_key("contract_id", "contracts"),
    )

    contract_id: Mapped[UUID]
    name: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class Price(TenantOwned, Base):
    """The agreed price of one service in one list, in OMR."""

    __tablename__ = "prices"
    __table_args__ = (
        UniqueConstraint("tenant_id", "price_list_id", "service_id"),
        Index("ix_prices_service", "tenant_id", "service_id"),
        tenant_key("price_list_id", "price_lists", ondelete="CASCADE"),
        tenant_key("service_id", "services"),
        CheckConstraint("unit_price >= 0", name="unit_price"),
    )

    price_list_id: Mapped[UUID]
    service_id: Mapped[UUID]
    unit_price: Mapped[Decimal] = mapped_column(Money)
    approval_required: Mapped[bool] = mapped_column(default=False)
    max_per_day: Mapped[int | None]
