"""A claim is entered by keyboard only, checked, mended, sent once, and followed to its answer."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys import claiming, keys, stage
from tests.journeys.running import wait_until

both_languages = pytest.mark.parametrize("language", ["en", "ar"])
WORDS = {"en": "fever", "ar": "حمى"}


@both_languages
def test_the_standard_claim_takes_forty_five_keys(walk, live, language):
    one = walk(language)
    civil_id = {"en": "20114587", "ar": "20884567"}[language]
    claiming.check_cover(one, civil_id)
    claiming.patient_page(one, civil_id)
    one.look("patient")
    with one.counting(45):
        claiming.begin(one)
        claiming.diagnose_and_charge(one, WORDS[language], "r05")
        one.press("Tab")
        one.type(one.digits("2"))
        claiming.to_practitioner(one)
        claiming.go_on(one)
        one.sees("2 units of", "الكمية")
        one.look("claim-warned")
        expect(one.page.locator("#over_warnings")).to_be_focused()
        one.press("Space")
        claiming.go_on(one)
    number = claiming.number_of(one)
    one.look("claim-sent")
    (held,) = wait_until(lambda: claiming.in_ledger(live, number), 30, "the claim arrived")
    assert [str(line["quantity"]) for line in held["lines"]] == ["1.000", "2.000"]


@both_languages
def test_a_repeat_visit_takes_twenty_keys_with_the_search_for_the_patient(walk, live, language):
    one = walk(language)
    civil_id = stage.COME_BACK[language]
    claiming.check_cover(one, civil_id)
    one.open("/patients")
    with one.counting(20):
        one.type(civil_id)
        with one.new_page():
            one.press("Enter")
        keys.press_enter(one, "table[data-rows] a")
        with one.new_page():
            one.press("KeyR")
        expect(one.page.locator("#diagnoses-0-code")).to_have_value("J06.9")
        expect(one.page.locator("#lines-0-service")).to_have_value("CON-GP")
        one.look("claim-repeated")
        claiming.go_on(one)
        one.sees("Check before you send", "تحقق قبل الإرسال")
        claiming.go_on(one)
    number = claiming.number_of(one)
    (held,) = wait_until(lambda: claiming.in_ledger(live, number), 30, "the claim arrived")
    assert [str(line["quantity"]) for line in held["lines"]] == ["1.000"]


@both_languages
def test_findings_stand_beside_their_fields_and_f_leads_to_the_first(walk, live, language):
    one = walk(language)
    civil_id = {"en": "21439012", "ar": "21651234"}[language]
    claiming.check_cover(one, civil_id)
    claiming.patient_page(one, civil_id)
    with one.counting(45):
        claiming.begin(one)
        one.look("claim-entry-empty")
        claiming.diagnose_and_charge(one, "j06", None, "1")
        claiming.to_practitioner(one, "Home")
        claiming.go_on(one)
        one.sees("What the checker found", "نتائج التدقيق")
        expect(one.page.locator("#findings")).to_be_focused()
        one.press("KeyF")
        expect(one.page.locator("#practitioner")).to_be_focused()
        one.press("End")
        claiming.go_on(one)
        one.sees("Check before you send", "تحقق قبل الإرسال")
    assert one.page.locator("#amounts tbody tr").count() == 2
    one.look("claim-check")


@both_languages
def test_the_patient_share_is_computed_while_one_types(walk, language):
    one = walk(language)
    claiming.patient_page(one, {"en": "21106789", "ar": "20449123"}[language])
    claiming.begin(one)
    claiming.diagnose_and_charge(one, "j06", None, "1")
    row = one.page.locator("#amounts tbody tr").first
    expect(row).to_be_visible()
    price, patient, payer = (
        float(re.sub(r"[^0-9.]", "", row.locator("td").nth(n).inner_text()).rstrip("."))
        for n in (5, 6, 7)
    )
    assert patient == round(min(price * 0.1, 3.0), 3)
    assert round(patient + payer, 3) == price
    expect(one.page.locator("[data-autosave-status]")).to_contain_text(
        one.says("Saved", "حُفظ"), use_inner_text=True
    )
    one.look("claim-entry-full")
    go = one.main.get_by_role("button", name=one.says("Check and go on", "تحقّق وتابع"))
    with one.new_page():
        go.press("Enter")
    one.look("claim-entry-failing")


@both_languages
def test_a_double_press_sends_once_and_back_says_so(walk, live, language):
    one = walk(language)
    civil_id = {"en": "21217890", "ar": "21762345"}[language]
    claiming.check_cover(one, civil_id)
    claiming.patient_page(one, civil_id)
    claiming.begin(one)
    claiming.diagnose_and_charge(one, "j06", None, "1")
    claiming.to_practitioner(one)
    claiming.go_on(one)
    button = one.main.get_by_role("button", name=one.says("Send the claim", "إرسال المطالبة"))
    button.focus()
    with one.new_page():
        one.page.keyboard.down("Enter")
        one.page.keyboard.down("Enter")
    one.page.keyboard.up("Enter")
    number = claiming.number_of(one)
    wait_until(lambda: claiming.in_ledger(live, number), 30, "the claim arrived")
    with one.new_page():
        one.page.go_back()
    one.sees("This claim was already sent", "سبق إرسال هذه المطالبة")
    one.look("claim-already")
    assert len(claiming.in_ledger(live, number)) == 1
