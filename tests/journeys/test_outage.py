"""The exchange is gone for a while: the pages say so, everything is kept, and it arrives once, in order."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.journeys import claiming, stage
from tests.journeys.running import House, wait_until
from tests.journeys.walk import Walk

# Three patients of one insurer, so that their claims travel one line: two sent in English, one in Arabic.
WHO = (("en", "20995678"), ("en", "31000001"), ("ar", "31000003"))
BACK_WITHIN = 75.0


@pytest.fixture
def outage(live: House) -> Iterator[House]:
    """Whatever a test does, the exchange is back after it."""
    yield live
    live.start_exchange()


def test_three_claims_wait_out_an_outage_and_arrive_once_in_order(walk, outage):
    desks = {"en": walk("en"), "ar": walk("ar")}
    for language, civil_id in WHO:
        claiming.check_cover(desks[language], civil_id)
    for one in desks.values():
        wait_until(
            lambda one=one: no_banner(one), BACK_WITHIN, "the line is well before the outage"
        )
    outage.stop_exchange()
    numbers = [send_into_silence(desks[language], civil_id) for language, civil_id in WHO]
    for one, civil_id in zip(desks.values(), ("20995678", "31000003"), strict=True):
        told_while_it_lasts(one)
        ask_into_silence(one, civil_id)
    assert [claiming.state_of(desks["en"], number) for number in numbers] == ["Queued"] * 3
    outage.start_exchange()
    for one in desks.values():
        told_when_it_is_back(one, numbers[-1])
    held = [claiming.in_ledger(outage, number) for number in numbers]
    assert [len(found) for found in held] == [1, 1, 1]
    arrivals = [found[0]["arrival"] for found in held]
    assert arrivals == sorted(arrivals)
    assert {found[0]["payer"] for found in held} == {stage.DELTA}


def send_into_silence(one: Walk, civil_id: str) -> str:
    claiming.patient_page(one, civil_id)
    claiming.begin(one)
    claiming.diagnose_and_charge(one, "i10", None, "2")
    claiming.to_practitioner(one)
    claiming.go_on(one)
    one.sees("Check before you send", "تحقق قبل الإرسال")
    tick = one.page.locator("#over_warnings")
    if tick.count():
        one.press("Space")
    claiming.go_on(one)
    number = claiming.number_of(one)
    one.sees_not("Approved", "موافَق")
    return number


def told_while_it_lasts(one: Walk) -> None:
    """The claim says it waits; the banner says what is wrong, and since when."""
    claiming.follow(one)
    one.sees("Queued", "في قائمة الإرسال")
    banner = one.page.locator(".banner")

    def tells() -> bool:
        one.page.reload()
        return banner.count() > 0

    wait_until(tells, 60, "the banner")
    # The exchange, or the one line that was tried so far: the words differ in gender.
    silent = re.compile(one.says("does not answer", "لا [تي]رد"))
    expect(banner).to_contain_text(silent, use_inner_text=True)
    expect(banner).to_contain_text(re.compile(r"\d\d:\d\d"), use_inner_text=True)
    expect(banner).to_contain_text(one.says("Since", "منذ"), use_inner_text=True)
    one.sees_not("Accepted", "مقبولة")
    one.look("claim-in-outage")


def ask_into_silence(one: Walk, civil_id: str) -> None:
    """Eligibility gives the last known answer, and calls it provisional."""
    claiming.patient_page(one, civil_id)
    one.open("/eligibility")
    one.type(civil_id)
    with one.new_page():
        one.press("Enter")
    again = one.main.get_by_role("button", name=one.says("Ask again", "اسأل من جديد"))
    if again.count():
        with one.new_page():
            again.press("Enter")
    one.sees("Provisional", "مؤقت", seconds=40)
    one.sees("Covered by DeltaIns", "مشمول بتغطية")
    one.look("eligibility-in-outage")


def told_when_it_is_back(one: Walk, last: str) -> None:
    """The last claim of the line is judged, and the banner is gone."""
    one.open(f"/claims/?number={last}")
    with one.new_page():
        one.main.get_by_role("link", name=last).press("Enter")
    one.sees("Approved by the insurer", "وافقت عليها شركة التأمين", seconds=BACK_WITHIN)
    wait_until(lambda: no_banner(one), BACK_WITHIN, "the banner is gone")
    one.look("claim-after-outage")


def no_banner(one: Walk) -> bool:
    one.page.reload()
    return one.page.locator(".banner").count() == 0
