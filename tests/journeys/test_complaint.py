"""A denied line is complained about with its paper, approved after all, and paid; a rejected claim is sent again."""

from __future__ import annotations

import io
import re
from decimal import Decimal

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.journeys import claiming, stage
from tests.journeys.running import House, wait_until
from tests.journeys.walk import Walk

both_languages = pytest.mark.parametrize("language", ["en", "ar"])
# Keys to answer one refusal, beside the words of the comment themselves.
ONE_REFUSAL = 18
COMMENT = {"en": "Fever for five days.", "ar": "حمى منذ خمسة أيام."}


def a_result(language: str) -> dict[str, object]:
    """The laboratory's result as a scan; another one for each language."""
    picture = io.BytesIO()
    Image.new("RGB", (600, 400), {"en": "ivory", "ar": "linen"}[language]).save(picture, "JPEG")
    return {"name": "result.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}


def answer_the_questions(one: Walk) -> None:
    """From the claim's page: the claim was right, the decision is wrong, and nothing is missing."""
    with one.new_page():
        one.press("KeyR")
    one.look("complaint-questions")
    one.press("ArrowDown", "Tab", "Space", "Tab", "ArrowDown")
    with one.new_page():
        one.press("Enter")
    one.look("complaint-way")


def add_the_result(one: Walk, language: str, draft: str) -> None:
    """The paper beside the draft, and back to it."""
    with one.new_page():
        one.press("KeyP")
    expect(one.focused).to_have_id("file")
    one.focused.set_input_files(a_result(language))
    one.press("Tab", "ArrowDown")
    with one.new_page():
        one.press("Control+Enter")
    one.look("complaint-papers")
    with one.new_page():
        one.press("KeyB")
    one.open(draft)


def complaint_in(house: House, number: str) -> dict[str, object]:
    """What the exchange holds of the complaint about this claim, once it has answered."""
    held = house.exchange.ledger("claims", sender=claiming.CLINIC, payer=stage.GAMMA)
    (about,) = [claim for claim in held if claim["focal_value"].startswith(number)]
    found = [claim for claim in held if claim["related_id"] == about["id"]]
    return next((one for one in found if one["state"] == "answered"), {})


@both_languages
def test_a_denied_line_is_complained_about_approved_and_paid(walk, live, language):
    one = walk(language)
    number = claiming.send_standard(
        one, {"en": "12345678", "ar": "20551234"}[language], ("CON-GP", "LAB-CBC")
    )
    claiming.follow(one)
    one.sees("Partly approved", "موافقة جزئية", seconds=30)
    claim_page = one.page.url.removeprefix(one.house_url)
    (held,) = claiming.in_ledger(live, number)
    denied = [line["sequence"] for line in held["lines"] if line["outcome"] == "rejected"]
    assert len(denied) == 1
    with one.counting(ONE_REFUSAL) as asking:
        answer_the_questions(one)
        expect(one.focused).to_have_id("comment")
    one.focused.fill(COMMENT[language])
    with one.counting(ONE_REFUSAL) as sending:
        with one.new_page():
            one.press("Control+Enter")
        one.look("complaint-draft")
        complaint_page = one.page.url.removeprefix(one.house_url)
        with one.new_page():
            one.press("KeyS")
        one.sees("A complaint needs evidence", "يحتاج التظلّم إلى إثبات")
        one.look("complaint-refused")
        add_the_result(one, language, complaint_page)
        with one.new_page():
            one.press("KeyS")
    assert len(asking.keys) + len(sending.keys) <= ONE_REFUSAL, [*asking.keys, *sending.keys]
    complaint = wait_until(lambda: complaint_in(live, number), 30, "the complaint was answered")
    found = [(line["sequence"], line["outcome"]) for line in complaint["lines"]]
    assert found == [(denied[0], "approved")]
    one.open(complaint_page)
    one.sees("Won", "مكسوب", seconds=40)
    one.look("complaint-won")
    one.open(claim_page)
    one.sees("A complaint was begun", "بدأ إعداد تظلّم")
    assert re.search(r"2 attempts|محاولتان", one.text())
    money = walk(language, whose={"en": stage.OWNER, "ar": stage.OFFICER}[language])
    is_paid(money, live, number, claim_page)


def is_paid(one: Walk, live: House, number: str, claim_page: str) -> None:
    """The insurer pays; fetched at once, what the complaint won stands beside the rest in the claim's account."""
    live.exchange.control("pay", payer=stage.GAMMA, sender=claiming.CLINIC)
    one.open("/payments/")
    with one.new_page():
        one.press("KeyA")
    wait_until(lambda: is_settled(one, claim_page), 40, "the money stands in the account")
    (held,) = claiming.in_ledger(live, number)
    billed, share, approved, paid, *owed = account(one)
    assert (billed, approved, owed) == (share + approved, paid, [])
    assert paid == Decimal(held["paid"]) == Decimal(held["benefit"])
    one.look("claim-settled")
    with one.new_page():
        one.main.locator("#account a[href*='/payments/']").first.press("Enter")
    one.sees("Posted", "مقيّد")
    one.look("remittance-posted")


def is_settled(one: Walk, claim_page: str) -> bool:
    one.open(claim_page)
    settled = one.says("Settled: nothing more is owed", "سُويت: لا مستحقات متبقية")
    return settled in one.text()


def account(one: Walk) -> list[Decimal]:
    """The amounts of the claim's account, all lines together, in the order of its arithmetic."""
    cells = one.main.locator("#account tr.table-total td.num").all_inner_texts()
    return [Decimal(found[0]) for cell in cells if (found := re.findall(r"\d+\.\d{3}", cell))]


@both_languages
def test_a_rejected_claim_is_fixed_and_sent_again(walk, live, language):
    one = walk(language)
    live.exchange.payer(stage.DELTA, faults=["refused@claim-request"], fault_count=1)
    number = claiming.send_standard(one, {"en": "31000011", "ar": "31000004"}[language])
    claiming.follow(one)
    one.sees("Why it came back", "سبب إعادتها", seconds=30)
    one.look("claim-rejected")
    with one.counting(ONE_REFUSAL):
        with one.new_page():
            one.press("KeyR")
        one.look("claim-rejected-entry")
        claiming.go_on(one)
        one.sees("Check before you send", "تحقق قبل الإرسال")
        claiming.go_on(one)
    assert claiming.number_of(one) == number
    (held,) = wait_until(lambda: claiming.in_ledger(live, number), 30, "the claim arrived")
    assert held["focal_value"].endswith("-2")
