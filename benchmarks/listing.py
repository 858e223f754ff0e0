"""Figure 2: the claims list of 25 rows, beside a bare view with one query and a table."""

from __future__ import annotations

from statistics import median

from benchmarks import load
from benchmarks.estate import Estate, Size
from benchmarks.load import Request
from benchmarks.report import Figure

HALF, NO_SLOWER_THAN = 0.5, 1.2
OK = 200
LONGEST = 30.0


def page(estate: Estate, place: int) -> Request:
    """The list as the person of this clinic opens it."""
    return Request("GET", "/claims/", cookie=f"maqbul={estate.signed_in[place].cookie}")


def measure(estate: Estate, port: int, ceiling_port: int, size: Size) -> list[Figure]:
    """By turns: a clinic of a thousand claims, one of very many, and the bare view on the first."""
    bare = Request("GET", f"/claims/{estate.clinics[0].tenant_id}")
    turns = {"few": (port, page(estate, 0)), "many": (port, page(estate, 1)), "bare": (ceiling_port, bare)}  # fmt: skip
    rates: dict[str, list[float]] = {name: [] for name in turns}
    times: dict[str, list[float]] = {name: [] for name in turns}
    for number in range(size.rounds + 1):
        for name, (where, request) in turns.items():
            found = load.press(where, [request] * size.listings, seconds=LONGEST, status=OK)
            if number:  # The first round warms up.
                rates[name].append(found.rate)
                times[name].append(median(found.latencies) * 1000)
    few, many, bare_rate = (median(rates[name]) for name in ("few", "many", "bare"))
    words = f"{size.large_history:,} claims beside {size.history:,}"
    return [
        Figure("list of claims, beside a bare view", few, bare_rate, "/s", least=HALF),
        Figure(
            f"list of claims, time, {words}", median(times["many"]), median(times["few"]), "ms",
            most=NO_SLOWER_THAN,
        ),
        Figure(f"list of claims, pages, {words}", many, few, "/s"),
    ]  # fmt: skip
