"""Words of forms and units: every one in both languages, however it was entered."""

from __future__ import annotations

import re

import pytest
from flask_babel import force_locale

from app.pharmacy.medicines import wording

LATIN = re.compile(r"[A-Za-z]")


@pytest.mark.parametrize("words", [wording.form_words, wording.unit_words])
@pytest.mark.parametrize("said", ["pen", "Vial", "IU", "ml", "tablet"])
def test_no_english_word_stands_on_an_arabic_counter(context, words, said):
    with force_locale("ar"):
        assert not LATIN.search(words(said))


def test_every_form_and_unit_has_its_arabic_word(context):
    with force_locale("ar"):
        told = [words(one) for words, known in ((wording.form_words, wording.FORMS), (wording.unit_words, wording.UNITS)) for one in known]  # fmt: skip
    assert [one for one in told if LATIN.search(one)] == []
