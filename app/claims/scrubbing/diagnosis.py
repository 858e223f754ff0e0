"""Diagnosis: what was found, and whether it fits the patient (CHK-27 to CHK-37)."""

from __future__ import annotations

from app.claims.scrubbing import fixes, icd
from app.claims.scrubbing.days import age_in_years, first_outside
from app.claims.scrubbing.edit import Fault, Faults, edit, on_claim, on_line
from app.claims.scrubbing.settings import Settings
from app.claims.values import (
    BLOCK,
    ICD,
    INFO,
    PRINCIPAL,
    WARN,
    ClaimFacts,
    DiagnosisFacts,
)
from app.kernel.words import N_


def _on_code(facts: ClaimFacts, index: int, sentence: str, **params: object) -> Fault:
    code = facts.diagnoses[index].code
    field = f"diagnoses-{index}-code"
    return on_claim(facts, field, sentence, fixes.CORRECT_DIAGNOSES, code=code, **params)


@edit(27, BLOCK)
def no_diagnosis(facts: ClaimFacts, _: Settings) -> Faults:
    """Claim without a diagnosis."""
    if not facts.diagnoses:
        yield on_claim(
            facts,
            "diagnoses",
            N_("The claim has no diagnosis. Enter at least the principal one."),
            fixes.CORRECT_DIAGNOSES,
        )


@edit(28, BLOCK)
def line_without_diagnosis(facts: ClaimFacts, _: Settings) -> Faults:
    """Line that points to no diagnosis."""
    for index, line in enumerate(facts.lines):
        if facts.diagnoses and not line.pointers:
            yield on_line(
                index,
                line,
                "pointers",
                N_("Line %(line)s is linked to no diagnosis. Choose the one that justifies it."),
                fixes.LINK_DIAGNOSIS,
            )


@edit(29, BLOCK)
def pointer_to_absent_diagnosis(facts: ClaimFacts, _: Settings) -> Faults:
    """Line that points to a diagnosis which is not there."""
    present = {diagnosis.sequence for diagnosis in facts.diagnoses}
    for index, line in enumerate(facts.lines):
        absent = sorted(set(line.pointers) - present)
        if present and absent:
            yield on_line(
                index,
                line,
                "pointers",
                N_(
                    "Line %(line)s is linked to diagnosis %(absent)s, which is not there. Choose another."
                ),
                fixes.LINK_DIAGNOSIS,
                absent=absent[0],
            )


@edit(30, BLOCK)
def code_not_billable(facts: ClaimFacts, _: Settings) -> Faults:
    """Diagnosis code unknown, not billable, or not valid on the service date."""
    for index, diagnosis in enumerate(facts.diagnoses):
        outside = first_outside([facts.service_date], diagnosis.valid_from, diagnosis.valid_to)
        if not diagnosis.known:
            yield _on_code(
                facts,
                index,
                N_("Diagnosis %(code)s is not in the code list. Search for it by words."),
            )
        elif not diagnosis.billable:
            yield _on_code(
                facts,
                index,
                N_("Diagnosis %(code)s is only a heading. Choose a more specific code below it."),
            )
        elif outside:
            sentence = N_(
                "Diagnosis %(code)s is not valid on %(day)s. Choose the code valid on that day."
            )
            yield _on_code(facts, index, sentence, day=outside)


@edit(31, BLOCK)
def diagnosis_twice(facts: ClaimFacts, _: Settings) -> Faults:
    """The same diagnosis twice."""
    seen: set[tuple[str, str]] = set()
    for index, diagnosis in enumerate(facts.diagnoses):
        key = (diagnosis.system, icd.plain(diagnosis.code))
        if key in seen:
            yield _on_code(
                facts, index, N_("Diagnosis %(code)s is entered twice. Remove one of them.")
            )
        seen.add(key)


