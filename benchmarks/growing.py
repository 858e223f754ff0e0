"""Figure 4: what the same page and the same submit cost with 1, 10 and 100 clinics in the installation."""

from __future__ import annotations

from statistics import median

from benchmarks import listing, load, sending
from benchmarks.estate import Estate, Size
from benchmarks.report import Figure


def measure(estates: list[tuple[Estate, int]], size: Size) -> list[Figure]:
    """By turns on each installation, the load spread over all its clinics; time a request, in milliseconds."""
    pages: list[list[float]] = [[] for _ in estates]
    submits: list[list[float]] = [[] for _ in estates]
    for number in range(size.rounds + 1):
        for place, (estate, port) in enumerate(estates):
            page, submit = _list(estate, port, size), _send(estate, port, size)
            if number:  # The first round warms up.
                pages[place].append(page)
                submits[place].append(submit)
    return [
        figure
        for place, (estate, _port) in enumerate(estates)
        if place
        for figure in (
            _figure("list of claims", pages[place], pages[0], len(estate.clinics)),
            _figure("claim sent", submits[place], submits[0], len(estate.clinics)),
        )
    ]


def _figure(what: str, times: list[float], alone: list[float], clinics: int) -> Figure:
    words = f"{what}, {clinics} clinics beside 1"
    return Figure(words, median(times), median(alone), "ms")


def _list(estate: Estate, port: int, size: Size) -> float:
    clinics = len(estate.clinics)
    requests = [listing.page(estate, n % clinics) for n in range(size.listings)]
    found = load.press(port, requests, seconds=listing.LONGEST, status=listing.OK)
    return 1000 / found.rate


def _send(estate: Estate, port: int, size: Size) -> float:
    return 1000 / sending.send(estate, port, size.submits // 2, len(estate.clinics))
