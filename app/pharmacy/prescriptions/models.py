"""Prescriptions, their lines, and their timeline."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Index,
    SmallInteger,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.clock import now
from app.kernel.db import Base, Money
from app.kernel.money import ZERO
from app.pharmacy.prescriptions.rules import Item
from app.pharmacy.prescriptions.states import ITEM, PRESCRIPTION, RELEASED, TASK
from app.tenants.history import TimelineEntry
from app.tenants.scope import TenantOwned, tenant_key
from app.tenants.sealed import SealedText

PAPER, CLINIC, EXCHANGE = "paper", "clinic", "exchange"
SOURCES = (PAPER, CLINIC, EXCHANGE)


class Prescription(TenantOwned, Base):
    """What a prescriber ordered for one patient; `expires_on` is its last day.

    `reference` is the number by which the prescriber's side knows it; it is sealed and found by its index.
    """

    __tablename__ = "prescriptions"
    __table_args__ = (
        UniqueConstraint("tenant_id", "number"),
        UniqueConstraint("tenant_id", "reference_index"),
        Index("ix_prescriptions_days", "tenant_id", "created_at", "id"),
        Index("ix_prescriptions_status", "tenant_id", "status", "created_at", "id"),
        Index("ix_prescriptions_patient", "tenant_id", "patient_id", "created_at"),
        tenant_key("patient_id", "patients"),
        CheckConstraint(f"status IN {tuple(PRESCRIPTION.statuses)!r}", name="status"),
        CheckConstraint(f"source IN {SOURCES!r}", name="source"),
        CheckConstraint("expires_on >= written_on", name="period"),
    )

    number: Mapped[str]
    source: Mapped[str]
    patient_id: Mapped[UUID]
    reference_sealed: Mapped[bytes | None]
    reference = SealedText("reference_sealed")
    reference_index: Mapped[str | None]
    prescriber_name: Mapped[str]
    prescriber_licence: Mapped[str]
    diagnosis_code: Mapped[str] = mapped_column(default="")
    written_on: Mapped[date]
    expires_on: Mapped[date]
    status: Mapped[str] = mapped_column(default=PRESCRIPTION.initial)
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]
    version: Mapped[int] = mapped_column(default=1)

    lines: Mapped[list[PrescriptionLine]] = relationship(
        order_by="PrescriptionLine.sequence", cascade="all, delete-orphan", lazy="selectin"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def lies_elsewhere(self) -> bool:
        """Whether what is left of it went back to where it came from."""
        return self.status == RELEASED and self.source != PAPER


class PrescriptionLine(TenantOwned, Base):
    """One medicine ordered, in units, and what became of them; doses in dose units of the medicine."""

    __tablename__ = "prescription_lines"
    __table_args__ = (
        UniqueConstraint("tenant_id", "prescription_id", "sequence"),
        Index("ix_prescription_lines_owing", "tenant_id", "id", postgresql_where=text("owing > 0")),
        Index(
            "ix_prescription_lines_ordered",
            "tenant_id",
            "ordered_system",
            "ordered_code",
            "id",
            postgresql_where=text("ordered_code <> ''"),
        ),
        tenant_key("prescription_id", "prescriptions", ondelete="CASCADE"),
        tenant_key("service_id", "services"),
        CheckConstraint(f"status IN {ITEM!r}", name="status"),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint(
            "supplied >= 0 AND owing >= 0 AND not_supplied >= 0 AND cash >= 0 AND cash <= supplied"
            " AND supplied + owing + not_supplied <= quantity",
            name="units",
        ),
    )

    prescription_id: Mapped[UUID]
    sequence: Mapped[int] = mapped_column(SmallInteger)
    service_id: Mapped[UUID]
    local_code: Mapped[str]
    name_en: Mapped[str]
    name_ar: Mapped[str]
    # The code by which the prescriber's side named it, where it did.
    ordered_system: Mapped[str] = mapped_column(default="")
    ordered_code: Mapped[str] = mapped_column(default="")
    # Which line of the order it is, where it came from elsewhere: a paper may be in another sequence.
    ordered_sequence: Mapped[int | None] = mapped_column(SmallInteger)
    quantity: Mapped[Decimal] = mapped_column(Money)
    dose: Mapped[Decimal | None] = mapped_column(Money)
    times_a_day: Mapped[Decimal | None] = mapped_column(Money)
    days: Mapped[int | None] = mapped_column(SmallInteger)
    # How to take it, in the prescriber's words, for the label.
    directions_sealed: Mapped[bytes | None]
    directions = SealedText("directions_sealed")
    supplied: Mapped[Decimal] = mapped_column(Money, default=ZERO)
    owing: Mapped[Decimal] = mapped_column(Money, default=ZERO)
    not_supplied: Mapped[Decimal] = mapped_column(Money, default=ZERO)
    cash: Mapped[Decimal] = mapped_column(Money, default=ZERO)
    status: Mapped[str]

    @property
    def item(self) -> Item:
        """The line's units as the rules count them."""
        return Item(
            prescribed=self.quantity,
            supplied=self.supplied,
            owing=self.owing,
            not_supplied=self.not_supplied,
            cash=self.cash,
        )

    @item.setter
    def item(self, item: Item) -> None:
        self.supplied, self.owing = item.supplied, item.owing
        self.not_supplied, self.cash = item.not_supplied, item.cash
        self.status = item.status


