"""Gathering what the checker may know of a claim, from this tenant's own records."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, select

from app.claims.models import Claim, ClaimDiagnosis, ClaimLine
from app.claims.states import ACCEPTED, ADJUDICATED, CLOSED, HELD, QUEUED, SENT
from app.claims.surroundings import RelatedFacts, SiblingFacts, VisitFacts
from app.claims.values import (
    ClaimFacts,
    CoverageFacts,
    DiagnosisFacts,
    EligibilityFacts,
    IdentityFacts,
    LineFacts,
    PatientFacts,
    PolicyFacts,
    ProviderFacts,
)
from app.contracts.models import Contract
from app.contracts.queries import PricedService, contract_for, priced_by_local_codes
from app.eligibility import queries as eligibility
from app.kernel.clock import muscat_day, now
from app.kernel.db import db
from app.kernel.money import ZERO
from app.patients import queries as patients
from app.patients.models import Patient
from app.practitioners import queries as practitioners
from app.practitioners.models import Practitioner
from app.reference.models import Code
from app.reference.queries import all_payers, codes_at, is_read
from app.tenants.queries import facility
from app.tenants.scope import find

LIVING = (QUEUED, SENT, ACCEPTED, HELD, ADJUDICATED, CLOSED)
LOOK_BACK = timedelta(days=90)
CONSULTATION = "consultation"
IDENTITY_KINDS = {"civil_id": "NI", "gcc_id": "GCC", "resident_card": "PRC", "passport": "PPN"}


def facts_of(claim: Claim) -> tuple[ClaimFacts, dict[str, object]]:
    """Everything the checker needs, as plain values, and its parameters as the payer's contract sets them."""
    contract = contract_for(claim.payer_id, claim.service_date)
    return _facts(claim, contract), _parameters(contract)


def _facts(claim: Claim, contract: Contract | None) -> ClaimFacts:
    moment = now()
    siblings, visits = _history(claim)
    listed = _Listed(claim)
    return ClaimFacts(
        moment=moment,
        today=muscat_day(moment),
        service_date=claim.service_date,
        patient=_patient(find(Patient, claim.patient_id)),
        coverage=_coverage(claim),
        eligibility=_eligibility(claim),
        provider=_provider(claim, contract),
        diagnoses=_diagnoses(claim.diagnoses, listed),
        lines=_lines(claim, listed),
        total=claim.net,
        kind=claim.kind,
        patient_share_collected=claim.patient_paid,
        referral_number=claim.referral_number,
        related=_related(claim),
        siblings=siblings,
        visits=visits,
    )


def _parameters(contract: Contract | None) -> dict[str, object]:
    if contract is None:
        return {}
    window = {"filing_window_days": contract.filing_days} if contract.filing_days else {}
    return {**window, **contract.check_parameters}


def _patient(patient: Patient) -> PatientFacts:
    return PatientFacts(
        name_ar=patient.name_ar,
        name_en=patient.name_en,
        identities=tuple(
            IdentityFacts(kind=IDENTITY_KINDS[document.kind], number=document.number)
            for document in patients.documents(patient.id)
        ),
        birth_date=patient.birth_date,
        sex=patient.sex if patient.sex in {"male", "female"} else "",
        deceased_on=patient.deceased_on,
    )


def _coverage(claim: Claim) -> CoverageFacts:
    payers = all_payers()
    return CoverageFacts(
        policies=tuple(
            PolicyFacts(
                payer=payers[policy.payer_id].licence,
                member_number=patients.member_number(policy) or "",
                valid_from=policy.valid_from,
                valid_to=policy.valid_to,
                order=policy.rank,
                billed=policy.id == claim.policy_id,
                plan=policy.plan_name,
                network=policy.network,
                waiting_until=policy.waiting_until,
            )
            for policy in patients.policies(claim.patient_id)
        )
    )


def _eligibility(claim: Claim) -> EligibilityFacts | None:
    check = eligibility.latest(claim.patient_id, claim.payer_id, claim.service_date)
    if check is None or check.answered_at is None or check.verdict is None:
        return None
    return EligibilityFacts(
        verdict=check.verdict,
        checked_at=check.answered_at,
        service_date=check.service_date,
        member_number=eligibility.member_number(check) or "",
        copay_percent=check.copay_percent,
        copay_max=check.copay_max,
        annual_limit=check.annual_limit,
        used=check.annual_used or ZERO,
        in_network=check.in_network,
    )


def _provider(claim: Claim, contract: Contract | None) -> ProviderFacts:
    branch = facility(claim.facility_id)
    doctor = find(Practitioner, claim.practitioner_id) if claim.practitioner_id else None
    listed = practitioners.listed_payers(doctor.id) if doctor else frozenset()
    return ProviderFacts(
        facility_licence=branch.licence_number,
        facility_licence_from=branch.licence_from,
        facility_licence_to=branch.licence_to,
        practitioner_licence=doctor.licence_number if doctor else "",
        practitioner_licence_from=doctor.licence_from if doctor else None,
        practitioner_licence_to=doctor.licence_to if doctor else None,
        in_payer_list=(claim.payer_id in listed) if listed else None,
        specialty=doctor.specialty if doctor else "",
        has_contract=contract is not None,
        contract_from=contract.valid_from if contract else None,
        contract_to=contract.valid_to if contract else None,
        branch_whitelisted=branch.whitelisted,
    )


