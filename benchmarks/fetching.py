"""A prescription scanned at the counter, fetched from the simulated exchange and shown, as the page itself asks for it."""

from __future__ import annotations

import http.client
import time
from urllib.parse import urlencode
from uuid import uuid4

import psycopg

from benchmarks.asking import LONGEST_SECONDS, LOOK_SECONDS, SEE_OTHER
from benchmarks.estate import Estate, Size
from benchmarks.load import PATIENCE_SECONDS, WrongAnswer
from benchmarks.report import Figure, percentile

LATENCY_MS, AIM_MS = 1000, 3000
TOKENS = tuple(f"ERX-100{number}" for number in range(1, 6))
WARM_UP = 2
# The waiting page asks for itself every second.
PAGE_ASKS_SECONDS = 1.0
OK, ANSWERED = 200, 286
LET_GO = (
    "SELECT count(*) FROM prescription_tasks WHERE tenant_id = %s AND wish = 'let_go' "
    "AND status NOT IN ('let_go', 'turned_down')"
)


class Desk:
    """One browser at the counter of the first house."""

    def __init__(self, estate: Estate, port: int) -> None:
        self._who, self._port = estate.signed_in[0], port

    def ask(self, method: str, path: str, **fields: str) -> tuple[int, str]:
        """Status and location of one request."""
        line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE_SECONDS)
        headers = {"Cookie": f"maqbul={self._who.cookie}"}
        body = None
        if method == "POST":
            body = urlencode({"csrf_token": self._who.csrf_token, "_once": str(uuid4()), **fields})
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            line.request(method, path, body, headers)
            answer = line.getresponse()
            answer.read()
        finally:
            line.close()
        return answer.status, answer.headers.get("Location", "")


def measure(estate: Estate, size: Size) -> list[Figure]:
    """Scan, wait as the page waits, look at what came; then give it back for the next round."""
    installation = estate.installation
    exchange_port = installation.port()
    port = installation.web(estate.name, exchange_port=exchange_port)
    with (
        installation.exchange(estate.name, exchange_port, latency_ms=LATENCY_MS),
        installation.worker(estate.name, exchange_port=exchange_port),
        psycopg.connect(estate.address, autocommit=True) as connection,
    ):
        desk, trips = Desk(estate, port), []
        for turn in range(size.questions + WARM_UP):
            milliseconds, page = _fetch(desk, TOKENS[turn % len(TOKENS)])
            trips.append(milliseconds)
            _give_back(desk, page, connection, estate)
    return [
        Figure(
            f"prescription scanned and shown, exchange {LATENCY_MS} ms, p{hundredth} beside {AIM_MS} ms",
            percentile(trips[WARM_UP:], hundredth), AIM_MS, "ms", most=1.0,
        )
        for hundredth in (50, 95)
    ]  # fmt: skip


def _fetch(desk: Desk, token: str) -> tuple[float, str]:
    """Milliseconds from the scan to the page with the prescription, and the page's address."""
    started = time.perf_counter()
    status, page = desk.ask("POST", "/pharmacy/scan", code=token)
    if status != SEE_OTHER:
        raise WrongAnswer(f"the scan of {token} was answered with {status}")
    _expect(desk, page)
    while desk.ask("GET", f"{page}/answer")[0] != ANSWERED:
        if time.perf_counter() - started > LONGEST_SECONDS:
            raise WrongAnswer(f"{token} was not handed over within {LONGEST_SECONDS:.0f} s")
        time.sleep(PAGE_ASKS_SECONDS)
    _expect(desk, page)
    return (time.perf_counter() - started) * 1000, page


def _expect(desk: Desk, page: str) -> None:
    status, _ = desk.ask("GET", page)
    if status != OK:
        raise WrongAnswer(f"{page} was answered with {status}")


def _give_back(desk: Desk, page: str, connection: psycopg.Connection, estate: Estate) -> None:
    status, where = desk.ask("POST", f"{page}/give-back")
    if status != SEE_OTHER or where == page:
        raise WrongAnswer(f"giving back was answered with {status}: nothing was handed over")
    started = time.perf_counter()
    while connection.execute(LET_GO, [estate.clinics[0].tenant_id]).fetchone() != (0,):
        if time.perf_counter() - started > LONGEST_SECONDS:
            raise WrongAnswer("the exchange did not take a prescription back")
        time.sleep(LOOK_SECONDS)
