from __future__ import annotations

import pytest


def test_a_code_box_gets_value_text_and_hint(icd, as_):
    page = as_("huda").get("/reference/codes/search?system=icd-10-cm&q=j06")
    assert page.response.json == [
        {"value": "J06.0", "text": "J06.0 Acute laryngopharyngitis", "hint": ""},
        {
            "value": "J06.9",
            "text": "J06.9 Acute upper respiratory infection, unspecified",
            "hint": "",
        },
        {
            "value": "J06",
            "text": "J06 Acute upper respiratory infections of multiple and unspecified sites",
            "hint": "A heading: choose a code below it",
        },
    ]


@pytest.mark.parametrize("q", ["", "%00", "a" * 500, "%27%3B--", "%F0%9F%98%80"])
def test_odd_searches_find_nothing_and_break_nothing(icd, as_, q):
    status = 400 if q == "%00" else 200
    page = as_("huda").get(f"/reference/codes/search?q={q}", status)
    assert status == 400 or page.response.json == []


def test_an_unknown_system_is_not_there(icd, as_):
    assert as_("huda").answer("GET", "/reference/codes/search?system=nope&q=a") == 404


def test_the_page_shows_what_can_be_claimed(icd, as_):
    page = as_("salim").get("/reference/codes?q=influenza")
    assert page.heading == "Look up a code"
    assert [row[0] for row in page.rows()] == ["J11.1", "J11"]
    assert "A heading" in page.rows()[1][2]


def test_nothing_found_says_what_to_try(icd, as_):
    assert "No code matches" in as_("huda").get("/reference/codes?q=zzzz").text


def test_an_empty_list_explains_itself(icd, as_):
    assert "holds no codes here yet" in as_("huda").get("/reference/codes?system=cpt").text


def test_strangers_are_sent_to_sign_in(icd, as_):
    for path in ("/reference/codes", "/reference/codes/search?q=a"):
        assert "/sign-in" in as_("").get(path, 303).location
