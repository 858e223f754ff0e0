"""Asking for everything, making it, and letting it go: the file is sealed piece by piece and destroyed after its time."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from flask import current_app
from sqlalchemy import delete, select, update

from app.audit.trail import note, note_read
from app.departing import writing
from app.departing.archive import PIECE, Archive, Keep, Pieces
from app.departing.errors import ExportGone, ExportUnderWay
from app.departing.history import EXPORTS
from app.departing.models import Export, ExportPart
from app.departing.states import EXPORT, READY, WAITING
from app.departing.writing import Told
from app.kernel import jobs
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.ids import new_id
from app.tenants.keys import open_bytes, seal_bytes
from app.tenants.queries import tenant
from app.tenants.rounds import for_each_tenant
from app.tenants.scope import SAY_WHO_ASKS, actor_id, current_tenant_id, find, in_tenant

log = logging.getLogger(__name__)

RUN = "departing.export"
KEPT_FOR = timedelta(days=3)
# Nobody touched an export under way for so long: its worker died.
FORGOTTEN_AFTER = timedelta(minutes=5)
MOST_TRIES = 5


def ask() -> Export:
    """Have everything written into a file by a worker. Raises ExportUnderWay."""
    under_way = select(Export.id).where(Export.status == WAITING)
    if db.session.scalars(under_way).first() is not None:
        raise ExportUnderWay
    one = Export(asked_by=actor_id())
    db.session.add(one)
    db.session.flush()
    note("export.asked", "export", one.id)
    jobs.defer(RUN, tenant_id=current_tenant_id(), export_id=one.id)
    return one


def exports() -> list[Export]:
    """The exports of this tenant, the newest first."""
    return list(db.session.scalars(select(Export).order_by(Export.asked_at.desc()).limit(20)))


@jobs.task(RUN)
def run(tenant_id: str, export_id: str) -> None:
    """Make the file; a worker that died on the way left pieces, which are thrown away first."""
    with in_tenant(UUID(tenant_id)):
        make(UUID(export_id))


def make(export_id: UUID) -> None:
    """Write the file from one snapshot. Commits piece by piece; a failure is told in the log and on the page."""
    one = find(Export, export_id, for_update=True)
    if one.status != WAITING:
        db.session.rollback()
        return
    db.session.execute(delete(ExportPart).where(ExportPart.export_id == export_id))
    one.touched_at, one.tries = now(), one.tries + 1
    db.session.commit()
    try:
        _write(export_id)
    except Exception:
        log.exception("export %s failed", export_id)
        db.session.rollback()
        db.session.execute(delete(ExportPart).where(ExportPart.export_id == export_id))
        one = find(Export, export_id, for_update=True)
        if one.status == WAITING:
            EXPORTS.move(EXPORT, one, "failed", {})
        db.session.commit()


def _write(export_id: UUID) -> None:
    pieces = stream(Keeper(export_id), lambda done, total: _tell(export_id, done, total))
    one = find(Export, export_id, for_update=True)
    if one.status != WAITING:  # Whoever asked for it has left meanwhile.
        db.session.execute(delete(ExportPart).where(ExportPart.export_id == export_id))
        db.session.commit()
        return
    one.size, one.sha256 = pieces.written, pieces.hash.hexdigest()
    one.finished_at, one.expires_at = now(), now() + KEPT_FOR
    EXPORTS.move(EXPORT, one, "finished", {"bytes": one.size, "sha256": one.sha256})
    db.session.commit()


def stream(keep: Keep, told: Told, size: int = PIECE) -> Pieces:
    """Write everything of the present tenant, as one snapshot shows it, in pieces of a size; returns their sum and hash."""
    pieces, at, name = Pieces(keep, size), now(), tenant().name_en
    reading = db.engine.connect().execution_options(isolation_level="REPEATABLE READ")
    with reading as connection:
        scope = {"tenant": str(current_tenant_id()), "user": "", "branches": "", "read_only": "on"}
        connection.execute(SAY_WHO_ASKS, scope)
        writing.write(Archive(pieces, at), connection, name=name, at=at, told=told)
        connection.rollback()
    pieces.finish()
    return pieces


class Keeper:
    """Seals each piece and commits it, so that none of them stays in memory."""

    def __init__(self, export_id: UUID) -> None:
        self._export_id, self._position = export_id, 0

    def __call__(self, piece: bytes) -> None:
        identity = new_id()
        sealed = seal_bytes(piece, table="export_parts", column="body_sealed", row_id=identity)
        db.session.add(
            ExportPart(
                id=identity, export_id=self._export_id, position=self._position, body_sealed=sealed
            )
        )
        self._position += 1
        db.session.commit()


def _tell(export_id: UUID, done: int, total: int) -> None:
    told = update(Export).where(Export.id == export_id)
    db.session.execute(told.values(done=done, total=total, touched_at=now()))
    db.session.commit()


def fetch(export_id: UUID) -> tuple[Export, Iterator[bytes]]:
    """The file of an export, piece by piece; that it was fetched is in the trail. Raises NotFound, ExportGone."""
    one = find(Export, export_id)
    if one.status != READY or one.expires_at is None or one.expires_at <= now():
        raise ExportGone
    note_read("export.fetched", "export", one.id)
    query = select(ExportPart.id).where(ExportPart.export_id == one.id)
    pieces = list(db.session.scalars(query.order_by(ExportPart.position)))
    return one, _opened(current_tenant_id(), pieces)


def _opened(tenant_id: UUID, pieces: list[UUID]) -> Iterator[bytes]:
    """Read after the request's own transaction has ended: each piece in one of its own."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's own way

    def read(piece: UUID) -> bytes:
        with app.app_context(), in_tenant(tenant_id):
            sealed = db.session.scalars(
                select(ExportPart.body_sealed).where(ExportPart.id == piece)
            ).one()
            return open_bytes(sealed, table="export_parts", column="body_sealed", row_id=piece)

    return (read(piece) for piece in pieces)


def stop_of(leaver: UUID) -> None:
    """What a leaver asked for is not put together any more; another owner asks anew."""
    asked = select(Export).where(Export.status == WAITING, Export.asked_by == leaver)
    for one in db.session.scalars(asked.with_for_update()).all():
        db.session.execute(delete(ExportPart).where(ExportPart.export_id == one.id))
        EXPORTS.move(EXPORT, one, "failed", {"because": "left"})


def look_after_all() -> None:
    """Every tick: an export whose worker died is begun anew."""
    for_each_tenant(look_after)


def look_after() -> None:
    """Wake the forgotten exports of the present tenant; one that killed its worker again and again has failed."""
    lost = select(Export).where(
        Export.status == WAITING, Export.touched_at < now() - FORGOTTEN_AFTER
    )
    for one in db.session.scalars(lost):
        if one.tries >= MOST_TRIES:
            EXPORTS.move(EXPORT, one, "failed", {})
            continue
        one.touched_at = now()
        jobs.defer(RUN, tenant_id=current_tenant_id(), export_id=one.id)


def let_go_everywhere() -> None:
    """Every hour: files whose time is over are destroyed."""
    for_each_tenant(let_go)


def let_go() -> None:
    """Destroy the files of the present tenant whose time is over."""
    over = select(Export).where(Export.status == READY, Export.expires_at <= now())
    for one in db.session.scalars(over):
        db.session.execute(delete(ExportPart).where(ExportPart.export_id == one.id))
        EXPORTS.move(EXPORT, one, "expired", {})
