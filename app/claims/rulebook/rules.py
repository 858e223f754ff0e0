"""Which setting of an edit holds for a payer on a day, and what nobody may turn off. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from app.claims.values import Parameters
from app.kernel.words import N_

WHO = N_("The exchange takes no claim that does not say for certain who was treated.")
SUMS = N_("Amounts that do not add up are refused by every insurer's system.")
SHAPE = N_("Without it the message is not valid, and the exchange sends it back.")

# Edits that stay a block whatever anybody sets, and why.
LOCKED: Mapping[str, str] = {
    "CHK-01": WHO,
    "CHK-03": WHO,
    "CHK-05": WHO,
    "CHK-11": N_("Without a policy there is no insurer to send the claim to."),
    "CHK-27": SHAPE,
    "CHK-28": SHAPE,
    "CHK-29": SHAPE,
    "CHK-32": SHAPE,
    "CHK-77": SUMS,
    "CHK-78": SUMS,
    "CHK-79": SUMS,
    "CHK-83": SUMS,
}


@dataclass(frozen=True, kw_only=True)
class Setting:
    """How an edit is set from a day on; without a payer it is for all of them."""

    edit: str
    valid_from: date
    entered_at: datetime
    valid_to: date | None = None
    payer_id: UUID | None = None
    severity: str | None = None
    parameters: Parameters = field(default_factory=dict)


def holds(setting: Setting, on: date) -> bool:
    """Does it hold on the day? Both ends are inclusive."""
    return setting.valid_from <= on and (setting.valid_to is None or on <= setting.valid_to)


def in_force(settings: Iterable[Setting], payer_id: UUID | None, on: date) -> dict[str, Setting]:
    """Edit to the setting made for exactly this payer (None: for all) that holds on the day.

    Of several the one that began last; of those that began together, the one entered last.
    """
    found: dict[str, Setting] = {}
    for one in sorted(settings, key=lambda each: (each.valid_from, each.entered_at)):
        if one.payer_id == payer_id and holds(one, on):
            found[one.edit] = one
    return found


def parameters(settings: Iterable[Setting], payer_id: UUID | None, on: date) -> Parameters:
    """The checker's parameters as the clinic set them: what is for this payer over what is for all."""
    known = list(settings)
    scopes = (None,) if payer_id is None else (None, payer_id)
    told: dict[str, object] = {}
    severities: dict[str, str] = {}
    for scope in scopes:
        for code, one in in_force(known, scope, on).items():
            told |= one.parameters
            if one.severity is not None:
                severities[code] = one.severity
    return {**told, "severities": severities} if severities else told


def over(agreed: Parameters, own: Parameters) -> dict[str, object]:
    """The clinic's own parameters over the contract's; what is locked stays as it was delivered."""
    severities = {**_severities(agreed), **_severities(own)}
    free = {code: word for code, word in severities.items() if code not in LOCKED}
    return {**agreed, **own, "severities": free}


def _severities(told: Parameters) -> Mapping[str, str]:
    found = told.get("severities")
    return found if isinstance(found, Mapping) else {}
