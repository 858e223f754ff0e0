"""The screen locks: what was typed stays behind it, and the way out is always in sight."""

from __future__ import annotations

from uuid import uuid4

import pytest
from playwright.sync_api import expect

from app.demo.people import PASSWORD
from tests.journeys import claiming, stage


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_half_typed_claim_waits_behind_the_lock(walk, language):
    one = walk(language, whose=stage.LOCKED[language])
    claiming.patient_page(one, "21328901")
    claiming.begin(one)
    claiming.choose(one, "j06")
    one.page.locator("#referral_number").fill("REF-77")
    one.page.locator("[data-lock]").dispatch_event("click")
    lock = one.page.locator("dialog#lock")
    expect(lock).to_be_visible()
    expect(one.page.locator("#lock-password")).to_be_focused()
    one.look("locked")
    assert not one.main.is_visible()
    one.page.keyboard.type("not the password")
    one.press("Enter")
    expect(one.page.locator("#lock-error")).to_be_visible()
    # The server's own session is locked too: another window of this browser meets the lock.
    beside = one.context.new_page()
    beside.goto(f"{one.house_url}/patients")
    expect(beside.locator("#password")).to_be_visible()
    assert "/sign-in/unlock" in beside.url
    beside.close()
    one.page.locator("#lock-password").fill(PASSWORD)
    one.press("Enter")
    expect(lock).not_to_be_visible()
    expect(one.page.locator("#referral_number")).to_have_value("REF-77")
    assert one.page.locator("#diagnoses-0-code").input_value() == "J06.9"
    with one.new_page():
        one.main.get_by_role("button", name=one.says("Keep as draft", "حفظ كمسودة")).press("Enter")
    one.sees("REF-77", "REF-77")
    sign_out(one)


def sign_out(one: claiming.Walk) -> None:
    """The menu of the person opens by keyboard, and the last entry leads out."""
    menu = one.page.locator("details.menu summary")
    expect(menu).to_be_visible()
    menu.press("Enter")
    with one.new_page():
        one.page.get_by_role("button", name=one.says("Sign out", "تسجيل الخروج")).press("Enter")
    assert one.page.url.endswith("/sign-in")
    one.open("/claims/")
    assert "/sign-in" in one.page.url


def test_a_session_locked_elsewhere_locks_the_page_when_it_next_speaks(walk):
    """The draft keeps itself, the server answers that the session is locked, and nothing typed is lost."""
    one = walk("en", whose=stage.LOCKED["en"])
    claiming.patient_page(one, "21328901")
    claiming.begin(one)
    token = one.page.locator('meta[name="csrf-token"]').get_attribute("content")
    locked = one.context.request.post(
        f"{one.house_url}/sign-in/lock",
        headers={"X-CSRF-Token": token, "Idempotency-Key": str(uuid4()), "Referer": one.page.url},
    )
    assert locked.ok
    lock = one.page.locator("dialog#lock")
    expect(lock).not_to_be_visible()
    one.page.locator("#referral_number").fill("REF-88")
    expect(lock).to_be_visible(timeout=10_000)
    one.page.keyboard.type(PASSWORD)
    one.press("Enter")
    expect(lock).not_to_be_visible()
    expect(one.page.locator("#referral_number")).to_have_value("REF-88")
