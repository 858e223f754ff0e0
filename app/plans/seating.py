"""Who counts, and since when: follows memberships in the transaction that changes them.

Whichever verb seats somebody or ends an access, the seat follows; so no verb can forget it.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, event, func, insert, select, update
from sqlalchemy.orm import Mapper

from app.kernel.clock import today
from app.kernel.ids import new_id
from app.plans.books import SEATS

# Somebody who only reads, such as an outside auditor, costs nothing.
FREE_ROLES = frozenset({"auditor"})


def follow(membership: type[Any]) -> None:
    """Listen to the table of memberships (user_id, role, status); told by the wiring."""
    for moment in ("after_insert", "after_update"):
        if not event.contains(membership, moment, _settle):
            event.listen(membership, moment, _settle)


def _settle(_mapper: Mapper[Any], connection: Connection, member: Any) -> None:
    counts = member.status == "active" and member.role not in FREE_ROLES
    of_person = (SEATS.c.tenant_id == member.tenant_id) & (SEATS.c.user_id == member.user_id)
    open_seat: UUID | None = connection.scalar(
        select(SEATS.c.id).where(of_person, SEATS.c.left_on.is_(None))
    )
    if counts and open_seat is None:
        connection.execute(
            insert(SEATS).values(
                tenant_id=member.tenant_id, id=new_id(), user_id=member.user_id, joined_on=today()
            )
        )
    elif not counts and open_seat is not None:
        connection.execute(
            update(SEATS)
            .where(of_person, SEATS.c.id == open_seat)
            # A clock that was set back ends no seat before it began.
            .values(left_on=func.greatest(SEATS.c.joined_on, today()))
        )
