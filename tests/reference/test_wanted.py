from __future__ import annotations

import pytest

from app.reference.folding import fold_code, fold_words
from app.reference.wanted import arabic_names, synonyms, wanted


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Influenza, unspecified", "influenza unspecified"),
        ("  Crohn's   disease ", "crohn s disease"),
        ("Ménière", "meniere"),
        ("الإنفلونزا", "انفلونزا"),
        ("أنيميا", "انيميا"),
        ("حصبة", "حصبه"),
        ("حمّى", "حمي"),
        ("ضغـــط الدم", "ضغط الدم"),
        ("فيتامين ب١٢", "فيتامين ب12"),
        ("", ""),
    ],
)
def test_words_are_folded(typed, folded):
    assert fold_words(typed) == folded


@pytest.mark.parametrize("typed", ["J06.9", "j069", " J06 9", "J06-9", "J٠٦٫٩", "\u200fJ06.9"])
def test_codes_are_folded(typed):
    assert fold_code(typed) == "j069"


@pytest.mark.parametrize(
    ("typed", "prefix", "query"),
    [
        ("j06", "j06", None),
        ("J06.9", "j069", None),
        ("e", "e", None),
        ("DEMO-1001", "demo1001", "(demo:*) & (1001:*)"),
        ("left knee", None, "(left:*) & (knee:*)"),
        ("", None, None),
        ("!!!", None, None),
        ("' OR 1=1 --", "or11", "(or:*) & (1) & (1)"),
        ("a:* | b & !c", None, "(a) & (b) & (c)"),
    ],
)
def test_what_is_searched(typed, prefix, query):
    found = wanted(typed)
    assert found.code_prefix == prefix
    assert found.tsquery == (query and query.replace("(", "((").replace(")", "))"))


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("flu", "J11.1"),
        ("إنفلونزا", "J11.1"),
        ("زكام", "J00"),
        ("pressure", "I10"),
        ("ضغط", "I10"),
        ("sugar", "E11.9"),
        ("سكري", "E11.9"),
        ("السكري", "E11.9"),
        ("cough", "R05.9"),
        ("سعال", "R05.9"),
        ("type 2 diab", "E11.9"),
        ("صدا", "R51.9"),
        ("b12", "E53.8"),
    ],
)
def test_lay_words_bring_the_usual_code_first(typed, code):
    assert wanted(typed).codes[0] == code


def test_a_lay_word_among_others_widens_only_itself():
    assert wanted("flu left").tsquery == "((flu:*) | (influenza:*)) & ((left:*))"
    assert wanted("flu left").codes == ()


def test_the_list_of_lay_words_is_rich_and_bilingual():
    arabic = [phrase for phrase in synonyms() if any("\u0600" <= c <= "\u06ff" for c in phrase[0])]
    assert len(set(map(id, synonyms().values()))) >= 120
    assert len(arabic) >= 120
    assert len(arabic_names()) >= 120
