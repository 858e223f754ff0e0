"""Our own messages against FHIR R4's models, just before they leave. Imports a second's worth: late only."""

from __future__ import annotations

import importlib
from typing import Any

from pydantic import ValidationError

from app.exchange.dhamani import encoding

MOST_FAULTS = 5
KINDS = (
    "Bundle", "MessageHeader", "CoverageEligibilityRequest", "Claim", "Task", "Communication",
    "Organization", "Patient", "Coverage", "Practitioner", "Encounter",
)  # fmt: skip


def faults(body: bytes) -> list[str]:
    """Where the message breaks the rules of FHIR R4, as paths and rules; never its values."""
    bundle = encoding.loads(body)
    found = _check("Bundle", {**bundle, "entry": []})
    for index, entry in enumerate(bundle["entry"]):
        resource = entry["resource"]
        found += [f"entry[{index}].{fault}" for fault in _check(resource["resourceType"], resource)]
    return found[:MOST_FAULTS]


def load_models() -> None:
    """Import the models of everything we send."""
    for kind in KINDS:
        importlib.import_module(f"fhir.resources.R4B.{kind.lower()}")


def _check(kind: str, resource: dict[str, Any]) -> list[str]:
    module = importlib.import_module(f"fhir.resources.R4B.{kind.lower()}")
    try:
        getattr(module, kind).model_validate(resource)
    except ValidationError as error:
        return [
            f"{kind}.{'.'.join(map(str, fault['loc']))}: {fault['type']}"
            for fault in error.errors()
        ]
    return []
