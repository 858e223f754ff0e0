"""Somebody invited by mail: password, app, printed codes, signing in with both, devices; by keyboard alone, in both languages."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from app.access.factors import totp
from app.kernel.clock import now
from tests.journeys.conftest import PHONE, WIDE
from tests.journeys.keys import press_enter, tab_to, write
from tests.journeys.walk import Walk

OWNER = "huda@noor.example"
PASSWORD = "three wild camels 9"


def code(secret: str, steps: int = 0) -> str:
    return totp.code_at(secret, totp.step_at(now()) + steps)


def invite(owner: Walk, email: str, language: str) -> None:
    """The owner fills the form; lists are chosen by their own keys."""
    owner.open("/people/invite")
    for box, words in (
        ("#name_ar", "ليلى العامرية"),
        ("#name_en", "Layla Al Amri"),
        ("#email", email),
    ):
        tab_to(owner, box)
        owner.page.keyboard.type(words)
    for box in ("#role", "#facility_id"):
        tab_to(owner, box)
        owner.press("ArrowDown")
    owner.look("people-invite")
    tab_to(owner, "#language-0")
    if language == "en":
        owner.press("ArrowDown")
    press_enter(owner, "main [data-primary]")
    owner.look("people-invited")


def set_up_app(one: Walk) -> str:
    """The app from the key on the page; returns its secret."""
    one.open("/account/second-factor")
    one.look("factors-none")
    press_enter(one, "form[action$='/second-factor/app'] button")
    shown = re.search(r"(?:[A-Z2-7]{4} +){7}[A-Z2-7]{4}", one.text())
    assert shown is not None
    secret = "".join(shown[0].split())
    one.look("factors-app")
    write(one, "#code", "123")
    expect(one.focused).to_have_attribute("data-error-summary", "")
    one.page.locator("#code").fill("")
    write(one, "#code", code(secret))
    expect(one.page.locator(".recovery-codes li")).to_have_count(10)
    one.look("factors-codes")
    return secret


def accept(one: Walk) -> str:
    """A password of one's own, then the app; returns its secret."""
    one.look("invitation")
    tab_to(one, "#new")
    one.page.keyboard.type(PASSWORD)
    write(one, "#repeated", PASSWORD)
    return set_up_app(one)


def sign_in_anew(one: Walk, email: str, secret: str) -> None:
    """As on the next day: the password, then the next digits of the app."""
    one.context.clear_cookies()
    one.open("/sign-in")
    tab_to(one, "#email")
    one.page.keyboard.type(email)
    write(one, "#password", PASSWORD)
    one.look("second-factor")
    write(one, "#code", code(secret, 1))


@pytest.mark.parametrize(("language", "size"), [("en", WIDE), ("ar", PHONE)])
def test_an_invited_person_comes_in_by_keyboard_alone(walk, language, size):
    email = f"layla-{language}@noor.example"
    invite(walk("en", size, whose=OWNER), email, language)
    one = walk(language, size, whose=None)
    one.open("/mail/outbox")
    one.look("outbox-nothing")
    write(one, "#email", email)
    one.look("outbox-invited")
    press_enter(one, "main a[href*='/invitation/']")
    secret = accept(one)
    sign_in_anew(one, email, secret)
    one.open("/account")
    expect(one.page.locator("#devices tbody tr")).to_have_count(2)
    one.look("account-devices")
    expect(one.page.locator("form[action$='/other-devices/end'] button")).to_be_visible()
