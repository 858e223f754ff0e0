"""What the terminal shows: every process's words behind its name, and where to go."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from threading import Lock

_one_line_at_a_time = Lock()
NAME_WIDTH = 15


def say(name: str, line: str) -> None:
    """One line of one process, whole, behind its name."""
    with _one_line_at_a_time:
        sys.stdout.write(f"{name:<{NAME_WIDTH}} | {line}\n")
        sys.stdout.flush()


def panel(address: str, exchange: str | None, logins: Sequence[dict[str, str]], data: str) -> str:
    """Where to go, who to be, how to stop."""
    lines = ["Maqbul is ready.", "", f"  Open           {address}"]
    if exchange:
        lines.append(f"  Play insurer   {exchange}")
    if logins:
        lines += ["", "  Sign in as", *(f"    {line}" for line in table(logins))]
    lines += ["", f"  Data           {data}", "  Stop           Ctrl-C"]
    width = max(map(len, lines)) + 2
    rule = "=" * width
    return "\n".join(["", rule, *lines, rule, ""])


def table(rows: Sequence[dict[str, str]]) -> list[str]:
    """Rows of one shape as aligned columns under their names."""
    names = list(rows[0])
    cells = [names, *([str(row.get(name, "")) for name in names] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(names))]
    return [_line(row, widths) for row in cells]


def _line(row: Iterable[str], widths: Iterable[int]) -> str:
    return "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
