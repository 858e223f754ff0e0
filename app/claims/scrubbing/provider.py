"""Provider: licences, contracts and lists (CHK-21 to CHK-26)."""

from __future__ import annotations

from app.claims.scrubbing import fixes
from app.claims.scrubbing.days import first_outside, service_days
from app.claims.scrubbing.edit import Faults, edit, on_claim, on_line
from app.claims.scrubbing.settings import Settings
from app.claims.values import BLOCK, WARN, ClaimFacts
from app.kernel.words import N_


@edit(21, BLOCK)
def facility_licence_invalid(facts: ClaimFacts, _: Settings) -> Faults:
    """Facility's licence missing or not valid on a service date."""
    provider = facts.provider
    day = first_outside(
        service_days(facts), provider.facility_licence_from, provider.facility_licence_to
    )
    if not provider.facility_licence.strip():
        sentence = N_("The facility's licence number is missing. Enter it in Settings.")
    elif day:
        sentence = N_(
            "The facility's licence is not valid on %(day)s. Renew it and enter the new dates."
        )
    else:
        return
    yield on_claim(facts, "facility", sentence, fixes.RENEW_LICENCE, day=day)


@edit(22, BLOCK)
def practitioner_licence_invalid(facts: ClaimFacts, _: Settings) -> Faults:
    """Practitioner's licence missing or not valid on a service date."""
    provider = facts.provider
    day = first_outside(
        service_days(facts), provider.practitioner_licence_from, provider.practitioner_licence_to
    )
    if not provider.practitioner_licence.strip():
        sentence = N_(
            "The practitioner or the licence number is missing. Choose a licensed practitioner."
        )
        fix = fixes.CHOOSE_PRACTITIONER
    elif day:
        sentence = N_(
            "The practitioner's licence is not valid on %(day)s. Enter the renewal, or choose another."
        )
        fix = fixes.RENEW_LICENCE
    else:
        return
    yield on_claim(facts, "practitioner", sentence, fix, day=day)


@edit(23, WARN, "practitioner_list_binding", data_driven=True)
def practitioner_not_listed(facts: ClaimFacts, settings: Settings) -> Faults:
    """Practitioner not in the payer's list."""
    if settings.practitioner_list_binding and facts.provider.in_payer_list is False:
        yield on_claim(
            facts,
            "practitioner",
            N_(
                "The practitioner is not in this insurer's list. Ask the insurer to add them, or choose another."
            ),
            fixes.CHOOSE_PRACTITIONER,
        )


@edit(24, WARN, "specialties_of_code", data_driven=True)
def specialty_not_allowed(facts: ClaimFacts, settings: Settings) -> Faults:
    """Practitioner's specialty may not bill the service."""
    specialty = facts.provider.specialty
    for index, line in enumerate(facts.lines):
        allowed = settings.specialties_of_code.get(line.code)
        if specialty and allowed and specialty not in allowed:
            yield on_line(
                index,
                line,
                "code",
                N_(
                    "Line %(line)s: the practitioner's specialty may not bill %(code)s. Choose another service or practitioner."
                ),
                fixes.CHOOSE_PRACTITIONER,
                code=line.code,
            )


@edit(25, BLOCK)
def contract_missing_or_ended(facts: ClaimFacts, _: Settings) -> Faults:
    """No contract with the payer, or none on a service date."""
    provider = facts.provider
    day = first_outside(service_days(facts), provider.contract_from, provider.contract_to)
    if not provider.has_contract:
        sentence = N_(
            "There is no contract with this insurer. Enter the contract, or choose another policy."
        )
    elif day:
        sentence = N_("The contract with this insurer is not valid on %(day)s. Enter its renewal.")
    else:
        return
    yield on_claim(facts, "policy", sentence, fixes.UPDATE_CONTRACT, day=day)


@edit(26, BLOCK)
def branch_not_registered(facts: ClaimFacts, _: Settings) -> Faults:
    """Branch not whitelisted by the exchange."""
    if not facts.provider.branch_whitelisted:
        yield on_claim(
            facts,
            "facility",
            N_(
                "This branch is not registered with the exchange. Choose another branch, or have it registered."
            ),
            fixes.REGISTER_BRANCH,
        )
