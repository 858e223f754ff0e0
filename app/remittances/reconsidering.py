"""A contract's tolerance changed: what was paid for its visits is looked at again, a few claims at a time."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import or_, select

from app.claims.models import Claim
from app.kernel import jobs
from app.kernel.db import db
from app.remittances import underpaid
from app.remittances.models import ClaimAccount
from app.tenants.scope import current_tenant_id, find, in_tenant

TASK = "remittances.reconsider"
A_STEP = 50


def reconsider(payer_id: UUID, since: date) -> None:
    """Look again at what the payer paid for visits from this day on, with the caller's transaction."""
    jobs.defer(TASK, tenant_id=current_tenant_id(), payer_id=payer_id, since=since)


@jobs.task(TASK, retry=3)
def run(tenant_id: str, payer_id: str, since: str) -> None:
    """Look through one clinic's claims."""
    with in_tenant(UUID(tenant_id)):
        look_through(UUID(payer_id), date.fromisoformat(since))


def look_through(payer_id: UUID, since: date) -> None:
    """Look at each claim that may be short; begun again from the start it finds the same. Commits."""
    claim_ids = _that_may_be_short(payer_id, since)
    db.session.commit()
    for begin in range(0, len(claim_ids), A_STEP):
        for claim_id in claim_ids[begin : begin + A_STEP]:
            underpaid.look_again(find(Claim, claim_id, for_update=True))
        db.session.commit()


def _that_may_be_short(payer_id: UUID, since: date) -> list[UUID]:
    """Claims that were paid for, and not in full by the contract or by the payer's own decision."""
    query = select(ClaimAccount.claim_id).where(
        ClaimAccount.payer_id == payer_id,
        ClaimAccount.service_date >= since,
        ClaimAccount.first_paid_on.is_not(None),
        or_(ClaimAccount.outstanding != 0, ClaimAccount.denied != 0),
    )
    return list(db.session.scalars(query.order_by(ClaimAccount.claim_id)))
