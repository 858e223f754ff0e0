"""The families of reports, in the order of the page."""

from __future__ import annotations

from app.kernel.errors import NotFound
from app.reports.families import (
    cycles,
    details,
    doctors,
    payments,
    receivable,
    refusals,
    rejected,
    speed,
    summary,
)
from app.reports.values import Family

FAMILIES = {
    family.key: family
    for family in (
        receivable.FAMILY,
        summary.FAMILY,
        speed.FAMILY,
        refusals.FAMILY,
        doctors.FAMILY,
        rejected.FAMILY,
        cycles.FAMILY,
        payments.FAMILY,
        details.FAMILY,
    )
}


def family(key: str) -> Family:
    """The family under this address; raises NotFound."""
    if key not in FAMILIES:
        raise NotFound
    return FAMILIES[key]