@edit(32, BLOCK)
def principal_not_one(facts: ClaimFacts, _: Settings) -> Faults:
    """No principal diagnosis, or more than one."""
    principals = [i for i, diagnosis in enumerate(facts.diagnoses) if diagnosis.kind == PRINCIPAL]
    if facts.diagnoses and not principals:
        yield on_claim(
            facts,
            "diagnoses-0-kind",
            N_("No diagnosis is marked principal. Mark the main reason for the visit."),
            fixes.CORRECT_DIAGNOSES,
        )
    if len(principals) > 1:
        yield on_claim(
            facts,
            f"diagnoses-{principals[1]}-kind",
            N_("More than one diagnosis is marked principal. Keep the main reason for the visit."),
            fixes.CORRECT_DIAGNOSES,
        )


@edit(33, WARN)
def external_cause_principal(facts: ClaimFacts, _: Settings) -> Faults:
    """External cause as the principal diagnosis."""
    for index, diagnosis in _principals(facts):
        if icd.is_external_cause(diagnosis.code):
            yield _on_code(
                facts,
                index,
                N_(
                    "Principal diagnosis %(code)s tells how the injury happened. Put the injury itself first."
                ),
            )


@edit(34, WARN)
def age_conflict(facts: ClaimFacts, _: Settings) -> Faults:
    """Diagnosis that does not fit the patient's age."""
    born = facts.patient.birth_date
    if born is None or born > facts.service_date:
        return
    age = age_in_years(born, facts.service_date)
    for index, diagnosis in enumerate(facts.diagnoses):
        youngest, oldest = _ages(diagnosis)
        if (youngest is not None and age < youngest) or (oldest is not None and age > oldest):
            yield _on_code(
                facts,
                index,
                N_("Diagnosis %(code)s does not fit age %(age)s. Check the code and birth date."),
                age=age,
            )


@edit(35, WARN)
def sex_conflict(facts: ClaimFacts, _: Settings) -> Faults:
    """Diagnosis that does not fit the patient's sex."""
    sex = facts.patient.sex
    for index, diagnosis in enumerate(facts.diagnoses):
        only = diagnosis.sex or (icd.sex_of(diagnosis.code) if diagnosis.system == ICD else "")
        if only and sex in {icd.MALE, icd.FEMALE} and sex != only:
            yield _on_code(
                facts,
                index,
                N_(
                    "Diagnosis %(code)s does not fit the patient's sex. Check the code and the patient's record."
                ),
            )


@edit(36, INFO)
def symptom_before_diagnosis(facts: ClaimFacts, _: Settings) -> Faults:
    """Symptom as principal although a definite diagnosis is there."""
    definite = any(d.system == ICD and icd.is_definite(d.code) for d in facts.diagnoses)
    for index, diagnosis in _principals(facts):
        if definite and icd.is_symptom(diagnosis.code):
            yield _on_code(
                facts,
                index,
                N_(
                    "Principal diagnosis %(code)s is only a symptom. Consider putting the definite diagnosis first."
                ),
            )


@edit(37, WARN, "refuse_unspecified", data_driven=True)
def code_unspecified(facts: ClaimFacts, settings: Settings) -> Faults:
    """Unspecified code which this payer refuses."""
    for index, diagnosis in enumerate(facts.diagnoses):
        if settings.refuse_unspecified and diagnosis.unspecified:
            yield _on_code(
                facts,
                index,
                N_(
                    "Diagnosis %(code)s is unspecified, and this insurer refuses such codes. Choose a precise one."
                ),
            )


def _principals(facts: ClaimFacts) -> list[tuple[int, DiagnosisFacts]]:
    return [
        (index, diagnosis)
        for index, diagnosis in enumerate(facts.diagnoses)
        if diagnosis.kind == PRINCIPAL and diagnosis.system == ICD
    ]


def _ages(diagnosis: DiagnosisFacts) -> tuple[int | None, int | None]:
    if diagnosis.min_age is not None or diagnosis.max_age is not None:
        return diagnosis.min_age, diagnosis.max_age
    return (icd.ages_of(diagnosis.code) if diagnosis.system == ICD else None) or (None, None)
