"""What somebody finds who wants to take everything along."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from app.departing import deciding, exporting, leaving
from app.departing.models import Departure, Export
from app.departing.states import READY
from app.kernel.clock import now, today
from app.kernel.db import db
from app.tenants.scope import as_platform, in_tenant
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


def a_change_of_mind(owner: Person) -> None:
    """Somebody wanted to leave, one of the desk approved, and they stayed after all."""
    with in_tenant(owner.tenant_id, owner.user_id):
        one = Departure(reason="closing", asked_at=now() - timedelta(days=40), delete_after=today())
        db.session.add(one)
        db.session.commit()
        departure_id = one.id
    with as_platform(uuid4()):
        deciding.approve(owner.tenant_id, departure_id, "First Hand", "اليد الأولى")
        db.session.commit()
    with in_tenant(owner.tenant_id, owner.user_id):
        leaving.take_back()
        db.session.commit()
