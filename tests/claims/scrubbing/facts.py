"""A claim without a fault, and one-word ways to plant exactly one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from app.claims.scrubbing import check
from app.claims.surroundings import (
    ApprovalFacts,
    ApprovedLineFacts,
    DispenseFacts,
    PrescriptionFacts,
    RelatedFacts,
    SiblingFacts,
)
from app.claims.values import (
    PRINCIPAL,
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

DAY = date(2026, 11, 22)
# Nine in the morning in Muscat.
MOMENT = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
OMR = Decimal

PATIENT = PatientFacts(
    name_ar="سالم الحارثي",
    name_en="Salim Al Harthy",
    identities=(IdentityFacts(kind="NI", number="12345678"),),
    birth_date=date(1988, 3, 1),
    sex="male",
)
POLICY = PolicyFacts(
    payer="DEMO-ALPHA", member_number="M-1", valid_from=date(2026, 1, 1),
    valid_to=date(2026, 12, 31), billed=True,
)  # fmt: skip
ANSWER = EligibilityFacts(
    verdict="covered", checked_at=MOMENT, service_date=DAY, member_number="M-1",
    copay_percent=OMR(10), in_network=True,
)  # fmt: skip
PROVIDER = ProviderFacts(
    facility_licence="F-1", practitioner_licence="P-1", in_payer_list=True, specialty="GP",
)  # fmt: skip
DIAGNOSIS = DiagnosisFacts(sequence=1, code="J06.9", kind=PRINCIPAL)
LINE = LineFacts(
    sequence=1, code="DEMO-100", code_system="demo", local_code="C1", service_date=DAY,
    quantity=OMR(1), unit_price=OMR("20.000"), net=OMR("20.000"), patient_share=OMR("2.000"),
    pointers=(1,), in_contract=True,
)  # fmt: skip
SECOND_LINE = replace(LINE, sequence=2, code="DEMO-200", local_code="C2")
CLEAN = ClaimFacts(
    moment=MOMENT, today=DAY, service_date=DAY, patient=PATIENT, eligibility=ANSWER,
    coverage=CoverageFacts(policies=(POLICY,)), provider=PROVIDER, diagnoses=(DIAGNOSIS,),
    lines=(LINE,), total=OMR("20.000"),
)  # fmt: skip


def days(number):
    return timedelta(days=number)


def claim(**changes):
    return replace(CLEAN, **changes)


def patient(**changes):
    return claim(patient=replace(PATIENT, **changes))


def card(kind, number):
    return patient(identities=(IdentityFacts(kind=kind, number=number),))


def policy(**changes):
    return claim(coverage=CoverageFacts(policies=(replace(POLICY, **changes),)))


def answer(**changes):
    return claim(eligibility=replace(ANSWER, **changes))


def provider(**changes):
    return claim(provider=replace(PROVIDER, **changes))


def diagnosis(code="J06.9", **changes):
    return claim(diagnoses=(replace(DIAGNOSIS, code=code, **changes),))


def diagnoses(*codes):
    """The first is principal."""
    return claim(
        diagnoses=tuple(
            replace(DIAGNOSIS, sequence=i + 1, code=code, kind="secondary" if i else PRINCIPAL)
            for i, code in enumerate(codes)
        )
    )


def of_a(facts, **changes):
    """The same claim for another kind of patient."""
    return replace(facts, patient=replace(facts.patient, **changes))


def line(**changes):
    return claim(lines=(replace(LINE, **changes),))


def two_lines(first=None, second=None, **changes):
    """Two lines of 20.000 each, whose amounts add up."""
    lines = (replace(LINE, **(first or {})), replace(SECOND_LINE, **(second or {})))
    return claim(lines=lines, total=OMR("40.000"), **changes)


def sibling(**changes):
    plain = SiblingFacts(
        claim_number="C-0001", code="DEMO-100", service_date=DAY, quantity=OMR(1),
        practitioner_licence="P-1",
    )  # fmt: skip
    return claim(siblings=(replace(plain, **changes),))


def related(**changes):
    plain = RelatedFacts(payer_claim_number="X-1", kind="correction")
    return claim(related=replace(plain, **changes))


def found(facts, parameters=None):
    """What the checker says, as `CHK-nn field` words."""
    return [f"{finding.code} {finding.field}" for finding in check(facts, parameters or {})]


NUMBER = "DEMO-A-1"
APPROVAL = ApprovalFacts(
    reference=NUMBER, status="approved", valid_from=DAY - days(10), valid_to=DAY + days(10),
    lines=(ApprovedLineFacts(code="DEMO-100", approved=OMR(5), left=OMR(5)),),
)  # fmt: skip


def approved(*others, named=True, need="yes", quantity=1, **changes):
    """A line that needs approval, in a claim that names one; `others` are approvals beside it."""
    net = OMR(20) * quantity
    one = replace(
        LINE, approval=need, quantity=OMR(quantity), net=net, patient_share=net / 10
    )  # fmt: skip
    return claim(
        lines=(one,), total=net, approvals=(replace(APPROVAL, **changes), *others),
        approval_numbers=(NUMBER,) if named else (),
    )  # fmt: skip


def holding(code="DEMO-100", approved=None, left=None):
    """The one line of an approval, as `approved(lines=...)` takes it."""
    return (ApprovedLineFacts(code=code, approved=approved, left=left),)


PRESCRIPTION = PrescriptionFacts(
    reference="DEMO-RX-1", expires_on=DAY + days(30), quantity=OMR(20), dose=OMR(1),
    times_a_day=OMR(2), days=10,
)  # fmt: skip
DISPENSE = DispenseFacts(
    prescription=PRESCRIPTION, ingredients=("amoxicillin",), days_supply=10, batch="B-1",
    batch_expires_on=DAY + days(100), on_formulary=True,
)  # fmt: skip
PHARMACY = replace(
    CLEAN,
    kind="pharmacy",
    lines=(replace(LINE, category="medication", quantity=OMR(20), unit_price=OMR("1.000"), dispense=DISPENSE),),
)  # fmt: skip


def dispense(**changes):
    """A pharmacy's claim of one line, what it hands out changed."""
    (only,) = PHARMACY.lines
    return replace(PHARMACY, lines=(replace(only, dispense=replace(DISPENSE, **changes)),))


def prescription(**changes):
    return dispense(prescription=replace(PRESCRIPTION, **changes))


def two_medicines(first=None, second=None, **changes):
    """A pharmacy's claim of two lines with different ingredients."""
    (only,) = PHARMACY.lines
    other = replace(DISPENSE, ingredients=("ibuprofen",), **(second or {}))
    lines = (
        replace(only, dispense=replace(DISPENSE, **(first or {}))),
        replace(only, sequence=2, code="DEMO-200", local_code="C2", dispense=other),
    )
    return replace(PHARMACY, lines=lines, total=OMR("40.000"), **changes)
