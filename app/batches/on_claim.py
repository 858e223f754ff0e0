"""What a claim's own page tells of the batch it was sent in."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, select

from app.batches.models import Batch, BatchItem
from app.batches.states import TAKEN_BACK
from app.claims.models import Claim
from app.claims.parts import Part
from app.kernel.authz import can
from app.kernel.db import db

TEMPLATE = "batches/_on_claim.html"


def part(claim: Claim) -> Part | None:
    """The newest batch that holds the claim, for those who may see batches."""
    found = _newest(claim) if can("claims.batch") else None
    return Part(template=TEMPLATE, values={"batch": found}) if found else None


def _newest(claim: Claim) -> Any | None:
    query = (
        select(Batch.id, Batch.number, BatchItem.position)
        .join(BatchItem, and_(BatchItem.tenant_id == Batch.tenant_id, BatchItem.batch_id == Batch.id))
        .where(BatchItem.claim_id == claim.id, BatchItem.status != TAKEN_BACK)
        .order_by(Batch.started_at.desc(), Batch.id.desc())
        .limit(1)
    )  # fmt: skip
    return db.session.execute(query).one_or_none()
