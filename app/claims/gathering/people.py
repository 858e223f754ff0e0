"""Who was treated, and under which policies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from app.claims.gathering.held import by_ids
from app.claims.models import Claim
from app.claims.values import PHARMACY, CoverageFacts, IdentityFacts, PatientFacts, PolicyFacts
from app.patients import allergies
from app.patients import queries as patients
from app.patients.models import Patient, Policy
from app.reference.queries import payer

IDENTITY_KINDS = {"civil_id": "NI", "gcc_id": "GCC", "resident_card": "PRC", "passport": "PPN"}
INFANT = timedelta(days=365)
CHILD = "child"
VERDICTS = {"covered": True, "not_covered": False}


class People:
    """The patients of the claims with their cards and policies."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        ids = {claim.patient_id for claim in claims}
        self._patients = by_ids(Patient, ids)
        self._documents = patients.documents_by_patient(ids)
        self._policies = patients.policies_by_patient(ids)
        # Only a medicine that is handed out can do harm.
        dispensed = {claim.patient_id for claim in claims if claim.kind == PHARMACY}
        self._allergies = allergies.by_patient(dispensed) if dispensed else {}

    def patient(self, claim: Claim, verdict: str | None) -> PatientFacts:
        """The person; `verdict` is what the exchange said of the cover, which an infant shares."""
        one = self._patients[claim.patient_id]
        identities = tuple(
            IdentityFacts(kind=IDENTITY_KINDS[document.kind], number=document.number)
            for document in self._documents.get(one.id, ())
        )
        is_newborn = not identities and self._under_a_parent(claim, one.birth_date)
        return PatientFacts(
            name_ar=one.name_ar,
            name_en=one.name_en,
            identities=identities,
            birth_date=one.birth_date,
            sex=one.sex if one.sex in {"male", "female"} else "",
            deceased_on=one.deceased_on,
            allergies=self._allergies.get(one.id, frozenset()),
            is_newborn=is_newborn,
            mother_covered=VERDICTS.get(verdict or "") if is_newborn else None,
        )

    def _under_a_parent(self, claim: Claim, born: date | None) -> bool:
        """An infant without a card of its own on a parent's policy: so a newborn is brought in."""
        billed = next((p for p in self._of(claim) if p.id == claim.policy_id), None)
        return bool(
            billed
            and billed.relationship == CHILD
            and born
            and timedelta(0) <= claim.service_date - born < INFANT
        )

    def coverage(self, claim: Claim) -> CoverageFacts:
        """All policies of the person."""
        return CoverageFacts(
            policies=tuple(
                PolicyFacts(
                    payer=payer(policy.payer_id).licence,
                    member_number=patients.member_number(policy) or "",
                    valid_from=policy.valid_from,
                    valid_to=policy.valid_to,
                    order=policy.rank,
                    billed=policy.id == claim.policy_id,
                    plan=policy.plan_name,
                    sex=policy.sex or "",
                    network=policy.network,
                    waiting_until=policy.waiting_until,
                )
                for policy in self._of(claim)
            )
        )

    def _of(self, claim: Claim) -> Sequence[Policy]:
        return self._policies.get(claim.patient_id, ())
