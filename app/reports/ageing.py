"""Amounts by how old they are: counted in days since the service."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, case

from app.claims.models import Claim
from app.kernel.words import N_
from app.reports.rules import BUCKETS
from app.reports.values import Heading

AGE_HEADINGS = tuple(
    Heading(label=label, kind="money", meaning=N_("By days since the service."))
    for label in (N_("0 to 30 days"), N_("31 to 60 days"), N_("61 to 90 days"), N_("Over 90 days"))
)


@dataclass(frozen=True)
class Aged:
    """Rows of name, count, amount and the amount in each bucket; the largest first."""

    rows: list[tuple[Any, ...]]
    foot: tuple[Any, ...] | None


def bucket_on(day: date) -> ColumnElement[int]:
    """The place in BUCKETS of a claim's age on a day, as the database works it out."""
    closed = [(place, last) for place, (_first, last) in enumerate(BUCKETS) if last is not None]
    return case(
        *((Claim.service_date >= day - timedelta(days=last), place) for place, last in closed),
        else_=len(BUCKETS) - 1,
    )


def aged(items: Iterable[tuple[str, int, int, Decimal]]) -> Aged:
    """Items of name, place in BUCKETS, count and amount, gathered by name."""
    found: dict[str, list[Any]] = {}
    for name, bucket, many, amount in items:
        row = found.setdefault(name, [0, Decimal(0), *(Decimal(0) for _ in BUCKETS)])
        row[0] += many
        row[1] += amount
        row[2 + bucket] += amount
    rows = sorted(((name, *row) for name, row in found.items()), key=lambda row: (-row[2], row[0]))
    if not rows:
        return Aged([], None)
    return Aged(rows, (None, *(sum(column) for column in list(zip(*rows, strict=True))[1:])))
