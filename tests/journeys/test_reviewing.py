"""The operator's desk by keyboard alone: an application is read, given back, answered, and approved by two."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import expect

from app.access.factors import totp
from app.demo.operators import OPERATORS
from app.demo.people import PASSWORD
from app.kernel.clock import now
from tests.journeys.conftest import PHONE, WIDE
from tests.journeys.test_applying import press_enter, tab_to, write
from tests.journeys.walk import Walk

OMAR, LINA = OPERATORS
ASKED = {"en": "The second page is missing", "ar": "الصفحة الثانية ناقصة"}
_used: dict[str, int] = {}


def next_code(secret: str) -> str:
    """A code that was not given yet; within the drift that the door allows, or a moment later."""
    step = max(totp.step_at(now()) - totp.DRIFT_STEPS, _used.get(secret, 0) + 1)
    for _ in range(60):
        if step <= totp.step_at(now()) + totp.DRIFT_STEPS:
            break
        time.sleep(1)
    _used[secret] = step
    return totp.code_at(secret, step)


def come_to_the_desk(one: Walk, who) -> None:
    one.open("/desk/sign-in")
    one.look("desk-sign-in")
    tab_to(one, "#email")
    one.page.keyboard.type(who.email)
    write(one, "#password", PASSWORD)
    one.look("desk-second-factor")
    write(one, "#code", next_code(who.secret))
    expect(one.page.locator(".side-nav")).to_be_attached()


def open_the_first(one: Walk, reference: str) -> None:
    one.open(f"/desk/applications?reference={reference}")
    one.look("desk-applications")
    press_enter(one, "tbody a[href^='/desk/applications/']")


@pytest.mark.parametrize(("language", "size"), [("en", WIDE), ("ar", PHONE)])
def test_an_application_is_given_back_answered_and_approved_by_two(walk, language, size):
    applicant = walk(language, size, whose=None)
    applicant.open("/mail/outbox")
    reference = reference_of(applicant)
    omar = walk(language, size, whose=None)
    come_to_the_desk(omar, OMAR)
    omar.look("desk-tenants")
    open_the_first(omar, reference)
    omar.look("desk-application")
    press_enter(omar, "a[href$='/ask']")
    omar.look("desk-ask")
    tab_to(omar, "#moh_licence")
    omar.page.keyboard.type(ASKED[language])
    press_enter(omar, "main [data-primary]")
    applicant.open("/mail/outbox")
    press_enter(applicant, "main a[href*='/apply/return/']")
    press_enter(applicant, "main [data-primary]")
    expect(applicant.main).to_contain_text(ASKED[language])
    applicant.look("apply-returned")
    applicant.open("/apply/submit")
    tab_to(applicant, "#sure")
    applicant.press("Space")
    press_enter(applicant, "main [data-primary]")
    open_the_first(omar, reference)
    press_enter(omar, ".decisions form button")
    expect(omar.page.locator(".decisions form")).to_have_count(0)
    lina = walk(language, size, whose=None)
    come_to_the_desk(lina, LINA)
    open_the_first(lina, reference)
    press_enter(lina, ".decisions form button")
    expect(lina.page.locator(".decisions")).to_have_count(0)
    lina.look("desk-approved")


def reference_of(one: Walk) -> str:
    """Of the application in this language: the letter that it was sent begins in it."""
    begins = one.says("Your application was sent", "أُرسل طلبك")
    letters = one.page.locator(".letter").all_inner_texts()
    mine = next(words for words in letters if words.strip().startswith(begins))
    return re.search(r"A-[2-9A-Z]{8}", mine)[0]
