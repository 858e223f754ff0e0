"""`python -m benchmarks`: build a throw-away installation, measure, tell."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import (
    asking,
    batching,
    checking,
    estate,
    fetching,
    growing,
    importing,
    listing,
    lists,
    report,
    sending,
    shelving,
)
from benchmarks.billing import proof as billing
from benchmarks.estate import HUNDRED, LARGE, ONE, TEN, Estate, Size
from benchmarks.installation import Installation
from benchmarks.report import Figure

# What can be measured, and which databases that needs.
PARTS = {
    "sending": (TEN,), "listing": (LARGE,), "lists": (LARGE,), "asking": (LARGE,), "growing": (ONE, TEN, HUNDRED),
    "checking": (ONE,),
    "batching": (ONE,),
    "shelving": (ONE,),
    "fetching": (ONE,),
    "imports": (ONE,),
    # Pure: needs no installation.
    "plans": (),
}  # fmt: skip


def main() -> None:
    """Measure and print; slow figures are told, only a run that breaks fails."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="less of everything: a minute or so")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    parser.add_argument(
        "--only", choices=list(PARTS), action="append", help="leave the other parts out"
    )
    asked = parser.parse_args()
    # Asked to end, it ends like a run that broke: what it started is stopped, what it made is removed.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    size = estate.QUICK if asked.quick else estate.FULL
    started = time.monotonic()
    figures = run(size, asked.only or list(PARTS))
    print(report.table(figures))
    cores, seconds = os.cpu_count(), time.monotonic() - started
    print(f"\n{cores} cores, {size.rounds} rounds, {seconds:.0f} s in all")
    if asked.json:
        report.write(figures, asked.json)


def run(size: Size, parts: list[str]) -> list[Figure]:
    """Every figure of the parts asked for."""
    wanted = {name for part in parts for name in PARTS[part]}
    if not wanted:
        return [figure for part in parts for figure in _part(part, {}, Path(), size)]
    with tempfile.TemporaryDirectory(prefix="maqbul-bench-") as name:
        # The server runs under an account of its own and must reach its data.
        directory = Path(name)
        directory.chmod(0o711)
        with Installation(directory) as installation:
            say("building the clinics")
            estates = estate.build(installation, size, wanted)
            figures = []
            for part in parts:
                figures += _part(part, estates, directory, size)
                say("\n" + report.table(figures))
            return figures


def _part(part: str, estates: dict[str, Estate], directory: Path, size: Size) -> list[Figure]:
    say(part)
    ways: dict[str, Callable[[], list[Figure]]] = {
        "sending": lambda: _sending(estates, directory, size),
        "listing": lambda: _listing(estates, directory, size),
        "lists": lambda: _lists(estates[LARGE], size),
        "asking": lambda: asking.measure(estates[LARGE], size),
        "growing": lambda: _growing(estates, size),
        "checking": lambda: checking.measure(estates[ONE], size),
        "batching": lambda: batching.measure(estates[ONE], size),
        "imports": lambda: importing.measure(estates[ONE], size),
        "fetching": lambda: fetching.measure(estates[ONE], size),
        "shelving": lambda: shelving.measure(estates[ONE], size),
        "plans": lambda: billing.measure(
            billing.LIVES_QUICK if size is estate.QUICK else billing.LIVES
        ),
    }
    return ways[part]()


def _sending(estates: dict[str, Estate], directory: Path, size: Size) -> list[Figure]:
    ten = estates[TEN]
    ceiling = sending.prepare(ten, sending.record(ten), directory)
    with ten.installation.serving(ten.name) as port:
        return [
            *sending.measure(ten, ceiling, port, size, clinics=sending.MANY),
            *sending.measure(ten, ceiling, port, size, clinics=1),
        ]


def _listing(estates: dict[str, Estate], directory: Path, size: Size) -> list[Figure]:
    large = estates[LARGE]
    ceiling = sending.prepare(large, sending.record(large), directory)
    with large.installation.serving(large.name) as port:
        return listing.measure(large, port, ceiling.port, size)


def _lists(large: Estate, size: Size) -> list[Figure]:
    with large.installation.serving(large.name) as port:
        return lists.measure(large, port, size)


def _growing(estates: dict[str, Estate], size: Size) -> list[Figure]:
    known = [estates[name] for name in (ONE, TEN, HUNDRED)]
    ports = [one.installation.web(one.name) for one in known]
    return growing.measure(list(zip(known, ports, strict=True)), size)


def say(words: str) -> None:
    """Where the run is."""
    print(f"... {words}", flush=True)


if __name__ == "__main__":
    main()
