"""The ledger in the database: read, added to, never changed. Whoever writes holds the claim's row."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from app.claims.closing import follow_money
from app.claims.models import Claim
from app.kernel.clock import muscat_day, now, today
from app.kernel.db import db
from app.remittances import rules
from app.remittances.models import ClaimAccount, LedgerEntry
from app.remittances.rules import PAID, LineLedger, Movement
from app.tenants.scope import actor_id


def account(claim_id: UUID) -> dict[int, LineLedger]:
    """The account of a claim by line; empty before the payer judged it."""
    query = select(LedgerEntry.line, LedgerEntry.kind, LedgerEntry.amount)
    found = db.session.execute(query.where(LedgerEntry.claim_id == claim_id))
    return rules.account((line, kind, amount) for line, kind, amount in found)


def entries(claim_id: UUID) -> list[LedgerEntry]:
    """Every entry of a claim, in the order it was written."""
    query = select(LedgerEntry).where(LedgerEntry.claim_id == claim_id)
    return list(db.session.scalars(query.order_by(LedgerEntry.position)))


def write(
    claim: Claim, movements: Sequence[Movement], *, day: date, remittance_line_id: UUID | None = None,
    reason: str = "",
) -> dict[int, LineLedger]:  # fmt: skip
    """Add entries to a locked claim's account and keep its sums; the account afterwards."""
    _add(claim.id, movements, day=day, remittance_line_id=remittance_line_id, reason=reason)
    return _kept(claim, first_paid=day if any(one.kind == PAID for one in movements) else None)


def reverse(claim: Claim, written: Sequence[LedgerEntry], movements: Sequence[Movement], reason: str) -> dict[int, LineLedger]:  # fmt: skip
    """Add the contra of each entry, and what follows from it; the account afterwards."""
    day = today()
    for entry, moved in zip(written, movements, strict=False):
        _add(claim.id, [moved], day=day, remittance_line_id=entry.remittance_line_id, reason=reason, reverses_id=entry.id)  # fmt: skip
    _add(claim.id, movements[len(written) :], day=day, reason=reason)
    return _kept(claim, first_paid=None)


def standing(remittance_line_id: UUID) -> list[LedgerEntry]:
    """What a line of a remittance wrote and nobody took back."""
    reversed_ids = select(LedgerEntry.reverses_id).where(
        LedgerEntry.remittance_line_id == remittance_line_id, LedgerEntry.reverses_id.is_not(None)
    )
    query = select(LedgerEntry).where(
        LedgerEntry.remittance_line_id == remittance_line_id,
        LedgerEntry.reverses_id.is_(None),
        LedgerEntry.id.not_in(reversed_ids),
    )
    return list(db.session.scalars(query.order_by(LedgerEntry.position)))


def _add(
    claim_id: UUID, movements: Sequence[Movement], *, day: date, remittance_line_id: UUID | None = None,
    reason: str, reverses_id: UUID | None = None,
) -> None:  # fmt: skip
    db.session.add_all(
        LedgerEntry(
            claim_id=claim_id,
            line=one.line,
            kind=one.kind,
            amount=one.amount,
            day=day,
            actor_id=actor_id(),
            remittance_line_id=remittance_line_id,
            reverses_id=reverses_id,
            reason=reason,
        )
        for one in movements
    )
    db.session.flush()


def _kept(claim: Claim, first_paid: date | None) -> dict[int, LineLedger]:
    """The sums beside the ledger, and the claim's end with them."""
    lines = account(claim.id)
    sums = rules.summed(lines)
    kept = account_row(claim.id)
    if kept is None:
        judged_on = muscat_day(claim.judged_at or now())
        kept = ClaimAccount(claim_id=claim.id, payer_id=claim.payer_id, service_date=claim.service_date, judged_on=judged_on)  # fmt: skip
        db.session.add(kept)
    for kind in rules.KINDS:
        setattr(kept, kind, getattr(sums, kind))
    kept.denied, kept.outstanding = sums.denied, sums.outstanding
    kept.state = rules.state_of(lines)
    if first_paid is not None:
        kept.first_paid_on = min(kept.first_paid_on or first_paid, first_paid)
    db.session.flush()
    follow_money(claim, is_settled=rules.is_settled(lines))
    return lines


def account_row(claim_id: UUID) -> ClaimAccount | None:
    """The sums of a claim's account, or None before any judgement."""
    query = select(ClaimAccount).where(ClaimAccount.claim_id == claim_id)
    return db.session.scalars(query).one_or_none()


def account_rows(claim_ids: Collection[UUID]) -> dict[UUID, ClaimAccount]:
    """The sums of many accounts at once."""
    query = select(ClaimAccount).where(ClaimAccount.claim_id.in_(claim_ids))
    return {one.claim_id: one for one in db.session.scalars(query)}


def outstanding_of(claim_ids: Collection[UUID]) -> dict[UUID, Decimal]:
    """What is still owed for each of these claims."""
    return {key: one.outstanding for key, one in account_rows(claim_ids).items()}
