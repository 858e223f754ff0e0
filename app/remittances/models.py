"""Remittances and their lines, the ledger and each claim's account."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Identity,
    Index,
    SmallInteger,
    UniqueConstraint,
    and_,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.clock import now
from app.kernel.db import Base, Money
from app.kernel.money import ZERO
from app.remittances import bank_models as bank_models  # noqa: PLC0414 - the rest of the catalogue
from app.remittances import desk_models as desk_models  # noqa: PLC0414 - the rest of the catalogue
from app.remittances.rules import KINDS, STATES
from app.remittances.states import LINE, REMITTANCE
from app.tenants.reach import OfBranch, is_about
from app.tenants.scope import TenantOwned, tenant_key

ORIGINS = ("exchange", "file")


class Remittance(TenantOwned, Base):
    """One payment of an insurer, whichever way its advice came. Amounts in OMR, as they were advised."""

    __tablename__ = "remittances"
    __table_args__ = (
        # A file is imported once; the exchange's own numbers are compared under a lock instead,
        # because the second one is kept too, in sight.
        UniqueConstraint("tenant_id", "file_hash"),
        Index("ix_remittances_received", "tenant_id", "received_at", "id"),
        Index("ix_remittances_status", "tenant_id", "status", "received_at", "id"),
        Index("ix_remittances_payer", "tenant_id", "payer_id", "received_at", "id"),
        Index("ix_remittances_paid", "tenant_id", "paid_on", "received_at", "id"),
        Index("ix_remittances_unbanked", "tenant_id", "received_at", "id",
              postgresql_where=text("bank_line_id IS NULL")),
        Index("ix_remittances_dear", "tenant_id", text("abs(amount) DESC"), "id", postgresql_where=text("status = 'parked'")),
        Index("ix_remittances_reference", "tenant_id", "reference"),
        tenant_key("twice_of_id", "remittances"),
        Index("ix_remittances_bank_line", "tenant_id", "bank_line_id"),
        tenant_key("inbound_id", "inbound_messages"),
        tenant_key("bank_line_id", "bank_lines"),
        CheckConstraint(f"status IN {tuple(REMITTANCE.statuses)!r}", name="status"),
        CheckConstraint(f"origin IN {ORIGINS!r}", name="origin"),
    )  # fmt: skip

    origin: Mapped[str]
    payer_id: Mapped[UUID | None] = mapped_column(ForeignKey("payers.id"))
    reference: Mapped[str]
    payment_reference: Mapped[str] = mapped_column(default="")
    amount: Mapped[Decimal] = mapped_column(Money)
    currency: Mapped[str] = mapped_column(default="OMR")
    paid_on: Mapped[date | None]
    method: Mapped[str] = mapped_column(default="")
    # The payer's own words may name a patient.
    words_sealed: Mapped[bytes | None]
    status: Mapped[str] = mapped_column(default=REMITTANCE.initial)
    problem: Mapped[str | None]
    twice_of_id: Mapped[UUID | None]
    # What a person answered to the problem, or why it was put away.
    answer: Mapped[str | None]
    answered_by: Mapped[UUID | None]
    file_name: Mapped[str | None]
    file_hash: Mapped[str | None]
    inbound_id: Mapped[UUID | None]
    # The credit on the bank's statement that brought it, once ticked off.
    bank_line_id: Mapped[UUID | None]
    banked_by: Mapped[UUID | None]
    received_at: Mapped[datetime] = mapped_column(default=now)
    received_by: Mapped[UUID | None]

    lines: Mapped[list[RemittanceLine]] = relationship(
        order_by="RemittanceLine.sequence", lazy="selectin"
    )


class RemittanceLine(OfBranch, TenantOwned, Base):
    """One amount of a remittance. `amount` is what moved: negative where money went back."""

    __tablename__ = "remittance_lines"
    __table_args__ = (
        UniqueConstraint("tenant_id", "remittance_id", "sequence"),
        Index("ix_remittance_lines_status", "tenant_id", "status", "id"),
        Index("ix_remittance_lines_claim", "tenant_id", "claim_id"),
        Index("ix_remittance_lines_entry", "tenant_id", "entry_reference"),
        Index("ix_remittance_lines_probable", "tenant_id", "probable_id"),
        tenant_key("remittance_id", "remittances"),
        tenant_key("claim_id", "claims"),
        tenant_key("probable_id", "claims"),
        CheckConstraint(f"status IN {tuple(LINE.statuses)!r}", name="status"),
    )

    remittance_id: Mapped[UUID]
    sequence: Mapped[int]
    kind: Mapped[str]
    amount: Mapped[Decimal] = mapped_column(Money)
    # The payer's number of this entry, and of the earlier one that it takes back.
    entry_reference: Mapped[str] = mapped_column(default="")
    original_reference: Mapped[str] = mapped_column(default="")
    claim_identifier: Mapped[str] = mapped_column(default="")
    response_reference: Mapped[str] = mapped_column(default="")
    claim_line: Mapped[int | None] = mapped_column(SmallInteger)
    service_date: Mapped[date | None]
    paid_on: Mapped[date | None]
    denial_code: Mapped[str] = mapped_column(default="")
    # The patient's number as the file writes it.
    patient_sealed: Mapped[bytes | None]
    status: Mapped[str] = mapped_column(default=LINE.initial)
    problem: Mapped[str | None]
    claim_id: Mapped[UUID | None]
    # Why it belongs to its claim: names of reasons in remittances.matching.
    reasons: Mapped[list[str]] = mapped_column(JSONB, default=list)
    probable_id: Mapped[UUID | None]
    answer: Mapped[str | None]
    answered_by: Mapped[UUID | None]
    answered_at: Mapped[datetime | None]

    @classmethod
    def in_branches(cls) -> ColumnElement[bool]:
        """Of the branch of its claim, or of the claim it is probably for; what is for nobody yet is everybody's."""
        return and_(is_about(cls.claim_id, "claims"), is_about(cls.probable_id, "claims"))


