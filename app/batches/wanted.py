"""A filter of the claims list as a batch keeps it and as it stands in an address."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from app.claims.queries import ClaimFilter


def as_kept(wanted: ClaimFilter) -> dict[str, str]:
    """The filter under the names of the list's form; what narrows nothing is missing. Only drafts are ever meant."""
    named = {
        "payer": wanted.payer_id,
        "practitioner": wanted.practitioner_id,
        "first": wanted.first_day,
        "last": wanted.last_day,
        "number": wanted.number,
    }
    return {name: str(value) for name, value in named.items() if value}


def as_filter(kept: Mapping[str, str]) -> ClaimFilter:
    """The filter again."""
    payer, practitioner = kept.get("payer"), kept.get("practitioner")
    first, last = kept.get("first"), kept.get("last")
    return ClaimFilter(
        payer_id=UUID(payer) if payer else None,
        practitioner_id=UUID(practitioner) if practitioner else None,
        first_day=date.fromisoformat(first) if first else None,
        last_day=date.fromisoformat(last) if last else None,
        number=kept.get("number", ""),
    )
