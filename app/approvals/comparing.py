"""Two versions of a request's entry page side by side."""

from __future__ import annotations

from typing import Any

from app.approvals.forms import RequestForm
from app.contracts import entry_compare
from app.contracts.entry_compare import Difference, joined

HEADS = (
    "justification", "prescription", "priority", "service_from", "service_to", "policy", "practitioner",
    "facility",
)  # fmt: skip


def differences(mine: RequestForm, saved: RequestForm) -> list[Difference]:
    """What differs, in the order of the page."""
    return entry_compare.differences(mine, saved, HEADS, _line)


def _line(row: Any) -> str:
    service = f"{row.service.typed} × {row.units.typed or 1}"
    return joined(service, row.site.typed, row.days_supply.typed)
