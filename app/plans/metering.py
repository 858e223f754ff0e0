"""Counting accepted claims, in the transaction in which they are accepted.

Whoever knows claims says when one is accepted or rejected after all; a chain of corrections and
resubmissions counts once. In practice mode nothing is counted, and nothing is ever refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from app.kernel.clock import now, today
from app.kernel.db import db
from app.kernel.ids import new_id
from app.plans.books import USAGE
from app.plans.errors import AccountClosed
from app.tenants.models import CLOSED, Tenant
from app.tenants.queries import tenant
from app.tenants.scope import current_tenant_id


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """A claim that the insurer has, and the sending that was acknowledged."""

    root_claim_id: UUID
    claim_id: UUID
    claim_number: str
    payer_id: UUID
    message_id: UUID


def is_running() -> bool:
    """In practice mode nothing is counted."""
    return not tenant().practice_mode


def count(claim: Accepted) -> None:
    """Count it, unless its chain was counted before; what was taken back counts again from today.

    Raises AccountClosed once the tenant is closed: its last invoice is written, and nothing may be left out of it.
    """
    _refuse_closed()
    facts = {
        "claim_id": claim.claim_id, "claim_number": claim.claim_number,
        "message_id": claim.message_id, "counted_on": today(), "counted_at": now(),
    }  # fmt: skip
    row = {
        "tenant_id": current_tenant_id(), "id": new_id(), "root_claim_id": claim.root_claim_id,
        "payer_id": claim.payer_id, **facts,
    }  # fmt: skip
    db.session.execute(
        insert(USAGE).values(row).on_conflict_do_update(
            index_elements=["tenant_id", "root_claim_id"],
            set_={**facts, "voided_at": None},
            # What was taken back while its invoice became final stands on it: it is not counted twice.
            where=USAGE.c.voided_at.is_not(None) & USAGE.c.billed_at.is_(None),
        )
    )  # fmt: skip


def _refuse_closed() -> None:
    """Closing waits for what is being counted, and what comes after the closing is not counted any more."""
    status = select(Tenant.status).where(Tenant.id == current_tenant_id())
    if db.session.scalars(status.with_for_update(read=True)).one() == CLOSED:
        raise AccountClosed


def take_back(claim_id: UUID) -> None:
    """The claim counted never entered the insurer's system after all, or was taken out of it; what is invoiced stays invoiced."""
    db.session.execute(
        update(USAGE)
        .where(
            USAGE.c.tenant_id == current_tenant_id(), USAGE.c.claim_id == claim_id,
            USAGE.c.voided_at.is_(None), USAGE.c.billed_at.is_(None),
        )
        .values(voided_at=now())
    )  # fmt: skip
