"""Is this person covered, and what for?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.exchange.messages.parties import Party, PatientIdentity, Refusal


@dataclass(frozen=True, kw_only=True)
class EligibilityQuestion:
    """Is this person covered by this payer on this day? `identifier` is our own number, used once."""

    identifier: str
    provider: Party
    payer: Party
    patient: PatientIdentity
    service_date: date
    facility: Party | None = None


@dataclass(frozen=True, kw_only=True)
class Benefit:
    """What a policy grants for one category of care; None where the payer is silent."""

    category: str
    category_name: str = ""
    excluded: bool = False
    in_network: bool | None = None
    term: str = ""
    unit: str = ""
    approval_required: bool = False
    copay_percent: Decimal | None = None
    copay_max: Decimal | None = None
    limit: Decimal | None = None
    used: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class PolicyAnswer:
    """One policy the payer found. `not_in_force` says why not, where `in_force` is false."""

    in_force: bool
    not_in_force: Refusal | None = None
    member_number: str = ""
    plan_code: str = ""
    plan_name: str = ""
    network: str = ""
    in_network: bool | None = None
    relationship: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    copay_percent: Decimal | None = None
    copay_max: Decimal | None = None
    annual_limit: Decimal | None = None
    annual_used: Decimal | None = None
    benefits: tuple[Benefit, ...] = ()


@dataclass(frozen=True, kw_only=True)
class EligibilityAnswer:
    """`outcome` is complete, partial, queued or error; `reference` is the payer's own number."""

    outcome: str
    disposition: str = ""
    reference: str = ""
    service_date: date | None = None
    policies: tuple[PolicyAnswer, ...] = ()
    refusals: tuple[Refusal, ...] = ()

    @property
    def final(self) -> bool:
        """False while the payer only took the question."""
        return self.outcome != "queued"