def _related(claim: Claim) -> RelatedFacts | None:
    if claim.related_claim_id is None:
        return None
    earlier = find(Claim, claim.related_claim_id)
    return RelatedFacts(
        payer_claim_number=earlier.payer_reference or "", kind=claim.related_kind or ""
    )


def _diagnoses(rows: list[ClaimDiagnosis], listed: _Listed) -> tuple[DiagnosisFacts, ...]:
    return tuple(_diagnosis(row, listed.found.get((row.system, row.code))) for row in rows)


def _diagnosis(row: ClaimDiagnosis, code: Code | None) -> DiagnosisFacts:
    return DiagnosisFacts(
        sequence=row.sequence,
        code=row.code,
        kind=row.kind,
        system=row.system,
        known=code is not None,
        billable=code.billable if code else False,
        unspecified="unspecified" in code.display_en.lower() if code else False,
        valid_from=code.valid_from if code else None,
        valid_to=code.valid_to if code else None,
    )


def _lines(claim: Claim, listed: _Listed) -> tuple[LineFacts, ...]:
    local_codes = {line.local_code for line in claim.lines}
    priced = priced_by_local_codes(claim.payer_id, claim.service_date, local_codes)
    return tuple(_line(line, priced.get(line.local_code), listed) for line in claim.lines)


class _Listed:
    """What the code lists say of the codes of a claim, all lists in one query."""

    def __init__(self, claim: Claim) -> None:
        pairs = {(one.code_system, one.code) for one in claim.lines if one.code_system and one.code}
        self.found = codes_at(pairs | {(one.system, one.code) for one in claim.diagnoses})
        missing = {uri for uri, code in pairs if (uri, code) not in self.found}
        self.unread = {uri for uri in missing if not is_read(uri)}

    def code(self, line: ClaimLine) -> Code | None:
        return self.found.get((line.code_system or "", line.code or ""))

    def knows(self, line: ClaimLine) -> bool:
        """A list that is not loaded (licensed, say) cannot call a code unknown; no code is CHK-40's."""
        return not line.code or line.code_system in self.unread or self.code(line) is not None


def _line(line: ClaimLine, service: PricedService | None, listed: _Listed) -> LineFacts:
    code = listed.code(line)
    return LineFacts(
        sequence=line.sequence,
        code=line.code or "",
        local_code=line.local_code,
        code_system=line.code_system or "",
        service_date=line.service_date,
        quantity=line.quantity,
        unit_price=line.unit_price,
        net=line.net,
        mapped=line.code is not None,
        known=listed.knows(line),
        valid_from=code.valid_from if code else None,
        valid_to=code.valid_to if code else None,
        factor=line.factor,
        tax=line.tax,
        vat_category=line.vat_category,
        patient_share=line.patient_share,
        pointers=tuple(line.pointers),
        category=line.category,
        in_contract=service is not None,
        contract_price=service.unit_price if service else None,
        daily_max=Decimal(service.max_per_day) if service and service.max_per_day else None,
        is_consultation=line.category == CONSULTATION,
    )


def _history(claim: Claim) -> tuple[tuple[SiblingFacts, ...], tuple[VisitFacts, ...]]:
    """Some weeks around the visit: this patient's other claims to the payer, and consultations here before."""
    day = claim.service_date
    query = (
        select(
            Claim.number, Claim.payer_id, Claim.facility_id, Claim.service_date.label("visit"), ClaimLine.code,
            ClaimLine.service_date, ClaimLine.quantity, ClaimLine.category, Practitioner.licence_number,
        )
        .join(ClaimLine, and_(ClaimLine.tenant_id == Claim.tenant_id, ClaimLine.claim_id == Claim.id))
        .outerjoin(
            Practitioner,
            and_(Practitioner.tenant_id == Claim.tenant_id, Practitioner.id == Claim.practitioner_id),
        )
        .where(
            Claim.patient_id.in_(patients.records_of_person(claim.patient_id)),
            Claim.id != claim.id,
            Claim.status.in_(LIVING),
            Claim.service_date.between(day - LOOK_BACK, day + LOOK_BACK),
        )
    )  # fmt: skip
    lines = db.session.execute(query).all()
    siblings = tuple(_sibling(line) for line in lines if line.payer_id == claim.payer_id)
    visits = tuple(
        VisitFacts(day=line.service_date, claim_number=line.number)
        for line in lines
        if line.facility_id == claim.facility_id
        and line.category == CONSULTATION
        and line.visit <= day
    )
    return siblings, visits


def _sibling(line: Any) -> SiblingFacts:
    return SiblingFacts(
        claim_number=line.number,
        code=line.code or "",
        service_date=line.service_date,
        quantity=line.quantity,
        practitioner_licence=line.licence_number or "",
    )
