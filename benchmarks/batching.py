"""Figure 5: the check of a month's drafts before they are sent together, beside loading the same claims."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable
from datetime import timedelta
from statistics import median

from sqlalchemy import select

from app.batches import service
from app.batches.preflight import MOST_CLAIMS, STEP
from app.batches.rules import in_steps
from app.claims import queries
from app.claims.models import Claim
from app.claims.queries import ClaimFilter
from app.claims.states import DRAFT
from app.kernel.clock import today
from app.kernel.db import db
from app.tenants.scope import in_tenant
from benchmarks.estate import Estate, Size
from benchmarks.report import Figure

# A polyclinic's October, as journey C3 tells it; seconds and megabytes a check of it may take.
A_MONTH, SECONDS_AT_MOST, MEGABYTES_AT_MOST = 812, 10.0, 50.0
MEGABYTE = 1024 * 1024


def measure(estate: Estate, size: Size) -> list[Figure]:
    """By turns: the whole check, and nothing but loading; then its memory, which measuring slows down."""
    clinic = estate.clinics[0]
    days = -(-A_MONTH // len(clinic.people))
    wanted = ClaimFilter(statuses=(DRAFT,), first_day=today() - timedelta(days=days - 1))
    with estate.app().app_context(), in_tenant(clinic.tenant_id, clinic.user_id):
        found = service.preflight(wanted)
        checked = len(found.ready) + found.blocked.count
        times: dict[str, list[float]] = {"checking": [], "loading": []}
        for _ in range(size.rounds):
            times["checking"].append(_timed(lambda: service.preflight(wanted)))
            times["loading"].append(_timed(lambda: _load(wanted)))
        peak = _peak(lambda: service.preflight(wanted))
        db.session.remove()
    checking, loading = median(times["checking"]), median(times["loading"])
    words = f"check of {checked} drafts before a batch"
    return [
        Figure(f"{words}, beside loading them", checking, loading, "s"),
        Figure(f"{words}, beside its limit", checking, SECONDS_AT_MOST, "s", most=1.0),
        Figure(f"{words}, memory beside its limit", peak, MEGABYTES_AT_MOST, "MB", most=1.0),
    ]


def _timed(work: Callable[[], object]) -> float:
    db.session.rollback()
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _load(wanted: ClaimFilter) -> int:
    """The same claims with their lines and diagnoses, in the same steps."""
    ids = queries.first_ids(wanted, MOST_CLAIMS)
    steps = (db.session.scalars(select(Claim).where(Claim.id.in_(step))) for step in in_steps(ids, STEP))  # fmt: skip
    return sum(len(claim.lines) for step in steps for claim in step)


def _peak(work: Callable[[], object]) -> float:
    """Megabytes of Python's own memory at the worst moment, over what was held before."""
    db.session.rollback()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    work()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return (most - before) / MEGABYTE
