"""All edits in force, and the one call that runs them."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType, ModuleType

from app.claims.scrubbing import (
    approval,
    coverage,
    diagnosis,
    identity,
    medicines,
    money,
    prescription,
    provider,
    services,
    timing,
)
from app.claims.scrubbing.edit import Edit
from app.claims.scrubbing.kinds import OFF
from app.claims.scrubbing.settings import read
from app.claims.values import SEVERITIES, ClaimFacts, Finding, Parameters

GROUPS = (
    identity, coverage, provider, diagnosis, services, approval, prescription, medicines,
    money, timing,
)  # fmt: skip

# The order of the form, so that findings walk the page from top to bottom.
FIELDS = (
    "patient", "policy", "eligibility", "facility", "practitioner", "service_date",
    "referral_number", "approval", "offline_reference", "related", "diagnoses", "lines", "total", "attachments",
)  # fmt: skip
PARTS = (
    "code", "kind", "service_date", "pointers", "site", "prescription", "substitution", "batch",
    "days_supply", "quantity", "unit_price", "factor", "tax", "net", "patient_share",
)  # fmt: skip


def _collect(groups: Iterable[ModuleType]) -> dict[str, Edit]:
    edits = [value for group in groups for value in vars(group).values() if isinstance(value, Edit)]
    by_code = {edit.code: edit for edit in sorted(edits, key=lambda edit: edit.number)}
    if len(by_code) != len(edits):
        raise ValueError("two edits bear one number")
    return by_code


EDITS = MappingProxyType(_collect(GROUPS))


def check(facts: ClaimFacts, parameters: Parameters = MappingProxyType({})) -> tuple[Finding, ...]:
    """Every finding at once, in the order of the form, blocks before warnings."""
    settings = read(parameters)
    found = (finding for edit in EDITS.values() for finding in edit.findings(facts, settings))
    return tuple(sorted((f for f in found if f.severity != OFF), key=_place))


def _place(finding: Finding) -> tuple[int, int, int, int, str]:
    name, _, rest = finding.field.partition("-")
    row, _, part = rest.partition("-")
    return (
        FIELDS.index(name),
        int(row) if row else -1,
        PARTS.index(part) if part else -1,
        SEVERITIES.index(finding.severity),
        finding.code,
    )
