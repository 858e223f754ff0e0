"""What needs a person is walked one after the other, by J and K, without going back to the list."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_work_of_the_day_is_walked_by_keyboard(walk, language):
    one = walk(language)
    one.open("/")
    one.look("needs-you")
    waiting = one.main.locator("table[data-walk] a[data-walk-to]")
    expect(waiting.nth(2)).to_be_attached()
    addresses = [link.get_attribute("href") for link in waiting.all()]
    assert len(addresses) >= 3
    with one.counting(5):
        with one.new_page():
            one.press("KeyJ", "Enter")
        one.sees("1 of", "1 من")
        with one.new_page():
            one.press("KeyJ")
        assert one.page.url.endswith(addresses[1])
        with one.new_page():
            one.press("KeyJ")
        assert one.page.url.endswith(addresses[2])
        with one.new_page():
            one.press("KeyK")
        assert one.page.url.endswith(addresses[1])
    one.look("walked")
    # Work on the item leads elsewhere and back; the place in the list is kept, also over a reload.
    one.open(f"{addresses[1]}/edit")
    one.page.reload()
    bar = one.main.locator("nav.walk")
    expect(bar).to_contain_text(one.says("2 of", "2 من"))
    # Whoever changes the language meanwhile is not shown the list's name in the other one.
    with one.new_page():
        one.page.locator("form[action='/language'] button").first.click()
    expect(bar).to_contain_text(one.says("العودة إلى القائمة", "Back to the list"))
    one.open("/patients")
    expect(bar).to_have_count(0)
    one.open(addresses[1])
    expect(bar).to_have_count(0)
