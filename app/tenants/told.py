"""What owners were written to about once, however often the round runs."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.ids import new_id
from app.tenants.models import OwnersTold
from app.tenants.scope import current_tenant_id


def was_told(kind: str, about: str) -> bool:
    """Whether the owners of the present tenant were told this before."""
    query = select(OwnersTold.id).where(OwnersTold.kind == kind, OwnersTold.about == about)
    return db.session.scalar(query) is not None


def first_time(kind: str, about: str) -> bool:
    """Noted now with the present transaction; False if it was noted before."""
    row = {
        "tenant_id": current_tenant_id(), "id": new_id(), "kind": kind, "about": about,
        "told_at": now(),
    }  # fmt: skip
    noted = insert(OwnersTold).values(row).on_conflict_do_nothing()
    return db.session.execute(noted.returning(OwnersTold.id)).first() is not None
