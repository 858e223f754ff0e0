"""Faults of the patient, the cover, the clinic and the diagnoses (CHK-01 to CHK-37)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from app.claims.scrubbing.days import end_of_day
from app.claims.values import (
    SECONDARY,
    ClaimFacts,
    CoverageFacts,
    DiagnosisFacts,
    IdentityFacts,
    PolicyFacts,
)
from benchmarks.planting.believable import SPECIAL
from benchmarks.planting.faults import (
    CLINIC,
    answer,
    fault,
    first_diagnosis,
    first_line,
    patient,
    policy,
    provider,
)
from benchmarks.planting.lines import extra

DAY = timedelta(days=1)
OTHER_SEX = {"male": "female", "female": "male"}
FOREIGN = {"male": "N80.00", "female": "C61"}


fault(1, "name")(lambda f, _: patient(f, name_ar=" ", name_en=""))
fault(1, "card")(lambda f, _: patient(f, identities=()))
fault(1, "policy answer")(lambda f, _: policy(answer(f, member_number=""), member_number=""))
fault(2, "card")(lambda f, _: patient(f, identities=(IdentityFacts(kind="NI", number="123"),)))
fault(2, "card")(lambda f, _: patient(f, identities=(IdentityFacts(kind="PPN", number="A-1"),)))
fault(3, "birth")(lambda f, _: patient(f, birth_date=None))
fault(3, "birth time")(lambda f, _: patient(f, birth_date=f.today + DAY))
fault(3, "birth")(lambda f, _: patient(f, birth_date=date(1899, 12, 31)))
fault(4, "birth")(lambda f, rng: patient(f, birth_date=date(rng.randint(1900, 1904), 1, 1)))
fault(5, "sex")(lambda f, _: patient(f, sex=""))
fault(6, "sex policy")(lambda f, _: policy(f, sex=OTHER_SEX[f.patient.sex]))
fault(7, "death")(lambda f, _: patient(f, deceased_on=f.service_date - DAY))


def _newborn(facts: ClaimFacts, age: int = 10, code: str = "Z38.00", **changes: object) -> ClaimFacts:  # fmt: skip
    """The claim of a newborn without a card."""
    infant = {"is_newborn": True, "mother_covered": True, "identities": ()}
    born = facts.service_date - age * DAY
    child = patient(facts, birth_date=born, **{**infant, **changes})
    return replace(child, diagnoses=_with(child, code))


def _with(facts: ClaimFacts, code: str) -> tuple[DiagnosisFacts, ...]:
    number = len(facts.diagnoses) + 1
    return (*facts.diagnoses, DiagnosisFacts(sequence=number, code=code, kind=SECONDARY))


def _diagnosed(facts: ClaimFacts, code: str) -> ClaimFacts:
    return replace(facts, diagnoses=_with(facts, code))


NEWBORN = "birth card diagnoses"
fault(8, NEWBORN)(lambda f, rng: _newborn(f, mother_covered=rng.choice((False, None))))
fault(9, NEWBORN)(lambda f, rng: _newborn(f, rng.randint(91, 300)))
fault(9, NEWBORN)(lambda f, _: _newborn(f, code="P59.9"))
fault(10, "policy answer")(lambda f, _: answer(f, member_number="X-1"))
fault(11, "policy")(lambda f, _: replace(f, coverage=CoverageFacts()))
fault(11, "policy")(lambda f, _: policy(f, billed=False))
fault(12, "policy")(lambda f, _: policy(f, valid_to=f.service_date - DAY))
fault(12, "policy")(lambda f, _: policy(f, valid_from=f.service_date + DAY, valid_to=None))
fault(13, "answer")(lambda f, _: replace(f, eligibility=None))
fault(13, "answer")(lambda f, _: answer(f, service_date=f.service_date - DAY))


@fault(13, "answer")
def too_old(facts: ClaimFacts, _: Random) -> ClaimFacts:
    """Asked a second more than a day before the visit's day ended, or before now."""
    needed = min(facts.moment, end_of_day(facts.service_date))
    return answer(facts, checked_at=needed - timedelta(days=1, seconds=1))


