"""What somebody finds who wants to take everything along."""

from __future__ import annotations

from datetime import timedelta

from app.departing import exporting
from app.departing.models import Export
from app.departing.states import READY
from app.kernel.clock import now
from app.kernel.db import db
from tests.cast import Person
from tests.factories.clinic import Mark
from tests.rooms.names import Ids

FILE = b"the file of everything, in two pieces"


def an_export(ids: Ids, mark: Mark, owner: Person) -> None:
    """One that is ready to be fetched."""
    one = Export(
        asked_by=owner.user_id, asked_at=now() - timedelta(hours=1), status=READY, done=3, total=3,
        size=len(FILE), sha256="0" * 64, finished_at=now(), expires_at=now() + exporting.KEPT_FOR,
    )  # fmt: skip
    db.session.add(one)
    db.session.flush()
    keep = exporting.Keeper(one.id)
    keep(FILE[:10])
    keep(FILE[10:])
    ids["export"] = one.id
