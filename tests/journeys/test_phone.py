"""The same way on a phone, on the narrowest screen, and without script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys import claiming
from tests.journeys.conftest import NARROWEST, PHONE
from tests.journeys.running import wait_until

both_languages = pytest.mark.parametrize("language", ["en", "ar"])


@both_languages
def test_the_main_way_on_a_phone(walk, live, language):
    one = walk(language, PHONE)
    one.look("home")
    bar = one.page.locator("nav.bottom-nav")
    with one.new_page():
        bar.get_by_role("link").nth(1).tap()
    one.look("eligibility-desk")
    civil_id = {"en": "31000005", "ar": "31000006"}[language]
    number = claiming.send_standard(one, civil_id)
    one.look("claim-sent")
    claiming.follow(one)
    one.sees("Approved by the insurer", "وافقت عليها شركة التأمين", seconds=30)
    one.look("claim-approved")
    assert len(claiming.in_ledger(live, number)) == 1
    with one.new_page():
        bar.get_by_role("link").nth(3).tap()
    one.look("claims-list")
    bar.get_by_role("button").tap()
    expect(one.page.locator("#side")).to_be_visible()


@both_languages
def test_nothing_but_tables_scrolls_sideways_at_320(walk, language):
    one = walk(language, NARROWEST)
    paths = [
        "/",
        "/eligibility",
        "/patients",
        "/patients/new",
        "/claims/",
        "/claims/new",
        "/account",
    ]
    for path in paths:
        one.open(path)
        one.look(f"narrow{path.replace('/', '-').rstrip('-')}")
    claiming.patient_page(one, "10000001")
    one.look("narrow-patient")
    claiming.begin(one)
    claiming.diagnose_and_charge(one, "j06", None, "1")
    expect(one.page.locator("#amounts tbody tr").first).to_be_visible()
    one.look("narrow-claim-entry")


@both_languages
def test_without_script_cover_is_checked_and_a_claim_is_sent(walk, live, language):
    one = walk(language, script=False)
    page, says = one.page, one.says
    one.open("/eligibility")
    civil_id = {"en": "20995678", "ar": "21328901"}[language]
    page.locator("#number").fill(one.digits(civil_id))
    page.locator("#number").press("Enter")
    page.wait_for_url("**/eligibility/checks/*")
    # The page asks again by itself: a refresh without script.
    one.sees("Covered by DeltaIns", "مشمول بتغطية", seconds=30)
    one.look("no-script-eligibility")
    one.main.get_by_role("button", name=says("New claim", "مطالبة جديدة")).click()
    page.wait_for_url(re.compile("/claims/.*/edit"))
    page.locator("#diagnoses-0-code").fill("J06.9")
    add = one.main.get_by_role("button", name=says("Add another line", "إضافة بند آخر"))
    rows = page.locator("#services [data-repeat-row]").count()
    add.click()
    expect(page.locator("#services [data-repeat-row]")).to_have_count(rows + 1)
    expect(page.locator("#diagnoses-0-code")).to_have_value("J06.9")
    page.locator("#lines-0-service").fill("CON-CO")
    page.locator("#practitioner").select_option(index=1)
    one.look("no-script-claim")
    one.main.get_by_role("button", name=says("Check and go on", "تحقّق وتابع")).click()
    one.sees("Check before you send", "تحقق قبل الإرسال")
    one.main.get_by_role("button", name=says("Send the claim", "إرسال المطالبة")).click()
    number = claiming.number_of(one)
    one.look("no-script-sent")
    wait_until(lambda: claiming.in_ledger(live, number), 30, "the claim arrived")
    assert len(claiming.in_ledger(live, number)) == 1
