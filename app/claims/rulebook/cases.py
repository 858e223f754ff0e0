"""A claim as own rules see it, from its row and what is known around it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.claims.models import Claim, ClaimLine
from app.claims.rulebook.conditions import Case, Value
from app.claims.rulebook.own_rules import Stakes
from app.claims.scrubbing.days import age_in_years
from app.claims.values import PRINCIPAL, ClaimFacts


@dataclass(frozen=True, kw_only=True)
class Around:
    """What stands in other tables; `day` is the day of sending, or today for a draft."""

    birth_date: date | None
    sex: str
    specialty: str
    has_eligibility: bool
    day: date


def around(facts: ClaimFacts) -> Around:
    """What the checker's facts say of the surroundings."""
    return Around(
        birth_date=facts.patient.birth_date,
        sex=facts.patient.sex,
        specialty=facts.provider.specialty,
        has_eligibility=facts.eligibility is not None,
        day=facts.today,
    )


def case_of(claim: Claim, known: Around) -> Case:
    """The claim's facts by the keys of the vocabulary."""
    return Case(
        {**_visit(claim, known), **_entries(claim), **_presence(claim, known)},
        tuple(_line(line) for line in claim.lines),
    )


def stakes_of(claim: Claim) -> Stakes:
    """The rials that depend on the claim and on each line."""
    return Stakes(
        total=claim.payer_share,
        lines=tuple(line.payer_share for line in claim.lines),
        numbers=tuple(line.sequence for line in claim.lines),
    )


def _visit(claim: Claim, known: Around) -> dict[str, Value]:
    born = known.birth_date
    age = Decimal(age_in_years(born, claim.service_date)) if born else None
    return {
        "payer": str(claim.payer_id),
        "branch": str(claim.facility_id),
        "practitioner": str(claim.practitioner_id) if claim.practitioner_id else None,
        "specialty": known.specialty or None,
        "patient_age": age,
        "patient_sex": known.sex or None,
        "days_since_visit": Decimal(max((known.day - claim.service_date).days, 0)),
    }


def _entries(claim: Claim) -> dict[str, Value]:
    principal = tuple(row.code for row in claim.diagnoses if row.kind == PRINCIPAL)
    return {
        "diagnosis": tuple(row.code for row in claim.diagnoses),
        "principal": principal,
        "services": tuple(code for line in claim.lines for code in _codes(line)),
        "line_count": Decimal(len(claim.lines)),
        "total": claim.net,
        "payer_total": claim.payer_share,
    }


def _presence(claim: Claim, known: Around) -> dict[str, Value]:
    return {
        "has_referral": bool(claim.referral_number),
        "has_approval": claim.approval_id is not None,
        "is_emergency": claim.emergency,
        "has_practitioner": claim.practitioner_id is not None,
        "has_eligibility": known.has_eligibility,
        "has_patient_paid": claim.patient_paid is not None,
        "is_correction": claim.related_claim_id is not None,
    }


def _line(line: ClaimLine) -> dict[str, Value]:
    return {
        "service": _codes(line),
        "category": line.category,
        "quantity": line.quantity,
        "unit_price": line.unit_price,
        "line_total": line.net,
    }


def _codes(line: ClaimLine) -> tuple[str, ...]:
    """A service answers to the clinic's own code and to the exchange's."""
    return (line.local_code, line.code) if line.code else (line.local_code,)
