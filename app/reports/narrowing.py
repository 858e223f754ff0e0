"""What all families share: the claims of the period, and names for what they are grouped by."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Subquery, and_, case, func, select
from sqlalchemy.orm import aliased

from app.claims.models import Claim
from app.claims.states import (
    ACCEPTED,
    ADJUDICATED,
    APPROVED,
    CANCELLED,
    CLOSED,
    DENIED,
    DRAFT,
    NONE,
    PARTIAL,
    QUEUED,
    REJECTED,
    SENT,
)
from app.kernel.db import db
from app.kernel.pagewords import name_of
from app.practitioners.queries import names as practitioner_names
from app.reference.queries import payer_names
from app.remittances.models import ClaimAccount
from app.reports.values import Wanted

UNANSWERED = (QUEUED, SENT, ACCEPTED)
JUDGED = (APPROVED, PARTIAL, DENIED)
NOBODY = "–"

IS_JUDGED = Claim.adjudication.in_(JUDGED)
IS_REJECTED = Claim.status == REJECTED
# Sendings that left; what was taken back before it left, nobody judged.
SENDINGS = Claim.attempts - Claim.withdrawals
# Sent once, never rejected, corrected or complained about, and approved in full.
PASSED_AT_ONCE = (
    (SENDINGS == 1) & (Claim.adjudication == APPROVED) & Claim.related_claim_id.is_(None)
)
# What came back and was opened again or closed: only what was rejected does either without a judgement.
CAME_BACK = (SENDINGS > 0) & Claim.status.in_((DRAFT, CLOSED)) & (Claim.adjudication == NONE)
# First sendings on which the insurer or the exchange has said its last word.
IS_ANSWERED_FIRST = Claim.related_claim_id.is_(None) & (
    IS_JUDGED | IS_REJECTED | CAME_BACK | (SENDINGS > 1)
)

# A visit is asked for once: what a correction or complaint asks again is no new request.
IS_FIRST = Claim.related_claim_id.is_(None)


def chains() -> Subquery:
    """What all accounts of a first claim and of those that follow it come to, by `first_id`, in rials.

    A complaint has no account: what it wins stands on that of the claim it is about. A judged correction takes
    the place of the claim before it, whose account then has nothing approved.
    """
    own = aliased(Claim)
    first_id = func.coalesce(own.root_claim_id, own.id)
    query = select(
        first_id.label("first_id"), func.sum(ClaimAccount.approved).label("approved")
    ).join(
        ClaimAccount,
        and_(ClaimAccount.tenant_id == own.tenant_id, ClaimAccount.claim_id == own.id),
    )
    return query.group_by(first_id).subquery("chains")


def conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    """The claims that a report is about: whatever left, also while it is put right after it came back."""
    found: list[ColumnElement[bool]] = [
        Claim.service_date.between(wanted.first, wanted.last),
        (Claim.status != DRAFT) | (SENDINGS > 0),
        Claim.status != CANCELLED,
    ]
    if wanted.payer_id:
        found.append(Claim.payer_id == wanted.payer_id)
    if wanted.practitioner_id:
        found.append(Claim.practitioner_id == wanted.practitioner_id)
    if wanted.status:
        found.append(Claim.status == wanted.status)
    if wanted.adjudication:
        found.append(Claim.adjudication == wanted.adjudication)
    return found


def counted(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """How many rows hold the condition."""
    return func.count(case((condition, 1)))


def summed(amount: Any, condition: ColumnElement[bool] | None = None) -> ColumnElement[Any]:
    """The sum of an amount over rows that hold the condition; 0.000 of none."""
    return func.coalesce(func.sum(amount if condition is None else case((condition, amount))), 0)


def payers() -> dict[UUID | None, str]:
    """The insurers' names in the page's language."""
    return _named(payer_names)


def practitioners() -> dict[UUID | None, str]:
    """The practitioners' names in the page's language."""
    return _named(practitioner_names)


def _named(rows: Callable[[], Collection[Any]]) -> dict[UUID | None, str]:
    return {one.id: name_of(one) for one in rows()}


def fetch(query: Any) -> list[Any]:
    """The rows of a report's query."""
    return list(db.session.execute(query).all())


def fetch_most(query: Any, wanted: Wanted) -> tuple[list[Any], bool]:
    """As many rows as the page can bear, and whether there were more."""
    if wanted.most_rows is None:
        return fetch(query), False
    found = fetch(query.limit(wanted.most_rows + 1))
    return found[: wanted.most_rows], len(found) > wanted.most_rows


__all__ = [
    "ADJUDICATED",
    "CLOSED",
    "IS_ANSWERED_FIRST",
    "IS_FIRST",
    "IS_JUDGED",
    "IS_REJECTED",
    "JUDGED",
    "NOBODY",
    "PASSED_AT_ONCE",
    "UNANSWERED",
    "chains",
    "conditions",
    "counted",
    "fetch",
    "fetch_most",
    "payers",
    "practitioners",
    "summed",
]  # fmt: skip
