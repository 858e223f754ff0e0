"""Rules as sentences: numbers written out, words of both languages, brackets only where they are needed."""

from __future__ import annotations

import pytest
from flask_babel import force_locale

from app.claims.rulebook import sentences
from app.claims.rulebook.choices import Listed
from app.claims.rulebook.conditions import ALL, ANY, Condition, Group
from app.claims.rulebook.vocabulary import FACTS, OPERATORS

TEN = Condition("days_since_visit", "at_least", ("10",))
KIDS = Condition("patient_age", "less_than", ("12.500",))
SEX = Condition("patient_sex", "is", ("female",))


def words(group: Group) -> str:
    return sentences.conditions(group, Listed()).striptags()


@pytest.mark.parametrize(
    ("group", "said"),
    [
        (Group(ALL, (TEN,)), "days since the visit is at least 10"),
        (Group(ALL, (KIDS, SEX)), "patient's age in years is less than 12.5 and patient's sex is Female"),
        (Group(ANY, (KIDS, Group(ALL, (TEN, SEX)))), "patient's age in years is less than 12.5 or (days since the visit is at least 10 and patient's sex is Female)"),
        (Group(ALL, (Group(ANY, (TEN, SEX)),)), "days since the visit is at least 10 or patient's sex is Female"),
        (Group(ALL, (Condition("diagnosis", "begins", ("J", "K1")),)), "any diagnosis begins with J, K1"),
        (Group(ALL, (Condition("total", "more_than", ("20",)),)), "total of the claim is more than OMR 20.000"),
    ],
)  # fmt: skip
def test_in_english(in_clinic, app, group, said):
    with app.test_request_context(), force_locale("en"):
        assert words(group) == said


def test_in_arabic(in_clinic, app):
    with app.test_request_context(), force_locale("ar"):
        said = words(Group(ALL, (TEN, Group(ANY, (SEX, KIDS)))))
    assert (
        said
        == "الأيام منذ الزيارة: 10 على الأقل و (جنس المريض: أنثى أو عمر المريض بالسنوات: أقل من 12.5)"
    )


def test_every_question_has_its_sentence(in_clinic, app):
    listed = Listed()
    samples = {"number": "3", "money": "3", "choice": "x", "codes": "J06"}
    with app.test_request_context():
        for fact in FACTS.values():
            for operator in OPERATORS[fact.kind]:
                values = (samples[fact.kind],) if operator.has_value else ()
                said = sentences.condition(Condition(fact.key, operator.key, values), listed)
                assert "%(" not in said