class PrescriptionEvent(TimelineEntry, Base):
    """One entry of a prescription's timeline."""

    __tablename__ = "prescription_events"
    __table_args__ = (
        Index("ix_prescription_events_prescription", "tenant_id", "prescription_id", "position"),
        tenant_key("prescription_id", "prescriptions"),
    )

    prescription_id: Mapped[UUID]


TAKE_UP, GIVE_BACK = "take_up", "let_go"
WISHES = (TAKE_UP, GIVE_BACK)


class PrescriptionTask(TenantOwned, Base):
    """One question about a prescription that lies at the exchange, or in the mailbox of clinics, and its answer.

    `patient_id` is whom it should be for, where that was said; `ordered` is what was handed over, as
    `prescribing.ordered` writes it; `reason` says why not, in codes of `exchange.messages.prescriptions`.
    """

    __tablename__ = "prescription_tasks"
    __table_args__ = (
        Index("ix_prescription_tasks_token", "tenant_id", "token_index", "asked_at", "id"),
        Index("ix_prescription_tasks_open", "tenant_id", "asked_at", "id", postgresql_where=text("status IN ('asked', 'handed_over') AND wish = 'take_up'")),
        Index("ix_prescription_tasks_untold", "tenant_id", "prescription_id", postgresql_where=text("status = 'turned_down' AND wish = 'give_back'")),
        Index("ix_prescription_tasks_prescription", "tenant_id", "prescription_id", "asked_at"),
        tenant_key("patient_id", "patients"),
        tenant_key("prescription_id", "prescriptions"),
        tenant_key("message_id", "messages"),
        CheckConstraint(f"status IN {tuple(TASK.statuses)!r}", name="status"),
        CheckConstraint(f"wish IN {WISHES!r}", name="wish"),
        CheckConstraint(f"source IN {(CLINIC, EXCHANGE)!r}", name="source"),
    )  # fmt: skip

    source: Mapped[str] = mapped_column(default=EXCHANGE)
    wish: Mapped[str]
    status: Mapped[str] = mapped_column(default=TASK.initial)
    token_sealed: Mapped[bytes | None]
    token = SealedText("token_sealed")
    token_index: Mapped[str]
    patient_id: Mapped[UUID | None]
    prescription_id: Mapped[UUID | None]
    message_id: Mapped[UUID | None]
    ordered_sealed: Mapped[bytes | None]
    ordered = SealedText("ordered_sealed")
    reason: Mapped[str] = mapped_column(default="")
    said_sealed: Mapped[bytes | None]
    said = SealedText("said_sealed")
    asked_at: Mapped[datetime] = mapped_column(default=now)
    asked_by: Mapped[UUID | None]
    answered_at: Mapped[datetime | None]
