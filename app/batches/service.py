"""The verbs of a batch: check, start, stop."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from app.audit.trail import note
from app.batches import queries
from app.batches.errors import AlreadyRunning, FiguresChanged, InAnotherBatch, NothingReady
from app.batches.history import SUBJECT, move
from app.batches.models import Batch, BatchItem
from app.batches.preflight import preflight
from app.batches.rules import key_of, part_of
from app.batches.running import RUN
from app.batches.states import BATCH, SUBMITTED, TAKEN_BACK, WAITING
from app.batches.values import Candidate, Expected, Preflight, Sum
from app.batches.wanted import as_kept
from app.claims import service as claims
from app.claims.models import Submission
from app.claims.queries import ClaimFilter
from app.exchange.connections import gateway
from app.exchange.models import Message
from app.exchange.states import HELD, QUEUED
from app.kernel import jobs
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.errors import DomainError
from app.kernel.ids import new_id
from app.tenants.scope import actor_id, current_branches, current_tenant_id, find
from app.tenants.service import next_number

__all__ = ["preflight", "start", "stop"]


def start(wanted: ClaimFilter, expected: Expected) -> Batch:
    """Begin to send what was confirmed; a worker does the rest.

    Raises AlreadyRunning, NothingReady, FiguresChanged, InAnotherBatch, TooMany.
    """
    kept = as_kept(wanted)
    _refuse_second(key_of(kept, current_branches() or ()))
    found = preflight(wanted)
    chosen = found.chosen(with_warnings=expected.with_warnings)
    figures = Sum.of(chosen)
    if not chosen:
        raise NothingReady
    confirmed = (expected.count, expected.payer_share, expected.digest)
    if (figures.count, figures.payer_share, figures.digest) != confirmed:
        raise FiguresChanged
    batch = _write(kept, found, figures)
    _write_items(batch, chosen)
    note(
        "batch.started", SUBJECT, batch.id, count=figures.count,
        payer_share=str(figures.payer_share), over_warnings=expected.with_warnings,
    )  # fmt: skip
    jobs.defer(RUN, tenant_id=current_tenant_id(), batch_id=batch.id)
    return batch


def _refuse_second(key: str) -> None:
    first = queries.open_batch(key)
    if first is not None:
        raise AlreadyRunning(first.id, first.number)


def _write(kept: dict[str, str], found: Preflight, figures: Sum) -> Batch:
    """The batch itself; of two that start at one moment the second waits here and is refused."""
    year = now().year
    batch = Batch(
        number=f"B-{year}-{next_number(f'batch-{year}'):05}",
        filter_key=key_of(kept, current_branches() or ()),
        wanted=kept,
        count=figures.count,
        net=figures.net,
        payer_share=figures.payer_share,
        kept_out=[
            {"code": group.code, "fix": group.fix, "count": len(group.claims), "payer_share": str(group.at_stake)}
            for group in found.to_fix
        ],
        part_size=gateway().manner.batch_messages,
        started_by=actor_id(),
    )  # fmt: skip
    db.session.add(batch)
    try:
        db.session.flush()
    except IntegrityError:
        db.session.rollback()
        _refuse_second(key_of(kept, current_branches() or ()))
        raise
    return batch


def _write_items(batch: Batch, chosen: Sequence[Candidate]) -> None:
    rows = [
        {
            "tenant_id": batch.tenant_id, "id": new_id(), "batch_id": batch.id,
            "claim_id": one.claim_id, "payer_id": one.payer_id, "position": position,
            "part": part_of(position, batch.part_size), "service_date": one.service_date,
            "version": one.version, "over_warnings": one.is_warned, "net": one.net,
            "payer_share": one.payer_share, "status": WAITING, "findings": [],
        }
        for position, one in enumerate(chosen, start=1)
    ]  # fmt: skip
    try:
        db.session.execute(insert(BatchItem), rows)
    except IntegrityError as error:
        db.session.rollback()
        raise InAnotherBatch from error


def stop(batch_id: UUID) -> int:
    """Take back what has certainly not left, and nothing else; how many that were.

    Raises NotPossible once all have left, NotFound.
    """
    batch = find(Batch, batch_id, for_update=True)
    BATCH.next(batch.status, "stopped")
    turned = db.session.execute(
        update(BatchItem)
        .where(
            BatchItem.tenant_id == batch.tenant_id,
            BatchItem.batch_id == batch.id,
            BatchItem.status == WAITING,
        )
        .values(status=TAKEN_BACK)
        .execution_options(synchronize_session=False)
    )
    batch.taken_back = turned.rowcount + _withdraw_queued(batch.id)  # type: ignore[attr-defined]
    batch.ended_at = now()
    move(batch, "stopped", taken_back=batch.taken_back)
    db.session.flush()
    return batch.taken_back


def _withdraw_queued(batch_id: UUID) -> int:
    """The claims whose messages still lie here; one that is just being sent is left to leave."""
    query = (
        select(BatchItem)
        .join(Submission, queries.its_sending())
        .join(Message, queries.its_message())
        .where(
            BatchItem.batch_id == batch_id,
            BatchItem.status == SUBMITTED,
            Message.status.in_((QUEUED, HELD)),
            Message.may_have_arrived.is_(False),
        )
        .order_by(BatchItem.position)
        # In the order in which a delivery locks: the message first, then its claim.
        .with_for_update(of=[Message, BatchItem], skip_locked=True)
    )
    count = 0
    for item in db.session.scalars(query).all():
        try:
            claims.withdraw(item.claim_id)
        except DomainError:
            continue
        item.status = TAKEN_BACK
        count += 1
    return count
