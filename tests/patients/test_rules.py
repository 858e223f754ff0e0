"""Numbers, ages and likeness: each side of every edge."""

from __future__ import annotations

from datetime import date

import pytest

from app.patients import rules
from app.patients.errors import (
    BornInFuture,
    BornTooLongAgo,
    DiedBeforeBirth,
    NameMissing,
    NumberUnlikely,
)
from app.patients.rules import Known
from app.patients.values import Correction, NewPatient

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("kind", "number", "plain", "unusual"),
    [
        ("civil_id", "12345678", "12345678", False),
        ("civil_id", "١٢٣٤٥٦٧٨", "12345678", False),
        ("civil_id", " 1234-5678\u200f", "12345678", False),
        ("civil_id", "12345", "12345", True),
        ("civil_id", "1234567890", "1234567890", True),
        ("resident_card", "1234567", "1234567", True),
        ("passport", "ab 123456", "AB123456", False),
        ("gcc_id", "784-1990-1234567-1", "784199012345671", False),
    ],
)
def test_a_number_is_kept_plain(kind, number, plain, unusual):
    assert rules.checked_number(kind, number) == plain
    assert rules.unusual_number(kind, plain) is unusual


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("civil_id", "1234"),
        ("civil_id", "12345678901"),
        ("civil_id", "A2345678"),
        ("passport", "AB 1"),
        ("gcc_id", "X123456"),
    ],
)
def test_a_number_nobody_has(kind, number):
    with pytest.raises(NumberUnlikely):
        rules.checked_number(kind, number)


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        (date(2000, 11, 22), TODAY, 26),
        (date(2000, 11, 23), TODAY, 25),
        (date(2004, 2, 29), date(2026, 2, 28), 21),
        (date(2004, 2, 29), date(2026, 3, 1), 22),
        (TODAY, TODAY, 0),
    ],
)
def test_age(born, on, years):
    assert rules.age(born, on) == years


@pytest.mark.parametrize(("born", "expected"), [(date(2026, 11, 22), True), (date(2026, 10, 23), True), (date(2026, 10, 22), False), (None, False)])  # fmt: skip
def test_newborn(born, expected):
    assert rules.is_newborn(born, TODAY) is expected


def correction(**changes):
    return Correction(
        **{
            "version": 1,
            "name_en": "A",
            "name_ar": "",
            "birth_date": date(1990, 1, 1),
            "sex": "male",
            "phone": None,
            **changes,
        }
    )


@pytest.mark.parametrize(
    ("person", "refusal"),
    [
        (NewPatient(), NameMissing),
        (NewPatient(name_en="A", birth_date=date(2026, 11, 23)), BornInFuture),
        (NewPatient(name_en="A", birth_date=date(1895, 11, 22)), BornTooLongAgo),
        (correction(deceased_on=date(1989, 12, 31)), DiedBeforeBirth),
        (correction(deceased_on=date(2026, 11, 23)), DiedBeforeBirth),
    ],
)
def test_particulars_refused(person, refusal):
    with pytest.raises(refusal):
        rules.check_particulars(person, TODAY)


@pytest.mark.parametrize(
    "person",
    [
        NewPatient(name_ar="أ"),
        NewPatient(name_en="A", birth_date=TODAY),
        NewPatient(name_en="A", birth_date=date(1896, 1, 1)),
        correction(deceased_on=date(1990, 1, 1)),
        correction(deceased_on=TODAY),
    ],
)
def test_particulars_taken(person):
    assert rules.check_particulars(person, TODAY) is None


BORN = date(1988, 3, 12)
ONE = Known(
    name_en="Salim Rashid Harthi",
    birth_date=BORN,
    phone_index="p",
    document_indexes=frozenset({"d"}),
)


@pytest.mark.parametrize(
    ("other", "asked", "reason"),
    [
        (Known(name_en="Other Name", document_indexes=frozenset({"d"})), True, rules.SAME_DOCUMENT),
        (Known(name_en="Saleem Rashed", birth_date=BORN), True, rules.SAME_BIRTH_AND_NAME),
        (Known(name_ar="سالم راشد", birth_date=BORN), True, rules.SAME_BIRTH_AND_NAME),
        (Known(name_en="Salim", birth_date=BORN), True, rules.SAME_BIRTH_AND_NAME),
        (Known(name_en="Salim Khamis Busaidi", birth_date=BORN), False, None),
        (Known(name_en="Salim Rashid", birth_date=date(1988, 3, 13)), False, None),
        (Known(name_en="Salim Rashid", phone_index="p"), True, rules.SAME_PHONE_AND_NAME),
        (
            Known(name_en="Salim Rashid", birth_date=date(2015, 1, 1), phone_index="p"),
            False,
            rules.SAME_PHONE_AND_NAME,
        ),
        (Known(name_en="Maha Khalfan", phone_index="p"), False, rules.SAME_PHONE),
        (Known(name_en="Salim Rashid"), False, None),
    ],
)
def test_likeness(other, asked, reason):
    found = rules.likeness(ONE, other)
    assert (found.score >= rules.ALIKE) is asked
    assert (reason in found.reasons) if reason else found.reasons == ()


def test_the_likeliest_comes_first():
    document, birth = (
        Known(document_indexes=frozenset({"d"})),
        Known(name_en="Salim Rashid", birth_date=BORN),
    )
    assert [known for known, _ in rules.alike(ONE, [birth, document, Known()])] == [document, birth]
