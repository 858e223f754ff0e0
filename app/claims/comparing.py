"""Two versions of a claim's entry page side by side."""

from __future__ import annotations

from typing import Any

from app.claims.forms import ClaimForm
from app.contracts import entry_compare
from app.contracts.entry_compare import Difference, joined

HEADS = (
    "service_date", "policy", "practitioner", "facility", "referral_number", "prescription_reference",
    "approval", "patient_paid", "offline_reference", "offline_on",
)  # fmt: skip


def differences(mine: ClaimForm, saved: ClaimForm) -> list[Difference]:
    """What differs, in the order of the page."""
    return entry_compare.differences(mine, saved, HEADS, _line)


def _line(row: Any) -> str:
    service = f"{row.service.typed} × {row.quantity.typed or 1}"
    return joined(
        service, row.unit_price.typed, row.pointers.typed, row.days_supply.typed, row.site.typed
    )
