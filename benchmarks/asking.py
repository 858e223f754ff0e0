"""Figure 3: a question about cover from the form to the answer, through worker and simulated exchange."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

import psycopg

from benchmarks import load
from benchmarks.estate import Estate, Size
from benchmarks.load import Request
from benchmarks.report import Figure, percentile

LATENCIES_MS = (0, 200)
LONGEST_SECONDS = 20.0
LOOK_SECONDS = 0.002
SEE_OTHER = 303
ANSWERED = (
    "SELECT m.status, c.status, (SELECT (e.details->>'milliseconds')::int FROM message_events e "
    "WHERE e.tenant_id = m.tenant_id AND e.message_id = m.id AND e.event = 'acknowledged') "
    "FROM eligibility_checks c JOIN messages m ON m.tenant_id = c.tenant_id AND m.id = c.message_id "
    "WHERE c.tenant_id = %s AND c.patient_id = %s AND c.payer_id = %s"
)
WARM_UP = 3


@dataclass(frozen=True)
class Trip:
    """Milliseconds from the form to the answer, and those of the simulated exchange therein."""

    whole: float
    exchange: float


def questions(estate: Estate) -> list[tuple[UUID, UUID]]:
    """Every person of the first clinic with every payer: nobody is asked the same twice."""
    with psycopg.connect(estate.address) as connection:
        payers = [row[0] for row in connection.execute("SELECT id FROM payers ORDER BY licence")]
    return [(person, payer) for payer in payers for person in estate.clinics[0].people]


def measure(estate: Estate, size: Size) -> list[Figure]:
    """One question after the other, at each latency of the exchange."""
    installation, waiting = estate.installation, questions(estate)
    exchange_port = installation.port()
    port = installation.web(estate.name, exchange_port=exchange_port)
    figures: list[Figure] = []
    with installation.worker(estate.name, exchange_port=exchange_port):
        for latency in LATENCIES_MS:
            with installation.exchange(estate.name, exchange_port, latency_ms=latency):
                some = [waiting.pop() for _ in range(size.questions + WARM_UP)]
                trips = _ask_all(estate, port, some)[WARM_UP:]
            figures += _figures(trips, latency)
    return figures


def _figures(trips: list[Trip], latency: int) -> list[Figure]:
    whole, exchange = [one.whole for one in trips], [one.exchange for one in trips]
    over = [one.whole - one.exchange for one in trips]
    found = [
        Figure(
            f"cover asked and answered, exchange {latency} ms, p{p}", percentile(whole, p),
            max(percentile(exchange, p), 1.0), "ms",
        )
        for p in (50, 95)
    ]  # fmt: skip
    return [
        *found,
        Figure(
            f"   over the exchange's own time, {latency} ms, p95 beside p50",
            percentile(over, 95), percentile(over, 50), "ms",
        ),
    ]  # fmt: skip


def _ask_all(estate: Estate, port: int, asked: list[tuple[UUID, UUID]]) -> list[Trip]:
    with psycopg.connect(estate.address, autocommit=True) as connection:
        return [_ask(estate, port, connection, *one) for one in asked]


def _ask(
    estate: Estate, port: int, connection: psycopg.Connection[Any], person: UUID, payer: UUID
) -> Trip:
    who = estate.signed_in[0]
    fields = {"csrf_token": who.csrf_token, "_once": str(uuid4()), "payer_id": str(payer)}
    request = Request(
        "POST", f"/eligibility/patients/{person}", urlencode(fields), f"maqbul={who.cookie}"
    )
    started = time.perf_counter()
    load.ask(port, request, status=SEE_OTHER)
    values = [estate.clinics[0].tenant_id, person, payer]
    while time.perf_counter() - started < LONGEST_SECONDS:
        row = connection.execute(ANSWERED, values).fetchone()
        if row and row[1] == "answered" and row[2] is not None:
            return Trip((time.perf_counter() - started) * 1000, float(row[2]))
        time.sleep(LOOK_SECONDS)
    raise load.WrongAnswer(f"a question was not answered within {LONGEST_SECONDS:.0f} s: {row}")