class LedgerEntry(OfBranch, TenantOwned, Base):
    """One movement on one line of a claim. Never changed and never deleted: a mistake is met by its contra."""

    __tablename__ = "ledger_entries"
    hangs_on = ("claim_id", "claims")
    __table_args__ = (
        Index("ix_ledger_entries_claim", "tenant_id", "claim_id", "position"),
        Index("ix_ledger_entries_day", "tenant_id", "kind", "day"),
        Index("ix_ledger_entries_source", "tenant_id", "remittance_line_id"),
        tenant_key("claim_id", "claims"),
        tenant_key("remittance_line_id", "remittance_lines"),
        tenant_key("reverses_id", "ledger_entries"),
        UniqueConstraint("tenant_id", "reverses_id"),
        CheckConstraint(f"kind IN {KINDS!r}", name="kind"),
        CheckConstraint("amount <> 0", name="amount"),
    )

    claim_id: Mapped[UUID]
    # The sequence of the claim's line: drafts write their lines anew, an account outlives that.
    line: Mapped[int] = mapped_column(SmallInteger)
    position: Mapped[int] = mapped_column(BigInteger, Identity(always=True))
    kind: Mapped[str]
    amount: Mapped[Decimal] = mapped_column(Money)
    day: Mapped[date]
    at: Mapped[datetime] = mapped_column(default=now)
    actor_id: Mapped[UUID | None]
    remittance_line_id: Mapped[UUID | None]
    reverses_id: Mapped[UUID | None]
    reason: Mapped[str] = mapped_column(default="")


class ClaimAccount(OfBranch, TenantOwned, Base):
    """What the ledger of one claim comes to, kept beside it so that lists need not add it up."""

    __tablename__ = "claim_accounts"
    hangs_on = ("claim_id", "claims")
    __table_args__ = (
        UniqueConstraint("tenant_id", "claim_id"),
        Index("ix_claim_accounts_open", "tenant_id", "payer_id", "judged_on",
              postgresql_where=text("outstanding <> 0")),
        Index("ix_claim_accounts_speed", "tenant_id", "payer_id", "first_paid_on"),
        Index("ix_claim_accounts_judged", "tenant_id", "judged_on"),
        tenant_key("claim_id", "claims"),
        CheckConstraint(f"state IN {STATES!r}", name="state"),
        CheckConstraint("paid >= taken_back AND taken_back >= 0", name="taken_back"),
        CheckConstraint("billed = patient_share + approved + denied", name="adds_up"),
    )  # fmt: skip

    claim_id: Mapped[UUID]
    payer_id: Mapped[UUID] = mapped_column(ForeignKey("payers.id"))
    service_date: Mapped[date]
    judged_on: Mapped[date]
    first_paid_on: Mapped[date | None]
    state: Mapped[str]
    billed: Mapped[Decimal] = mapped_column(Money, default=ZERO)
    patient_share: Mapped[Decimal] = mapped_column(Money, default=ZERO)
    approved: Mapped[Decimal] = mapped_column(Money, default=ZERO)
    denied: Mapped[Decimal] = mapped_column(Money, default=ZERO)
    let_go: Mapped[Decimal] = mapped_column(Money, default=ZERO)
    paid: Mapped[Decimal] = mapped_column(Money, default=ZERO)
    taken_back: Mapped[Decimal] = mapped_column(Money, default=ZERO)
    fee: Mapped[Decimal] = mapped_column(Money, default=ZERO)
    early_payment: Mapped[Decimal] = mapped_column(Money, default=ZERO)
    written_off: Mapped[Decimal] = mapped_column(Money, default=ZERO)
    outstanding: Mapped[Decimal] = mapped_column(Money, default=ZERO)
