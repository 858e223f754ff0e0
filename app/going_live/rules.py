"""What a rehearsal is made of, and what stands between a tenant and going live: pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.kernel.words import N_

ELIGIBILITY, APPROVAL, CLAIM = "eligibility", "approval", "claim"
RESUBMISSION, OUTAGE = "resubmission", "outage"

# In the order in which they are best rehearsed.
LINES = {
    ELIGIBILITY: N_("One eligibility answered"),
    APPROVAL: N_("One approval given"),
    CLAIM: N_("One claim approved by the insurer"),
    RESUBMISSION: N_("One denial, and its correction or complaint sent"),
    OUTAGE: N_("One outage lived through"),
}

NO_LICENCE, LICENCE_OVER = "no_licence", "licence_over"
NO_PRACTITIONER, NO_CONTRACT, NO_PRICES = "no_practitioner", "no_contract", "no_prices"
NO_PLAN, NO_LINE = "no_plan", "no_line"

# What must be there, with the way on.
GAPS = {
    **{f"rehearsal_{name}": N_("The rehearsal list is not green yet.") for name in LINES},
    NO_LICENCE: N_("A branch has no last day of its MOH licence."),
    LICENCE_OVER: N_("The MOH licence of a branch has ended."),
    NO_PRACTITIONER: N_("Nobody who treats or dispenses has a valid licence here."),
    NO_CONTRACT: N_("No contract with an insurer is in force."),
    NO_PRICES: N_("No price list is in force."),
    NO_PLAN: N_("No plan is chosen."),
    NO_LINE: N_("The operator has not named the live exchange yet."),
}


@dataclass(frozen=True, kw_only=True)
class Readiness:
    """What is known of a tenant that would go live."""

    rehearsed: Mapping[str, int]
    licence_ends: tuple[date | None, ...]
    practitioners: int
    contracts: int
    price_lists: int
    has_plan: bool
    has_line: bool


def is_green(rehearsed: Mapping[str, int]) -> bool:
    """Whether every line of the rehearsal was done at least once."""
    return all(rehearsed.get(line, 0) > 0 for line in LINES)


def gaps(found: Readiness, today: date) -> list[str]:
    """What is missing, by name, in the order in which it is put right; a licence's last day is still valid."""
    return [
        *(f"rehearsal_{line}" for line in LINES if not found.rehearsed.get(line, 0)),
        *([NO_LICENCE] if not found.licence_ends or None in found.licence_ends else []),
        *([LICENCE_OVER] if any(day < today for day in found.licence_ends if day) else []),
        *([NO_PRACTITIONER] if not found.practitioners else []),
        *([NO_CONTRACT] if not found.contracts else []),
        *([NO_PRICES] if not found.price_lists else []),
        *([NO_PLAN] if not found.has_plan else []),
        *([NO_LINE] if not found.has_line else []),
    ]


def may_ask(missing: list[str]) -> bool:
    """Gaps of the rehearsal are named to the desk, which may still approve; all others come first."""
    return all(one.startswith("rehearsal_") or one == NO_LINE for one in missing)
