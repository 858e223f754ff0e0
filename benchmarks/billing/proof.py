"""Figure 12: invoices of random customers over 24 months, beside those of the oracle, to the baisa."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

from benchmarks.billing.comparing import compare
from benchmarks.billing.lives import MONTHS
from benchmarks.report import Figure

LIVES, LIVES_QUICK = 100_000, 1000
CHUNK = 250


def measure(lives: int) -> list[Figure]:
    """So many customers; the first that differs ends the run and names its seed."""
    starts = range(0, lives, CHUNK)
    with ProcessPoolExecutor(os.cpu_count()) as workers:
        equal = sum(workers.map(_compare_some, starts, (min(CHUNK, lives - at) for at in starts)))
    return [Figure(f"invoices of {lives:,} customers, equal to the oracle's", equal, lives * MONTHS, "", least=1.0)]  # fmt: skip


def _compare_some(start: int, count: int) -> int:
    return sum(_each(start, count))


def _each(start: int, count: int) -> Iterator[int]:
    for seed in range(start, start + count):
        yield compare(seed)
