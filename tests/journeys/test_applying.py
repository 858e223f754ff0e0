"""A clinic applies: from the first page to the list of tasks, by keyboard alone, in both languages."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import PHONE, WIDE
from tests.journeys.walk import Walk

MOST_TABS = 30


def tab_to(one: Walk, selector: str) -> None:
    """Tab until the control has the cursor."""
    for _ in range(MOST_TABS):
        if one.page.locator(f"{selector}:focus").count():
            return
        one.press("Tab")
    raise AssertionError(f"{selector} is not reached by Tab")


def press_enter(one: Walk, selector: str) -> None:
    tab_to(one, selector)
    with one.new_page():
        one.press("Enter")


def choose(one: Walk, name: str, place: int) -> None:
    """The so-manieth radio button, then Enter."""
    tab_to(one, f"#{name}-0")
    one.press("Space", *["ArrowDown"] * place)
    with one.new_page():
        one.press("Enter")


def write(one: Walk, box: str, words: str) -> None:
    tab_to(one, box)
    one.page.keyboard.type(words)
    with one.new_page():
        one.press("Enter")


@pytest.mark.parametrize(("language", "size"), [("en", WIDE), ("ar", PHONE)])
def test_a_clinic_applies_by_keyboard_alone(walk, language, size):
    one = walk(language, size, whose=None)
    address = f"journey-{language}@noor-clinic.om"
    one.open("/apply")
    one.look("apply-start")
    press_enter(one, "main .btn-primary")
    one.look("apply-entity")
    choose(one, "entity", 4)
    choose(one, "contracts", 0)
    one.look("apply-payers")
    tab_to(one, "#others")
    one.page.keyboard.type("Demo Insurance")
    press_enter(one, "main .btn-primary")
    write(one, "#representative", "Dr Huda")
    write(one, "#email", "huda@gmail.com")
    expect(one.focused).to_have_attribute("data-error-summary", "")
    one.look("apply-email-refused")
    one.page.locator("#email").fill("")
    write(one, "#email", address)
    write(one, "#phone", "91234567")
    expect(one.page.locator("form[data-solved]")).to_be_attached()
    one.look("apply-check")
    press_enter(one, "main [data-primary]")
    one.look("apply-sent")
    one.open("/mail/outbox")
    press_enter(one, "main a[href*='/apply/return/']")
    one.look("apply-return")
    press_enter(one, "main [data-primary]")
    expect(one.page.locator(".task")).to_have_count(6)
    one.look("apply-tasks")
    for path in ("papers/civil_id", "data-sheet", "withdraw"):
        one.open(f"/apply/{path}")
        one.look(f"apply-{path.replace('/', '-')}")
