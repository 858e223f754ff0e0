from dataclasses import replace
from datetime import date

import pytest

from tests.claims.scrubbing.facts import (
    CLEAN,
    DAY,
    answer,
    card,
    claim,
    days,
    found,
    patient,
    policy,
)


def newborn(code="Z38.00", **changes):
    baby = {"is_newborn": True, "mother_covered": True, "birth_date": DAY - days(10)}
    facts = patient(**{**baby, **changes})
    return claim(patient=facts.patient, diagnoses=(_with(code),))


def _with(code):
    return CLEAN.diagnoses[0].__class__(sequence=1, code=code, kind="principal")


# fmt: off
EDGES = [
    # the claim                                                    what is found
    (CLEAN,                                                        []),
    (patient(name_ar="", name_en="Salim"),                         []),
    (patient(name_ar="سالم", name_en=""),                          []),
    (patient(name_ar=" ", name_en=""),                             ["CHK-01 patient"]),
    (patient(identities=()),                                       ["CHK-01 patient"]),
    (card("NI", " "),                                              ["CHK-01 patient"]),
    (card("NI", "12345678"),                                       []),
    (card("NI", "1234567"),                                        ["CHK-02 patient"]),
    (card("PRC", "123456789"),                                     ["CHK-02 patient"]),
    (card("NI", "1234567A"),                                       ["CHK-02 patient"]),
    (card("PPN", "a1234567"),                                      []),
    (card("PPN", "A123"),                                          ["CHK-02 patient"]),
    (card("VP", "any form at all"),                                []),
    (patient(birth_date=None),                                     ["CHK-03 patient"]),
    (patient(birth_date=DAY),                                      []),
    (patient(birth_date=DAY + days(1)),                            ["CHK-03 patient"]),
    (patient(birth_date=date(1899, 12, 31)),                       ["CHK-03 patient"]),
    (patient(birth_date=date(1905, 11, 23)),                       []),
    (patient(birth_date=date(1905, 11, 22)),                       ["CHK-04 patient"]),
    (patient(birth_date=date(1900, 1, 1)),                         ["CHK-04 patient"]),
    (patient(sex="female"),                                        []),
    (patient(sex=""),                                              ["CHK-05 patient"]),
    (policy(sex="male"),                                           []),
    (policy(sex="female"),                                         ["CHK-06 patient"]),
    (patient(deceased_on=DAY),                                     []),
    (patient(deceased_on=DAY - days(1)),                           ["CHK-07 patient"]),
    (newborn(),                                                    []),
    (newborn(identities=()),                                       []),
    (newborn(mother_covered=False),                                ["CHK-08 policy"]),
    (newborn(mother_covered=None),                                 ["CHK-08 policy"]),
    (newborn(birth_date=DAY - days(90)),                           []),
    (newborn(birth_date=DAY - days(91)),                           ["CHK-09 patient"]),
    (newborn("P59.9"),                                             ["CHK-09 diagnoses"]),
    (policy(member_number=" m-1 "),                                []),
    (policy(member_number="M-2"),                                  ["CHK-10 policy"]),
    (policy(member_number=""),                                     []),
    (answer(member_number=""),                                     []),
    (replace(policy(member_number=" "), eligibility=answer(member_number="").eligibility),
                                                                   ["CHK-01 policy"]),
    (replace(policy(member_number=""), eligibility=None),          ["CHK-01 policy", "CHK-13 eligibility"]),
]
# fmt: on


@pytest.mark.parametrize(("facts", "expected"), EDGES)
def test_identity(facts, expected):
    assert found(facts) == expected
