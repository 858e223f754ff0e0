"""Journey C2: a paper of three lines, its boxes, an alert, a claim; an approval that is queued; a reversal."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys import shop, stage
from tests.journeys.conftest import PHONE
from tests.journeys.running import House, wait_until
from tests.journeys.walk import Walk

both_languages = pytest.mark.parametrize("language", ["en", "ar"])
# Keys beside scans, for a prescription of three lines.
THREE_LINES = 15


def scan(one: Walk, code: str) -> None:
    """As a scanner types: as on an American keyboard, at once, with Enter behind it."""
    one.page.keyboard.type(code)
    one.page.keyboard.press("Enter")


def scan_boxes(one: Walk, *codes: str) -> None:
    """Each box, wherever the focus is; the line says what is in hand."""
    for place, code in enumerate(codes, start=1):
        scan(one, shop.box(code))
        expect(one.page.locator("[data-in-hand]")).to_have_count(place)


def open_prescription(one: Walk, number: str) -> None:
    """From the counter's box; the insurer's answer comes by itself."""
    expect(one.focused).to_have_id("code")
    with one.new_page():
        scan(one, number)
    expect(one.page.locator("#cover [class*=success]").first).to_be_visible(timeout=20_000)


def claims_of(house: House, payer: str) -> list[dict[str, object]]:
    return house.exchange.ledger("claims", sender=shop.PHARMACY, payer=payer, use="claim")


@both_languages
def test_three_lines_from_paper_to_claim_and_back(walk, live, language):
    one = walk(language, whose=shop.PHARMACISTS[language])
    assert one.page.url.endswith("/pharmacy")
    one.look("counter")
    before = len(claims_of(live, stage.ALPHA))
    open_prescription(one, shop.number("three", language))
    one.sees("do harm together", "ضار. اسأل الطبيب الواصف")
    with one.counting(THREE_LINES) as reason:
        expect(one.focused).to_have_attribute("name", "passes-0-reason")
        one.press("ArrowDown")
    one.look("counter-screen")
    scan_boxes(one, shop.AMOVARIL, shop.CLOPIDANE, shop.OMEVARIL)
    expect(one.page.locator("#passes-0-reason")).not_to_have_value("")
    # The shelf had one pack of the two.
    expect(one.page.locator("#lines-0-owe")).to_have_value("1")
    one.look("counter-boxes")
    with one.counting(THREE_LINES) as sending, one.new_page():
        one.press("Control+Enter")
    assert len(reason.keys) + len(sending.keys) <= THREE_LINES, [*reason.keys, *sending.keys]
    one.sees("Supplied", "مصروف")
    one.look("counter-supplied")
    print_slip(one)
    wait_until(lambda: len(claims_of(live, stage.ALPHA)) == before + 1, 30, "the claim arrived")
    supply = one.page.url
    with one.new_page():
        one.press("KeyN")
    expect(one.focused).to_have_id("code")
    one.page.goto(supply)
    take_back(one, live)


def print_slip(one: Walk) -> None:
    """What is owed, on the roll."""
    slip = one.page.locator("a[href*='slip']").first.get_attribute("href")
    paper = one.context.request.get(f"{one.house_url}{slip}")
    assert paper.body().startswith(b"%PDF")


def take_back(one: Walk, house: House) -> None:
    """Not collected: the stock is back, and the exchange cancels the claim."""
    one.main.get_by_role("radio").first.check()
    with one.new_page():
        one.main.locator("form[action$='/reverse'] button[type=submit]").click()
    one.sees("Reversed", "معكوس")
    one.look("counter-reversed")
    wait_until(
        lambda: claims_of(house, stage.ALPHA)[-1]["state"] == "cancelled", 40, "the claim is cancelled"
    )  # fmt: skip


@both_languages
def test_an_approval_is_queued_and_served_later(walk, live, language):
    one = walk(language, PHONE, whose=shop.PHARMACISTS[language])
    before = len(claims_of(live, stage.BETA))
    open_prescription(one, shop.number("insulin", language))
    one.look("counter-approval")
    with one.new_page():
        one.main.locator("button[formaction$='/queue']").click()
    one.sees("Serve the next customer", "اخدم الزبون التالي")
    answers = one.page.locator("#answers a")
    expect(answers).to_be_visible(timeout=60_000)
    expect(one.focused).to_have_id("code")
    with one.new_page():
        answers.click()
    one.look("counter-answers")
    with one.new_page():
        one.main.locator("tbody a").first.click()
    scan(one, shop.box(shop.INSULIN))
    expect(one.page.locator("[data-in-hand]")).to_have_count(1)
    with one.new_page():
        one.press("Control+Enter")
    one.sees("Supplied", "مصروف")
    wait_until(lambda: len(claims_of(live, stage.BETA)) == before + 1, 30, "the claim arrived")
    assert claims_of(live, stage.BETA)[-1]["approvals"]
