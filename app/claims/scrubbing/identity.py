"""Identity: who the patient is (CHK-01 to CHK-10)."""

from __future__ import annotations

import re
from datetime import date

from app.claims.scrubbing import fixes, icd
from app.claims.scrubbing.days import age_in_years, service_days
from app.claims.scrubbing.edit import Faults, edit, on_claim
from app.claims.scrubbing.settings import Settings
from app.claims.values import BLOCK, WARN, ClaimFacts
from app.kernel.words import N_

EARLIEST_BIRTH = date(1900, 1, 1)
OLDEST = 120
NEWBORN_DAYS = 90

_CARD_KINDS = frozenset({"NI", "PRC"})
_EIGHT_DIGITS = re.compile(r"[0-9]{8}")
_PASSPORT = re.compile(r"[A-Z0-9]{5,15}")


@edit(1, BLOCK)
def name_or_number_missing(facts: ClaimFacts, _: Settings) -> Faults:
    """Patient without a name or an identity document, or a member whose number nobody knows."""
    patient = facts.patient
    if not (patient.name_ar.strip() or patient.name_en.strip()):
        yield on_claim(
            facts,
            "patient",
            N_("The patient's name is missing. Enter it in Arabic or in English."),
            fixes.COMPLETE_PATIENT,
        )
    # A newborn has no card yet and travels under the mother's cover.
    if not patient.is_newborn and not any(card.number.strip() for card in patient.identities):
        yield on_claim(
            facts,
            "patient",
            N_("The patient has no identity number. Enter Civil ID, resident card or passport."),
            fixes.COMPLETE_PATIENT,
        )

    policy, answer = facts.coverage.billed, facts.eligibility
    if policy and not policy.member_number.strip() and not (answer and answer.member_number):
        yield on_claim(
            facts,
            "policy",
            N_("The policy has no member number. Enter it from the card, or check eligibility."),
            fixes.CHOOSE_POLICY,
        )


@edit(2, WARN)
def identity_number_unusual(facts: ClaimFacts, _: Settings) -> Faults:
    """Identity number of an unusual form."""
    for card in facts.patient.identities:
        number = card.number.strip().upper()
        if card.kind in _CARD_KINDS and number and not _EIGHT_DIGITS.fullmatch(number):
            yield on_claim(
                facts,
                "patient",
                N_(
                    "The Civil ID or resident card number should have eight digits. Compare it with the card."
                ),
                fixes.CORRECT_PATIENT,
            )
        elif card.kind == "PPN" and number and not _PASSPORT.fullmatch(number):
            yield on_claim(
                facts,
                "patient",
                N_(
                    "The passport number should be 5 to 15 Latin letters and digits. Compare it with the passport."
                ),
                fixes.CORRECT_PATIENT,
            )


@edit(3, BLOCK)
def birth_date_impossible(facts: ClaimFacts, _: Settings) -> Faults:
    """Birth date missing, in the future or before 1900."""
    born = facts.patient.birth_date
    if born is None:
        sentence = N_("The birth date is missing. Enter it as on the identity card.")
    elif born > facts.today:
        sentence = N_("The birth date %(day)s is in the future. Enter it as on the identity card.")
    elif born < EARLIEST_BIRTH:
        sentence = N_("The birth date %(day)s is before 1900. Enter it as on the identity card.")
    else:
        return
    yield on_claim(facts, "patient", sentence, fixes.COMPLETE_PATIENT, day=born)


@edit(4, WARN)
def age_unlikely(facts: ClaimFacts, _: Settings) -> Faults:
    """Patient older than 120 years."""
    born = facts.patient.birth_date
    if born is None or born < EARLIEST_BIRTH:
        return
    age = age_in_years(born, facts.service_date)
    if age > OLDEST:
        yield on_claim(
            facts,
            "patient",
            N_("By the birth date the patient is %(age)s years old. Compare it with the card."),
            fixes.CORRECT_PATIENT,
            age=age,
        )


@edit(5, BLOCK)
def sex_missing(facts: ClaimFacts, _: Settings) -> Faults:
    """Patient without a sex."""
    if facts.patient.sex not in {icd.MALE, icd.FEMALE}:
        yield on_claim(
            facts,
            "patient",
            N_("The patient's sex is missing. Choose male or female, as on the card."),
            fixes.COMPLETE_PATIENT,
        )


@edit(6, WARN)
def sex_differs_from_policy(facts: ClaimFacts, _: Settings) -> Faults:
    """Patient's sex differs from the policy's."""
    policy, sex = facts.coverage.billed, facts.patient.sex
    if policy and policy.sex and sex and policy.sex != sex:
        yield on_claim(
            facts,
            "patient",
            N_("The patient's sex differs from the policy's. Compare both with the card."),
            fixes.CORRECT_PATIENT,
        )


@edit(7, BLOCK)
def deceased_before_service(facts: ClaimFacts, _: Settings) -> Faults:
    """Service after the patient's death."""
    died, last = facts.patient.deceased_on, service_days(facts)[-1]
    if died and last > died:
        yield on_claim(
            facts,
            "patient",
            N_(
                "The service on %(day)s is after the recorded death on %(died)s. Correct one of the dates."
            ),
            fixes.COMPARE_DATES,
            day=last,
            died=died,
        )


@edit(8, BLOCK)
def newborn_without_mothers_cover(facts: ClaimFacts, _: Settings) -> Faults:
    """Newborn whose mother's cover is not known to hold."""
    if facts.patient.is_newborn and facts.patient.mother_covered is not True:
        yield on_claim(
            facts,
            "policy",
            N_(
                "The newborn's mother has no confirmed cover. Check the mother's eligibility first."
            ),
            fixes.CHECK_NEWBORN,
        )


@edit(9, BLOCK)
def newborn_too_old_or_without_birth_code(facts: ClaimFacts, _: Settings) -> Faults:
    """Newborn older than 90 days, or without a Z38 diagnosis."""
    patient = facts.patient
    if not patient.is_newborn:
        return
    days = (facts.service_date - patient.birth_date).days if patient.birth_date else 0
    if days > NEWBORN_DAYS:
        yield on_claim(
            facts,
            "patient",
            N_(
                "The child is %(days)s days old; the mother's cover holds 90. Use the child's own policy."
            ),
            fixes.CHECK_NEWBORN,
            days=days,
        )
    if facts.diagnoses and not any(icd.is_birth(diagnosis.code) for diagnosis in facts.diagnoses):
        yield on_claim(
            facts,
            "diagnoses",
            N_("A newborn's claim needs a diagnosis from Z38. Add the code of the birth."),
            fixes.CORRECT_DIAGNOSES,
        )


@edit(10, WARN)
def member_number_differs(facts: ClaimFacts, _: Settings) -> Faults:
    """Member number differs from the exchange's answer; an empty one is filled from the answer."""
    policy, answer = facts.coverage.billed, facts.eligibility
    if not policy or not policy.member_number.strip() or not answer or not answer.member_number:
        return
    if policy.member_number.strip().upper() != answer.member_number.strip().upper():
        yield on_claim(
            facts,
            "policy",
            N_(
                "The member number on the policy is not the exchange's, %(number)s. Correct the policy."
            ),
            fixes.CHOOSE_POLICY,
            number=answer.member_number,
        )
