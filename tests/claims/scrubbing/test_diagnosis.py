from datetime import date

import pytest

from app.claims.scrubbing import icd
from tests.claims.scrubbing.facts import (
    DAY,
    claim,
    days,
    diagnoses,
    diagnosis,
    found,
    line,
    of_a,
    replace,
)


def woman(facts, **changes):
    return of_a(facts, sex="female", **changes)


def aged(facts, years, **changes):
    return of_a(facts, birth_date=date(2026 - years, 11, 22), **changes)


TWO_PRINCIPALS = claim(
    diagnoses=tuple(replace(d, kind="principal") for d in diagnoses("J06.9", "I10").diagnoses)
)

# fmt: off
EDGES = [
    # the claim                                                    what is found
    (claim(diagnoses=()),                                          ["CHK-27 diagnoses"]),
    (line(pointers=()),                                            ["CHK-28 lines-0-pointers"]),
    (line(pointers=(2,)),                                          ["CHK-29 lines-0-pointers"]),
    (line(pointers=(1, 2)),                                        ["CHK-29 lines-0-pointers"]),
    (diagnosis(known=False),                                       ["CHK-30 diagnoses-0-code"]),
    (diagnosis(billable=False),                                    ["CHK-30 diagnoses-0-code"]),
    (diagnosis(valid_to=DAY),                                      []),
    (diagnosis(valid_to=DAY - days(1)),                            ["CHK-30 diagnoses-0-code"]),
    (diagnosis(valid_from=DAY + days(1)),                          ["CHK-30 diagnoses-0-code"]),
    (diagnoses("J06.9", "I10"),                                    []),
    (diagnoses("J06.9", "j069"),                                   ["CHK-31 diagnoses-1-code"]),
    (diagnosis(kind="secondary"),                                  ["CHK-32 diagnoses-0-kind"]),
    (TWO_PRINCIPALS,                                               ["CHK-32 diagnoses-1-kind"]),
    (diagnoses("S52.501A", "W01.0XXA"),                            []),
    (diagnosis("W01.0XXA"),                                        ["CHK-33 diagnoses-0-code"]),
    (diagnosis("Y93.6A"),                                          ["CHK-33 diagnoses-0-code"]),
    (diagnosis("U07.1"),                                           []),
    (diagnosis("Z00.00"),                                          []),
    (aged(woman(diagnosis("O26.90")), 9),                          []),
    (aged(woman(diagnosis("O26.90")), 8),                          ["CHK-34 diagnoses-0-code"]),
    (aged(woman(diagnosis("Z34.90")), 64),                         []),
    (aged(woman(diagnosis("Z34.90")), 65),                         ["CHK-34 diagnoses-0-code"]),
    (aged(diagnosis("P59.9"), 0),                                  []),
    (aged(diagnosis("P59.9"), 1),                                  ["CHK-34 diagnoses-0-code"]),
    (aged(diagnosis(min_age=18), 18),                              []),
    (aged(diagnosis(min_age=18), 17),                              ["CHK-34 diagnoses-0-code"]),
    (aged(diagnosis(max_age=17), 17),                              []),
    (aged(diagnosis(max_age=17), 18),                              ["CHK-34 diagnoses-0-code"]),
    (aged(diagnosis("P59.9", system="icd-10"), 30),                []),
    (woman(diagnosis("O26.90")),                                   []),
    (diagnosis("O26.90"),                                          ["CHK-35 diagnoses-0-code"]),
    (diagnosis("N40.0"),                                           []),
    (woman(diagnosis("N40.0")),                                    ["CHK-35 diagnoses-0-code"]),
    (diagnosis(sex="male"),                                        []),
    (diagnosis(sex="female"),                                      ["CHK-35 diagnoses-0-code"]),
    (diagnosis("N63.0"),                                           []),
    (diagnoses("J06.9", "R05.9"),                                  []),
    (diagnosis("R05.9"),                                           []),
    (diagnoses("R05.9", "Z71.1"),                                  []),
    (diagnoses("R05.9", "J06.9"),                                  ["CHK-36 diagnoses-0-code"]),
    (diagnosis(unspecified=True),                                  []),
]
# fmt: on


@pytest.mark.parametrize(("facts", "expected"), EDGES)
def test_diagnosis(facts, expected):
    assert found(facts) == expected


def test_only_a_payer_who_refuses_unspecified_codes_is_warned_of():
    refusing = {"refuse_unspecified": True}

    assert found(diagnosis(unspecified=True), refusing) == ["CHK-37 diagnoses-0-code"]
    assert found(diagnosis(unspecified=False), refusing) == []


# fmt: off
LETTERS = [
    ("O00.00", "female", (9, 64)),
    ("O9A.119", "female", (9, 64)),
    ("N99.0",  "",       None),
    ("N80.00", "female", None),
    ("N53.9",  "male",   None),
    ("N60.01", "",       None),
    ("C61",    "male",   None),
    ("C50.011", "",      None),
    ("Z3A.20", "female", (9, 64)),
    ("Z38.00", "",       (0, 0)),
    ("P96.9",  "",       (0, 0)),
    ("Q00.0",  "",       None),
]
# fmt: on


@pytest.mark.parametrize(("code", "sex", "ages"), LETTERS)
def test_letters_tell_sex_and_age(code, sex, ages):
    assert (icd.sex_of(code), icd.ages_of(code)) == (sex, ages)