fault(14, "answer")(lambda f, _: answer(f, verdict="not_covered"))
fault(15, "answer")(lambda f, _: answer(f, verdict="undetermined"))
fault(16, "answer")(lambda f, _: answer(f, in_network=False))
BAISA = Decimal("0.001")


@fault(17, "answer amounts", late=True)
def over_the_year(facts: ClaimFacts, _: Random) -> ClaimFacts:
    """The year leaves a baisa less than the claim asks."""
    left = facts.payer_total - BAISA
    return answer(facts, annual_limit=Decimal(900), used=900 - left)


@fault(17, "answer amounts", late=True)
def over_the_category(facts: ClaimFacts, _: Random) -> ClaimFacts:
    """The first line's category leaves a baisa less than it asks."""
    category = facts.lines[0].category
    asked = sum(one.payer_share for one in facts.lines if one.category == category)
    return answer(facts, category_left={category: asked - BAISA})


fault(18, "policy")(lambda f, _: policy(f, waiting_until=f.service_date))


@fault(19, "policy")
def another_first(facts: ClaimFacts, _: Random) -> ClaimFacts:
    """A second policy that pays before the one billed."""
    (billed,) = facts.coverage.policies
    first = PolicyFacts(
        payer="DEMO-BETA", member_number="B-1", valid_from=billed.valid_from, order=1
    )
    policies = (first, replace(billed, order=2))
    return replace(facts, coverage=CoverageFacts(policies=policies))


fault(20, "offline time")(
    lambda f, _: replace(f, offline_on=f.today + DAY, offline_reference="T-1")
)
fault(20, "offline")(lambda f, _: replace(f, offline_on=f.service_date))
fault(20, "offline")(lambda f, _: replace(f, offline_reference="T-1"))
fault(21, "facility")(lambda f, _: provider(f, facility_licence=" "))
fault(21, "facility")(lambda f, _: provider(f, facility_licence_to=f.service_date - DAY))
fault(22, "doctor")(lambda f, _: provider(f, practitioner_licence=""))
fault(22, "doctor")(lambda f, _: provider(f, practitioner_licence_to=f.service_date - DAY))
fault(23, "list")(lambda f, _: provider(f, in_payer_list=False))
fault(24, "special", kind=CLINIC)(lambda f, rng: extra(f, rng, 24, code=SPECIAL))
fault(25, "contract")(lambda f, _: provider(f, has_contract=False))
fault(25, "contract")(lambda f, _: provider(f, contract_to=f.service_date - DAY))
fault(26, "branch")(lambda f, _: provider(f, branch_whitelisted=False))
fault(27, "diagnoses")(lambda f, _: replace(f, diagnoses=()))
fault(28, "diagnoses")(lambda f, _: first_line(f, pointers=()))
fault(29, "diagnoses")(lambda f, _: first_line(f, pointers=(1, 9)))
fault(30, "diagnoses")(lambda f, _: first_diagnosis(f, known=False))
fault(30, "diagnoses")(lambda f, _: first_diagnosis(f, billable=False))
fault(30, "diagnoses")(lambda f, _: first_diagnosis(f, valid_to=f.service_date - DAY))
fault(31, "diagnoses")(lambda f, _: _diagnosed(f, f.diagnoses[0].code.replace(".", "").lower()))
fault(32, "diagnoses")(lambda f, _: first_diagnosis(f, kind=SECONDARY))


@fault(32, "diagnoses")
def two_principals(facts: ClaimFacts, _: Random) -> ClaimFacts:
    """Two diagnoses are marked principal."""
    *others, last = _with(facts, "J20.9")
    return replace(facts, diagnoses=(*others, replace(last, kind="principal")))


fault(33, "diagnoses")(lambda f, _: first_diagnosis(f, code="W01.0XXA"))
fault(34, "diagnoses birth")(lambda f, _: _diagnosed(f, "P59.9"))
fault(34, "diagnoses birth")(lambda f, _: first_diagnosis(f, max_age=17))
fault(35, "diagnoses sex")(lambda f, _: _diagnosed(f, FOREIGN[f.patient.sex]))
fault(36, "diagnoses")(lambda f, _: _diagnosed(first_diagnosis(f, code="R05.9"), "J20.9"))
fault(37, "diagnoses", strict=True)(lambda f, _: first_diagnosis(f, unspecified=True))
