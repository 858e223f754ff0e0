"""A patient stands at the desk: is this person covered?"""

from __future__ import annotations

import pytest

from tests.journeys import stage
from tests.journeys.walk import FIRST_VISIT, REPEAT_VISIT

LANGUAGES = ("en", "ar")
both_languages = pytest.mark.parametrize("language", LANGUAGES)


@both_languages
def test_the_first_visit_is_light_and_the_next_page_lighter(walk, language):
    one = walk(language, whose=None)
    one.open("/sign-in")
    one.page.wait_for_load_state("networkidle")
    assert one.travelled() <= FIRST_VISIT
    one.open("/sign-in?next=/eligibility")
    one.page.wait_for_load_state("networkidle")
    assert 0 < one.travelled() <= REPEAT_VISIT


@both_languages
def test_covered_is_a_sentence_after_twelve_keys(walk, language):
    one = walk(language)
    civil_id = {"en": "12345678", "ar": "20551234"}[language]
    one.look("home")
    with one.counting(12):
        with one.new_page():
            one.press("KeyE")
        one.type(one.digits(civil_id))
        with one.new_page():
            one.press("Enter")
        one.sees("Covered by GammaIns", "غاما")
        one.sees("The patient pays 10%, at most", "10%")
    one.look("eligibility-covered")
