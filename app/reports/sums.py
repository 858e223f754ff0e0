"""What was claimed and what came of it, added up by any key."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, func, select

from app.claims.models import Claim
from app.reports import narrowing
from app.reports.values import Wanted


def sums_by(wanted: Wanted, key: ColumnElement[Any] | Any) -> list[tuple[Any, ...]]:
    """By key: claims, rials asked, approved, not approved and waiting, claims passed at once, claims answered."""
    chains = narrowing.chains()
    approved = func.coalesce(chains.c.approved, Claim.approved, 0)
    query = (
        select(
            key,
            func.count(),
            narrowing.summed(Claim.payer_share),
            narrowing.summed(approved),
            narrowing.summed(Claim.payer_share - approved, narrowing.IS_JUDGED),
            narrowing.summed(
                Claim.payer_share,
                Claim.status.in_(narrowing.UNANSWERED) & ~narrowing.IS_JUDGED,
            ),
            narrowing.counted(narrowing.PASSED_AT_ONCE),
            narrowing.counted(narrowing.IS_ANSWERED_FIRST),
        )
        .outerjoin(chains, chains.c.first_id == Claim.id)
        .where(*narrowing.conditions(wanted), narrowing.IS_FIRST)
        .group_by(key)
    )
    return [tuple(row) for row in narrowing.fetch(query)]
