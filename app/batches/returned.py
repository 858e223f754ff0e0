"""What came back of a batch, walked claim by claim; whoever begins has it, so that two people never mend one."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from app.batches import queries
from app.batches.models import BatchItem
from app.claims.models import Claim
from app.kernel.db import db
from app.worklist import queries as worklist
from app.worklist import service as work
from app.worklist.errors import TakenByOther

CLAIM = "claim"
# So many are taken at once, for so long; each page that is open keeps its own one longer.
MOST_TAKEN, MINUTES = 50, 60


def begin(batch_id: UUID) -> int | None:
    """Take what came back and nobody works on; the position of the first, None where nothing is left to take."""
    query = (
        select(BatchItem.position, BatchItem.claim_id)
        .join(Claim, queries.its_claim())
        .where(BatchItem.batch_id == batch_id, queries.needs_fix(), _is_free())
        .order_by(BatchItem.position)
        .limit(MOST_TAKEN)
    )
    mine = [position for position, claim_id in db.session.execute(query).all() if _taken(claim_id)]
    return mine[0] if mine else None


def _taken(claim_id: UUID) -> bool:
    """Of two who begin at one moment each has what the other has not."""
    try:
        work.take(CLAIM, claim_id, MINUTES)
    except TakenByOther:
        return False
    return True


def _is_free() -> ColumnElement[bool]:
    return ~worklist.held_by_others(CLAIM, BatchItem.claim_id)


def fix_count(batch_id: UUID) -> int:
    """How many claims of the batch need a person."""
    query = select(func.count()).select_from(BatchItem).join(Claim, queries.its_claim())
    return int(
        db.session.scalar(query.where(BatchItem.batch_id == batch_id, queries.needs_fix())) or 0
    )


def to_fix(batch_id: UUID, position: int) -> tuple[queries.Item | None, int | None, int | None]:
    """The claim that needs a person at this position or the next one after it, and its neighbours' positions.

    What somebody else works on is no neighbour: of two who walk a batch each meets other claims.
    """
    wanting = queries.rows_of(batch_id).where(queries.needs_fix())
    here = db.session.execute(wanting.where(BatchItem.position >= position).limit(1)).first()
    if here is None:
        return None, _position(batch_id, before=position), None
    item = queries.item_of(here)
    return (
        item,
        _position(batch_id, before=item.position),
        _position(batch_id, after=item.position),
    )


def _position(batch_id: UUID, *, before: int | None = None, after: int | None = None) -> int | None:
    query = select(BatchItem.position).join(Claim, queries.its_claim())
    query = query.where(BatchItem.batch_id == batch_id, queries.needs_fix(), _is_free())
    if before is not None:
        query = query.where(BatchItem.position < before).order_by(BatchItem.position.desc())
    else:
        query = query.where(BatchItem.position > after).order_by(BatchItem.position)
    return db.session.scalars(query.limit(1)).one_or_none()
