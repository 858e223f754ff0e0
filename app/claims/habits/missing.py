"""Visits without a claim: what was covered, begun or agreed, and brings no money as it stands.

Packages above claims bring their own kind through `add_source`; wiring does so once, at the start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import Uuid, select, true, tuple_, values
from sqlalchemy import column as sql_column
from sqlalchemy.dialects.postgresql import insert

from app.audit.trail import note
from app.claims.habits.models import MissingDismissal
from app.claims.models import Claim
from app.kernel.clock import now, today
from app.kernel.db import db
from app.kernel.money import ZERO, round_baisa, total
from app.kernel.paging import one_by_one
from app.tenants.scope import actor_id, current_tenant_id

PAGE = 25
AVERAGED = 200
MOST_COUNTED = 200


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the list is narrowed to; `after` days are given to a visit before its claim is missed."""

    kind: str = ""
    payer_id: UUID | None = None
    first: date
    last: date
    after: int = 1


@dataclass(frozen=True, kw_only=True)
class Missing:
    """One thing without a claim; without `amount` an estimate is put in. Amounts in rials."""

    kind: str
    subject_id: UUID
    day: date
    patient_id: UUID
    payer_id: UUID
    reference: str = ""
    amount: Decimal | None = None


# The place from which a page goes on, day and id: to what is older, or back to what is newer.
Place = tuple[date, UUID]


class Rows(Protocol):
    """So many rows from a place on: the newest first, or rising from the place, the nearest first."""

    def __call__(
        self, wanted: Wanted, place: Place | None, limit: int, *, rising: bool = False
    ) -> list[Missing]: ...


@dataclass(frozen=True, kw_only=True)
class Source:
    """A kind of missing claims: its words, its rows newest first, where a person goes on.

    `owner` raises NotFound for an id that is not one of its subjects. `needs` is the permission to go there,
    `starts` whether a claim can be started from here.
    """

    label: Any
    why: Any
    verb: Any
    rows: Rows
    owner: Callable[[UUID], object]
    endpoint: str
    part: str
    needs: str = "claims.view"
    starts: bool = True
    # Whether the first page names each of them anyway, so that they are not counted there once more.
    named_apart: bool = False


_sources: dict[str, Source] = {}


def add_source(kind: str, source: Source) -> None:
    """A kind of the list; the same name replaces."""
    _sources[kind] = source


def sources() -> dict[str, Source]:
    """Every kind by name."""
    return dict(_sources)


def rows(
    wanted: Wanted, place: Place | None = None, limit: int = PAGE, *, rising: bool = False
) -> list[Missing]:
    """The nearest `limit` rows of all kinds from a place on, the newest first or rising."""
    found: list[Missing] = []
    for kind, source in _sources.items():
        if wanted.kind in {"", kind}:
            found += source.rows(wanted, place, limit, rising=rising)
    return in_order(found, rising=rising)[:limit]


def in_order(found: Iterable[Missing], *, rising: bool) -> list[Missing]:
    """By day and id, the newest first unless they rise."""
    return sorted(found, key=lambda one: (one.day, one.subject_id), reverse=not rising)


def beyond(day: Any, identity: Any, place: Place | None, *, rising: bool) -> list[Any]:
    """The condition that a row lies beyond a place in the direction of the page; none where no place is given."""
    if place is None:
        return []
    here = tuple_(day, identity)
    return [here > tuple_(*place) if rising else here < tuple_(*place)]


def last_missed(wanted: Wanted) -> date:
    """The newest day whose visits are worth a word."""
    return min(wanted.last, today() - timedelta(days=wanted.after))


@dataclass(frozen=True)
class Turned:
    """A page of the list, the newest first, and whether there is more in each direction."""

    rows: list[Missing]
    older: bool
    newer: bool


def turned(wanted: Wanted, place: Place | None, *, rising: bool = False) -> Turned:
    """The page that begins at a place, or going back the one that ends before it."""
    found = rows(wanted, place, PAGE + 1, rising=rising)
    more, kept = len(found) > PAGE, found[:PAGE]
    if rising:
        return Turned(kept[::-1], older=place is not None, newer=more)
    return Turned(kept, older=more, newer=place is not None)


def is_open(kind: str, subject_id: Any) -> Any:
    """The condition that nobody took a subject off the list."""
    return ~one_by_one(
        select(MissingDismissal.id).where(
            MissingDismissal.tenant_id == current_tenant_id(),
            MissingDismissal.kind == kind,
            MissingDismissal.subject_id == subject_id,
        )
    )


def estimates(payer_ids: set[UUID]) -> dict[UUID, Decimal]:
    """Payer -> what its latest sent claims asked on average; a payer without any is missing."""
    if not payer_ids:
        return {}
    asked = values(sql_column("payer_id", Uuid), name="asked").data([(one,) for one in payer_ids])
    latest = (
        select(Claim.payer_share)
        .where(
            Claim.tenant_id == current_tenant_id(),
            Claim.payer_id == asked.c.payer_id,
            Claim.attempts > 0,
        )
        .order_by(Claim.service_date.desc(), Claim.id.desc())
        .limit(AVERAGED)
        .lateral("latest")
    )
    query = select(asked.c.payer_id, latest.c.payer_share).select_from(asked.join(latest, true()))
    sums: dict[UUID, list[Decimal]] = {}
    for payer_id, share in db.session.execute(query):
        sums.setdefault(payer_id, []).append(share)
    return {one: round_baisa(sum(shares, Decimal(0)) / len(shares)) for one, shares in sums.items()}


@dataclass(frozen=True)
class Counted:
    """How many are missing and their rials, estimates included; `more` where there are more than were counted."""

    count: int
    amount: Decimal
    more: bool


def counted() -> Counted:
    """What the last month misses, for the first page, where drafts that wait stand one by one."""
    day = today()
    wanted = Wanted(first=day - timedelta(days=30), last=day)
    kinds = [name for name, source in _sources.items() if not source.named_apart]
    read = [rows(replace(wanted, kind=kind), limit=MOST_COUNTED + 1) for kind in kinds]
    found = [one for some in read for one in some[:MOST_COUNTED]]
    expected = estimates({one.payer_id for one in found if one.amount is None})
    amounts = (
        one.amount if one.amount is not None else expected.get(one.payer_id, ZERO) for one in found
    )
    return Counted(len(found), total(amounts), any(len(some) > MOST_COUNTED for some in read))


def dismiss(kind: str, subject_id: UUID, reason: str) -> None:
    """Take a subject off the list for good, with the reason; twice changes nothing.

    Raises NotFound for an unknown kind's or another clinic's subject.
    """
    _sources[kind].owner(subject_id)
    row = MissingDismissal(kind=kind, subject_id=subject_id, reason=reason, dismissed_by=actor_id())
    kept = {
        "tenant_id": row.tenant_id, "id": row.id, "kind": kind, "subject_id": subject_id,
        "reason": reason, "dismissed_at": now(), "dismissed_by": row.dismissed_by,
    }  # fmt: skip
    done = db.session.execute(
        insert(MissingDismissal)
        .values(kept)
        .on_conflict_do_nothing()
        .returning(MissingDismissal.id)
    ).one_or_none()
    if done is not None:
        note("missing_claim.dismissed", "missing_claim", subject_id, kind=kind, reason=reason)
