"""Journey C3: a month's drafts are checked, mended together, confirmed and sent; the worker dies and an insurer is silent meanwhile."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from app import create_app
from app.config import load
from tests.journeys import month
from tests.journeys.running import House, wait_until
from tests.journeys.stage import DELTA
from tests.journeys.walk import Walk

pytestmark = pytest.mark.timeout(420)

ALL, READY = month.MANY, month.MANY - month.WITHOUT_DOCTOR
BACK_WITHIN = 120.0


@pytest.fixture
def seeb(live: House) -> Iterator[House]:
    """The polyclinic with its month; afterwards every line answers and the worker runs."""
    month.play(create_app(load(dict(live.processes["web"].environment))))
    live.exchange.payer("DEMO-BETA", temper="instant")
    yield live
    live.exchange.payer(DELTA, temper="instant")
    live.exchange.payer("DEMO-BETA", temper="pended")
    if live.processes["worker"].running is None:
        live.processes["worker"].start()


def test_a_month_is_sent_once_whatever_happens_meanwhile(walk, seeb, tmp_path):
    aisha = walk("ar", whose=month.OFFICER)
    badria = walk("en", whose=month.COLLEAGUE)
    to_preflight(aisha)
    mend_what_lacks_a_practitioner(aisha)
    to_confirmation(badria, "en")
    to_confirmation(aisha, "ar")
    assert claims_there(seeb) == []
    seeb.exchange.payer(DELTA, temper="down")
    press(aisha, "إرسال 26 مطالبة الآن")
    aisha.sees("", "من 26")
    address = aisha.page.url.removeprefix(aisha.house_url)
    second_window_is_led_there(badria, address)
    die_in_the_middle(seeb)
    one_insurer_is_silent(badria, address)
    seeb.exchange.payer(DELTA, temper="instant")
    aisha.open(address)
    aisha.sees("", "أُرسلت كلها", seconds=BACK_WITHIN)
    wait_until(
        lambda: len(claims_there(seeb)) == ALL - month.RETURNED, BACK_WITHIN, "all claims are there"
    )
    sent_once_in_order(seeb)
    work_through_what_came_back(badria, address)
    totals_agree(badria, address, tmp_path)


def to_preflight(one: Walk) -> None:
    """From the filtered list to the check."""
    first, last = month.days()
    one.open(f"/claims/?status=draft&first={first}&last={last}")
    with one.new_page():
        one.main.get_by_role(
            "link", name=one.says("Send the drafts together", "إرسال المسودات معًا")
        ).press("Enter")
    one.sees(f"{READY} ready", f"{READY} جاهزة", seconds=20)
    one.sees(f"{month.WITHOUT_DOCTOR} need a fix", f"{month.WITHOUT_DOCTOR} تحتاج إلى تصحيح")
    one.look("batch-preflight")


def mend_what_lacks_a_practitioner(one: Walk) -> None:
    form = one.page.locator("form:has(input[name=kind][value=practitioner])").first
    form.locator("select").select_option(index=1)
    with one.new_page():
        form.get_by_role("button").press("Enter")
    one.page.locator(".messages").get_by_text("صُحّحت 3 مطالبات").wait_for()
    one.sees("", f"{ALL} جاهزة", seconds=20)


def to_confirmation(one: Walk, language: str) -> None:
    first, last = month.days()
    one.open(f"/batches/confirm?with_warnings=y&first={first}&last={last}")
    one.sees(f"{ALL} claims", f"{ALL} مطالبة", seconds=20)
    for name in one.says("AlphaCare BetaTPA GammaIns DeltaIns", "ألفا بيتا غاما دلتا").split():
        one.sees(name, name)
    one.look(f"batch-confirm-{language}")


def press(one: Walk, words: str) -> None:
    with one.new_page():
        one.main.get_by_role("button", name=words).press("Enter")


def second_window_is_led_there(one: Walk, address: str) -> None:
    """The same batch confirmed in another window leads to the first."""
    press(one, f"Send {ALL} claims now")
    one.sees("already under way", "")
    link = one.main.get_by_role("link", name=re.compile("Open batch"))
    expect(link).to_have_attribute("href", address)
    with one.new_page():
        link.press("Enter")


def die_in_the_middle(house: House) -> None:
    """The worker is killed as by a power cut, and started again."""
    worker = house.processes["worker"]
    wait_until(lambda: claims_there(house), 40, "something has left")
    worker.stop(at_once=True)
    worker.start()


def one_insurer_is_silent(one: Walk, address: str) -> None:
    """What goes to it keeps its place; the page says so and stops nobody else."""
    one.open(address)
    one.sees("insurer not reachable", "", seconds=BACK_WITHIN)
    wait_until(lambda: len(claims_there_but_delta(one)) >= 1, 10, "the others are through")
    one.sees("Under way", "")
    one.page.reload()
    one.sees("insurer not reachable", "")
    one.look("batch-progress")


def claims_there_but_delta(one: Walk) -> list[str]:
    return [
        row.inner_text()
        for row in one.page.locator("main table tbody tr").all()
        if "AlphaCare" in row.inner_text()
    ]


def claims_there(house: House) -> list[dict[str, str]]:
    return house.exchange.ledger("claims", sender=month.LICENCE)


def sent_once_in_order(house: House) -> None:
    """As many effective claims as were accepted, all different, each insurer's in the order of the visits."""
    held = claims_there(house)
    assert len({one["focal_value"] for one in held}) == len(held) == ALL - month.RETURNED
    for payer in month.PAYERS:
        mine = sorted(
            (one for one in held if one["payer"] == payer), key=lambda one: one["arrival"]
        )
        # Drafts were numbered in the order of the visits.
        numbers = [one["focal_value"] for one in mine]
        assert numbers == sorted(numbers)


def work_through_what_came_back(one: Walk, address: str) -> None:
    one.open(address)
    with one.new_page():
        one.main.get_by_role("link", name=f"Work through {month.RETURNED}").press("Enter")
    one.look("batch-returned")
    with one.new_page():
        one.press("KeyJ", "Enter")
    one.sees("Rejected", "")
    one.sees("Why it came back", "")
    first = one.page.url
    with one.new_page():
        one.press("KeyJ")
    assert one.page.url != first
    one.page.reload()
    one.sees("Rejected", "")
    one.look("batch-fix")
    with one.new_page():
        one.press("KeyK")
    assert one.page.url == first


def totals_agree(one: Walk, address: str, folder: Path) -> None:
    """The table holds every claim and the sum that stands on the page; the papers open."""
    one.open(address)
    together = (
        one.page.locator("main table tr.table-total").first.locator("td, th").all_inner_texts()
    )
    share = Decimal(re.sub(r"[^0-9.]", "", together[-2]))
    with one.page.expect_download() as coming:
        one.main.get_by_role("link", name="Excel").click()
    file = folder / "batch.xlsx"
    coming.value.save_as(file)
    rows = (
        CalamineWorkbook.from_filelike(BytesIO(file.read_bytes())).get_sheet_by_index(0).to_python()
    )
    assert len(rows) == ALL + 2
    assert Decimal(str(round(rows[-1][9], 3))) == share
    for language in ("en", "ar"):
        paper = one.context.request.get(f"{one.house_url}{address}/report.pdf?lang={language}")
        assert paper.body().startswith(b"%PDF")
