"""Reading who works on what."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import has_request_context
from sqlalchemy import ColumnElement, bindparam, select

from app.audit.people import everybody
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.pagewords import language
from app.kernel.paging import one_by_one
from app.tenants.scope import actor_id, current_tenant_id
from app.worklist.models import WorkLease

Subject = tuple[str, UUID]


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Who works on something: the name in the page's language, since and until when."""

    user_id: UUID
    name: str
    since: datetime
    until: datetime
    is_me: bool


# Made once: every verb on shared work asks.
_LEASES = (
    select(WorkLease)
    .where(
        WorkLease.subject_kind.in_(bindparam("kinds")),
        WorkLease.subject_id.in_(bindparam("ids")),
    )
    .execution_options(populate_existing=True)
)
_LEASES_AWAITED = _LEASES.with_for_update(read=True)


def holders(
    subject_kind: str, ids: Collection[UUID], *, awaited: bool = False
) -> dict[UUID, Holder]:
    """Those who work on these subjects now; nobody else appears. `awaited` waits for a taking under way."""
    found = holders_of([(subject_kind, one) for one in ids], awaited=awaited)
    return {subject_id: one for (_kind, subject_id), one in found.items()}


def holders_of(subjects: Collection[Subject], *, awaited: bool = False) -> dict[Subject, Holder]:
    """The same for subjects of several kinds: (kind, id) each."""
    asked = {
        "kinds": sorted({kind for kind, _id in subjects}),
        "ids": [subject_id for _kind, subject_id in subjects],
    }
    leases = db.session.scalars(_LEASES_AWAITED if awaited else _LEASES, asked)
    found = [lease for lease in leases if lease.until > now()]
    if not found:
        return {}
    names, me = _names(), actor_id()
    return {
        (lease.subject_kind, lease.subject_id): Holder(
            user_id=lease.holder_id,
            name=names.get(lease.holder_id, ""),
            since=lease.taken_at,
            until=lease.until,
            is_me=lease.holder_id == me,
        )
        for lease in found
    }


def held_by_others(subject_kind: str, subject_id: Any) -> ColumnElement[bool]:
    """The condition that somebody else works on the subject of a row now."""
    return one_by_one(
        select(WorkLease.id).where(
            WorkLease.tenant_id == current_tenant_id(),
            WorkLease.subject_kind == subject_kind,
            WorkLease.subject_id == subject_id,
            WorkLease.until > now(),
            WorkLease.holder_id != actor_id(),
        )
    )


def holder(subject_kind: str, subject_id: UUID, *, awaited: bool = False) -> Holder | None:
    """Who works on this subject now, or None."""
    return holders(subject_kind, (subject_id,), awaited=awaited).get(subject_id)


def _names() -> dict[UUID, str]:
    in_arabic = has_request_context() and language() == "ar"
    return {
        one.user_id: one.arabic if in_arabic and one.arabic else one.english for one in everybody()
    }
