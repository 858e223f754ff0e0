"""What was measured, as a table for people and as JSON for machines."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import quantiles

HEADINGS = ("figure", "ours", "compared with", "ratio", "aim", "met")


@dataclass(frozen=True)
class Figure:
    """One number of ours beside what it is compared with; `least` and `most` are aims for the ratio."""

    name: str
    ours: float
    other: float
    unit: str
    least: float | None = None
    most: float | None = None

    @property
    def ratio(self) -> float:
        return self.ours / self.other

    @property
    def aim(self) -> str:
        if self.least is not None:
            return f"at least {self.least:g}"
        return "" if self.most is None else f"at most {self.most:g}"

    @property
    def met(self) -> bool | None:
        """None where there is no aim."""
        if self.least is not None:
            return self.ratio >= self.least
        return None if self.most is None else self.ratio <= self.most


def table(figures: Sequence[Figure]) -> str:
    """The figures in columns."""
    rows = [HEADINGS, *(_row(figure) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def _row(figure: Figure) -> tuple[str, ...]:
    met = {None: "", True: "yes", False: "NO"}[figure.met]
    ours, other = (f"{value:,.1f} {figure.unit}" for value in (figure.ours, figure.other))
    return figure.name, ours, other, f"{figure.ratio:.2f}", figure.aim, met


def write(figures: Sequence[Figure], file: Path) -> None:
    """The figures as JSON."""
    rows = [{**asdict(one), "ratio": one.ratio, "met": one.met} for one in figures]
    file.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")


def percentile(values: Sequence[float], hundredth: int) -> float:
    """The value below which so many hundredths of the values lie."""
    return quantiles(values, n=100, method="inclusive")[hundredth - 1]
