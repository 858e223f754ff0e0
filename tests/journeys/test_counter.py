"""Journey C2: a paper of three lines with its boxes; a prescription of the exchange from scan to claim and back."""

from __future__ import annotations

from decimal import Decimal

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
    cover_is_known(one)


def cover_is_known(one: Walk) -> None:
    """The insurer's answer draws the page anew; it hears a scanner once it is ready."""
    expect(one.page.locator("#cover [class*=success]").first).to_be_visible(timeout=20_000)
    expect(one.page.locator("html")).to_have_attribute("data-ready", "")


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


def take_back(one: Walk, house: House, payer: str = stage.ALPHA) -> None:
    """Not collected: the stock is back, and the exchange cancels the claim."""
    one.main.get_by_role("radio").first.check()
    with one.new_page():
        one.main.locator("form[action$='/reverse'] button[type=submit]").click()
    one.sees("Reversed", "معكوس")
    one.look("counter-reversed")
    wait_until(
        lambda: claims_of(house, payer)[-1]["state"] == "cancelled", 40, "the claim is cancelled"
    )  # fmt: skip


@both_languages
def test_a_prescription_of_the_exchange_from_scan_to_claim(walk, live, language):
    """Covered, not covered and to be approved; queued; two of three approved, one on the shelf, one owed."""
    one = walk(language, PHONE, whose=shop.PHARMACISTS[language])
    live.exchange.payer(stage.BETA, temper="manual")
    before = len(claims_of(live, stage.BETA))
    take_up(one, shop.AT_THE_EXCHANGE[language])
    one.look("counter-fetched")
    queue_for_approval(one)
    serve_the_next(one, language)
    approve_two_of_three(one, live)
    come_back(one)
    one.look("counter-approved")
    supply_what_is_there(one)
    number = owing_number(one)
    wait_until(
        lambda: len(claims_of(live, stage.BETA)) == before + 1, 30, "the first claim arrived"
    )
    assert billed(live) == {"DEMO-D022": "1", "DEMO-D012": "1"}
    assert claims_of(live, stage.BETA)[-1]["approvals"]
    stock_arrives(walk(language, whose=shop.PHARMACISTS[language], script=False))
    collect(one, number)
    wait_until(
        lambda: len(claims_of(live, stage.BETA)) == before + 2, 30, "the second claim arrived"
    )
    assert billed(live) == {"DEMO-D012": "1"}
    take_back(one, live, stage.BETA)
    live.exchange.payer(stage.BETA, temper="pended")


def billed(house: House) -> dict[str, str]:
    """Code -> units of the latest claim."""
    lines = claims_of(house, stage.BETA)[-1]["lines"]
    return {line["code"]: f"{Decimal(line['quantity']).normalize():f}" for line in lines}


def take_up(one: Walk, token: str) -> None:
    """The exchange is asked, hands it over, and the insurer is asked by itself."""
    expect(one.focused).to_have_id("code")
    with one.new_page():
        scan(one, token)
    expect(one.page.locator("#take-up")).to_be_visible(timeout=20_000)
    with one.new_page():
        one.press("Control+Enter")
    cover_is_known(one)


def queue_for_approval(one: Walk) -> None:
    with one.new_page():
        one.main.locator("button[formaction$='/queue']").click()
    one.sees("Serve the next customer", "اخدم الزبون التالي")


def serve_the_next(one: Walk, language: str) -> None:
    """Somebody else's single line, while the insurer thinks."""
    open_prescription(one, shop.number("next", language))
    scan_boxes(one, shop.TIROZINE)
    with one.new_page():
        one.press("Control+Enter")
    one.sees("Supplied", "مصروف")
    with one.new_page():
        one.press("KeyN")


def approve_two_of_three(one: Walk, house: House) -> None:
    """The insurer's answer is told without taking the focus."""
    expect(one.focused).to_have_id("code")
    exchange = house.exchange
    asked = exchange.ledger("claims", sender=shop.PHARMACY, payer=stage.BETA, use="preauthorization")[-1]  # fmt: skip
    assert [(line["code"], Decimal(line["quantity"])) for line in asked["lines"]] == [("DEMO-D012", 3)]  # fmt: skip
    some = {"sequence": 1, "outcome": "partial", "reason": "MNEC-005", "units": "2"}
    exchange.control(f"claims/{asked['id']}/decide", lines=[some])
    expect(one.page.locator("#answers a")).to_be_visible(timeout=60_000)
    expect(one.focused).to_have_id("code")


def come_back(one: Walk) -> None:
    """By the quiet counter to the prescription that waited."""
    with one.new_page():
        one.page.locator("#answers a").click()
    with one.new_page():
        one.main.locator("tbody a").first.click()


def supply_what_is_there(one: Walk) -> None:
    """The alert is passed with a reason, one line is paid in cash, one pack is owed."""
    one.page.locator("#passes-0-reason").press("ArrowDown")
    scan_boxes(one, shop.OMEVARIL, shop.INSULIN, shop.ORALVANE)
    one.page.locator("#lines-2-cash").check()
    one.page.locator("#lines-1-owe").fill("1")
    one.look("counter-owing")
    with one.new_page():
        one.press("Control+Enter")
    one.sees("Supplied", "مصروف")
    print_slip(one)


def owing_number(one: Walk) -> str:
    """What the slip's barcode says."""
    one.open("/pharmacy/owing")
    one.look("owing")
    return one.main.locator("tbody a").first.inner_text().strip("\u2066\u2069\u200e\u200f ")


def stock_arrives(one: Walk) -> None:
    """Two more packs of the same lot; by a browser without script, as a storekeeper's old one."""
    one.open("/pharmacy/stock/receive")
    typed = {
        "supplier": "Demo Medical Stores", "invoice_number": f"DEMO-INV-{one.language}", "lines-0-item": shop.INSULIN,
        "lines-0-lot": f"{shop.LOT}{shop.INSULIN[3:]}", "lines-0-expires_on": "2029-06-30", "lines-0-units": "2",
        "lines-0-unit_cost": "13.020",
    }  # fmt: skip
    for name, value in typed.items():
        one.page.locator(f"#{name}").fill(value)
    with one.new_page():
        one.main.locator("button[data-primary]").click()
    expect(one.main.locator("tbody tr")).to_have_count(1)


def collect(one: Walk, number: str) -> None:
    """The slip opens it again; what was owed is handed out and billed by itself."""
    one.open("/pharmacy")
    open_prescription(one, number)
    scan_boxes(one, shop.INSULIN)
    one.look("counter-collecting")
    with one.new_page():
        one.press("Control+Enter")
    one.sees("Supplied", "مصروف")
