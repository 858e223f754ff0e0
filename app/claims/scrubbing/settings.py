"""What the rules are told: the defaults, and how dated rows of a payer and tenant replace them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from app.claims.errors import UnknownParameter
from app.claims.rules import VAT_RATE
from app.claims.scrubbing.kinds import Frequency
from app.claims.scrubbing.parameters import PARAMETERS
from app.claims.values import Parameters
from app.kernel.money import ZERO

Codes = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The typed values of one check; None means: this payer sets no such rule.

    No filing window is a legal default in Oman; without one, two reminders speak instead.
    """

    eligibility_max_age_hours: int = 24
    practitioner_list_binding: bool = True
    specialties_of_code: Mapping[str, Codes] = field(default_factory=dict)
    refuse_unspecified: bool = False
    contract_list_binding: bool = True
    incompatible_codes: Mapping[str, Codes] = field(default_factory=dict)
    daily_maximum: Mapping[str, Decimal] = field(default_factory=dict)
    frequencies: Mapping[str, Frequency] = field(default_factory=dict)
    free_follow_up_days: int | None = None
    bundles: Mapping[str, Codes] = field(default_factory=dict)
    packages: Mapping[str, Codes] = field(default_factory=dict)
    codes_needing_site: Codes = ()
    codes_needing_referral: Codes = ()
    codes_needing_approval: Codes = ()
    approval_above: Decimal | None = None
    prescription_required: bool = True
    refill_after: Decimal = Decimal("0.75")
    formulary_binding: bool = True
    days_supply_required: bool = True
    price_tolerance: Decimal = ZERO
    share_tolerance: Decimal = ZERO
    share_must_be_collected: bool = True
    vat_rate: Decimal = VAT_RATE
    filing_window_days: int | None = None
    filing_amber: Decimal = Decimal("0.70")
    filing_red: Decimal = Decimal("0.90")
    filing_reminder_days: int = 30
    filing_late_reminder_days: int = 45
    near_duplicate_days: int = 3
    attachments_for: Mapping[str, Codes] = field(default_factory=dict)
    attachment_max_bytes: int = 10_000_000
    attachment_max_count: int = 10
    attachment_types: Codes = ("application/pdf", "image/jpeg")
    severities: Mapping[str, str] = field(default_factory=dict)


DEFAULTS = Settings()


def read(parameters: Parameters) -> Settings:
    """Settings from a payer's and tenant's parameters; raises UnknownParameter."""
    return Settings(**{name: _value(name, value) for name, value in parameters.items()})


def _value(name: str, value: object) -> Any:
    try:
        return PARAMETERS[name].read(value)
    except (KeyError, ValueError) as error:
        raise UnknownParameter(name=name) from error
