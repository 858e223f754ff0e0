"""What a pharmacy tells of a prescription when it lets go of it: units that no claim bills, too."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from app.sandbox.fields import code_at, extension_of, items_at, number_at, text_at


def told(task: Any, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lines with the units that the task says were supplied, by their place in the prescription."""
    units = {
        text_at(one, "valueReference", "identifier", "value").rpartition("-")[2]: number_at(
            extension_of(one, "extension-supplied-quantity"), "valueQuantity", "value"
        )
        for one in items_at(task, "input")
        if code_at(one, "type") == "handed-out"
    }
    return [
        line | ({"supplied": str(said)} if (said := units.get(str(place))) is not None else {})
        for place, line in enumerate(lines, start=1)
    ]


def supplied(lines: list[dict[str, Any]], claimed: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Units by code that were handed out: what claims bill, or more where a pharmacy told so."""
    found: dict[str, Decimal] = {}
    for line in lines:
        found[line["code"]] = found.get(line["code"], Decimal(0)) + Decimal(line.get("supplied", 0))
    return {code: max(units, claimed.get(code, Decimal(0))) for code, units in found.items()}
