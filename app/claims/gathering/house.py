"""The clinic's side of a claim: branch, practitioner, contract and price list."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from app.claims.gathering.held import by_ids
from app.claims.models import Claim
from app.claims.values import Parameters, ProviderFacts
from app.contracts.models import Contract
from app.contracts.terms import AgreedPrice, Terms, terms_of
from app.practitioners import queries as practitioners
from app.practitioners.models import Practitioner
from app.tenants.models import Facility


class House:
    """Branches, practitioners and contracts of the claims."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        self._branches = by_ids(Facility, (claim.facility_id for claim in claims))
        self._doctors = by_ids(Practitioner, (claim.practitioner_id for claim in claims))
        self._listings = practitioners.listings_of(self._doctors)
        self._terms: Terms = terms_of(
            {claim.payer_id for claim in claims},
            {line.local_code for claim in claims for line in claim.lines},
        )

    def contract(self, claim: Claim) -> Contract | None:
        """The contract that holds on the day of the visit."""
        return self._terms.contract(claim.payer_id, claim.service_date)

    def prices(self, claim: Claim) -> dict[str, AgreedPrice]:
        """Local code -> what was agreed for it with this payer on the day of the visit."""
        return self._terms.prices(claim.payer_id, claim.service_date)

    def parameters(self, claim: Claim) -> Parameters:
        """The checker's parameters as the contract sets them."""
        contract = self.contract(claim)
        if contract is None:
            return {}
        window = {"filing_window_days": contract.filing_days} if contract.filing_days else {}
        return {**window, **contract.check_parameters}

    def provider(self, claim: Claim) -> ProviderFacts:
        """Licences, contract and lists as known here."""
        branch, contract = self._branches[claim.facility_id], self.contract(claim)
        doctor = self._doctors.get(claim.practitioner_id) if claim.practitioner_id else None
        return ProviderFacts(
            facility_licence=branch.licence_number,
            facility_licence_from=branch.licence_from,
            facility_licence_to=branch.licence_to,
            practitioner_licence=doctor.licence_number if doctor else "",
            practitioner_licence_from=doctor.licence_from if doctor else None,
            practitioner_licence_to=doctor.licence_to if doctor else None,
            in_payer_list=self._is_listed(doctor, claim.payer_id),
            specialty=doctor.specialty if doctor else "",
            has_contract=contract is not None,
            contract_from=contract.valid_from if contract else None,
            contract_to=contract.valid_to if contract else None,
            branch_whitelisted=branch.whitelisted,
        )

    def _is_listed(self, doctor: Practitioner | None, payer_id: UUID) -> bool | None:
        """None where no payer's list of this person is held."""
        listed = self._listings.get(doctor.id) if doctor else None
        return payer_id in listed if listed else None
