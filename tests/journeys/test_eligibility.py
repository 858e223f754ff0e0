"""A patient stands at the desk: is this person covered?"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys import stage
from tests.journeys.conftest import PHONE
from tests.journeys.walk import FIRST_VISIT, REPEAT_VISIT, Walk

both_languages = pytest.mark.parametrize("language", ["en", "ar"])


def ask_about(one: Walk, civil_id: str) -> None:
    """From any page: the key, the number, Enter."""
    with one.new_page():
        one.press("KeyE")
    one.type(one.digits(civil_id))
    with one.new_page():
        one.press("Enter")


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
def test_the_door_opens_by_keyboard_and_says_what_is_wrong(walk, language):
    one = walk(language, whose=None)
    one.open("/sign-in")
    one.look("sign-in")
    one.page.keyboard.type("nobody@noor.example")
    one.press("Tab")
    one.page.keyboard.type("not the password")
    with one.new_page():
        one.press("Enter")
    expect(one.focused).to_have_attribute("data-error-summary", "")
    expect(one.page.locator("#email")).to_have_value("nobody@noor.example")
    one.look("sign-in-refused")


@both_languages
def test_covered_is_a_sentence_after_twelve_keys(walk, language):
    one = walk(language)
    one.look("home")
    one.open("/patients")
    with one.counting(12):
        # From any page: not while typing in its search box.
        one.page.locator("h1").evaluate("() => document.activeElement.blur()")
        ask_about(one, {"en": "12345678", "ar": "20551234"}[language])
        one.sees("Covered by GammaIns under the plan", "مشمول بتغطية")
    said = one.text()
    for words in (
        one.says("The patient pays 10%, at most OMR 3.000", "يدفع المريض"),
        one.says("Valid until 31 Dec", "التغطية سارية حتى 31 ديسمبر"),
        one.says("Dhamani (simulated)", "ضماني (محاكاة)"),
        one.says("Asked by", "السائل"),
    ):
        assert words in said, said
    assert re.search(r"10%|%10|10٪|٪10", said), said
    assert "3.000" in said
    assert re.search(one.says("just now|ago", "الآن|قبل"), said), said
    one.look("eligibility-covered")


@both_languages
def test_not_covered_names_the_reason_and_a_way_on(walk, language):
    one = walk(language)
    with one.counting(12):
        ask_about(one, "10000004")
        one.sees("Not covered: the policy with AlphaCare ended on", "غير مشمول: انتهت الوثيقة")
    one.sees("What you can do", "ما يمكنك فعله")
    one.sees("The patient may pay today", "يمكن للمريض أن يدفع اليوم")
    one.look("eligibility-not-covered")
    with one.new_page():
        one.main.get_by_role("link", name=one.says("Choose the insurer", "اختر شركة التأمين")).press("Enter")  # fmt: skip
    one.look("eligibility-choose")
    assert one.main.locator("form select option, form input[type=radio]").count() >= 4


@both_languages
def test_not_determined_is_another_answer_with_another_way_on(walk, language):
    one = walk(language)
    with one.counting(12):
        ask_about(one, "10000011")
        one.sees("Not determined: BetaTPA cannot be reached", "تعذّر التحديد: لا يمكن الوصول", seconds=40)  # fmt: skip
    one.sees_not("Not covered", "غير مشمول")
    one.look("eligibility-undetermined")
    again = one.main.get_by_role("button", name=one.says("Ask again", "اسأل من جديد"))
    expect(again).to_be_visible()
    with one.new_page():
        again.press("Enter")
    one.look("eligibility-asking")


@both_languages
def test_an_unknown_number_leads_to_a_search_in_either_script(walk, language):
    one = walk(language)
    ask_about(one, "39999999")
    one.sees("Nobody here has this number", "لا يوجد مريض بهذا الرقم")
    one.look("eligibility-unknown")
    known = stage.person("20114587")
    words = {"en": "seyabi fatima", "ar": "فاطمه السيابيه"}[language]
    one.type(words)
    with one.new_page():
        one.press("Enter")
    expect(one.main.get_by_role("link", name=known.name_en)).to_be_visible()
    expect(one.main.get_by_role("link", name=known.name_ar)).to_be_visible()
    one.look("patients-found")


@both_languages
def test_patients_are_found_by_phone_while_one_types(walk, language):
    one = walk(language)
    one.press("KeyG")
    with one.new_page():
        one.press("KeyP")
    one.look("patients-empty")
    one.type(one.digits("92345671"))
    expect(one.main.locator("#found table")).to_contain_text(stage.person("20114587").name_ar)
    assert "92345671" not in one.page.url
    one.page.locator("[data-search]").fill("")
    one.type({"en": "vladimir", "ar": "فلاديمير"}[language])
    expect(one.main.locator("#found")).to_contain_text(one.says("Nobody found", "لم يُعثر على أحد"))
    one.look("patients-nobody")


@both_languages
def test_a_new_patient_is_registered_with_a_hundred_keys(walk, language):
    new = stage.unknown_card(language)
    one = walk(language)
    ask_about(one, new.civil_id)
    with one.counting(100):
        one.press("Tab", "Tab")
        with one.new_page():
            one.press("Enter")
        one.type(f"{new.name_ar}\t{new.name_en}")
        one.press("Tab", "Space", "Tab")
        one.type(one.digits("17\t4\t1990\t" + new.phone))
        # On from the insurer to the member number: Enter sends from a box, not from a list.
        one.press("Tab", "ArrowDown", "Tab")
        with one.new_page():
            one.press("Enter")
    one.look("registered")
    assert one.says(new.name_en, new.name_ar) in one.text()


@both_languages
def test_a_form_with_faults_keeps_what_was_typed(walk, language):
    one = walk(language)
    one.open("/patients/new")
    one.look("register-empty")
    one.type(one.digits("12345678"))
    with one.new_page():
        one.press("Enter")
    expect(one.focused).to_have_attribute("data-error-summary", "")
    assert one.page.title().startswith(one.says("Error: ", "خطأ: "))
    expect(one.page.locator("#number")).to_have_value(one.digits("12345678"))
    one.look("register-refused")
    one.press("KeyF")
    expect(one.focused).to_have_attribute("aria-invalid", "true")


@both_languages
def test_the_slip_names_the_answer(walk, language):
    one = walk(language, PHONE)
    one.open("/eligibility")
    one.type(one.digits("20662345"))
    with one.new_page():
        one.press("Enter")
    one.sees("Covered by GammaIns", "مشمول بتغطية")
    one.look("eligibility-covered")
    link = one.main.get_by_role("link", name=one.says("Print the slip", "طباعة القسيمة"))
    paper = one.context.request.get(f"{one.house_url}{link.get_attribute('href')}")
    assert paper.status == 200
    assert paper.headers["content-type"] == "application/pdf"
    assert paper.body().startswith(b"%PDF-")
