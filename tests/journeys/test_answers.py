"""The claim's page tells by itself what becomes of it; paper, list and files say the same."""

from __future__ import annotations

import csv
import io
import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from tests.journeys import claiming, stage
from tests.journeys.running import wait_until

both_languages = pytest.mark.parametrize("language", ["en", "ar"])


@both_languages
def test_pended_by_one_insurer_and_judged_when_its_answer_is_fetched(walk, live, language):
    one = walk(language)
    number = claiming.send_standard(one, {"en": "20338912", "ar": "20773456"}[language])
    claiming.follow(one)
    document = one.page.evaluate("performance.timeOrigin")
    for english, arabic in (
        ("Submitted", "قُدّمت"),
        ("Sent to the exchange", "أُرسلت إلى المنصة"),
        ("Under review by the insurer", "قيد الدراسة لدى شركة التأمين"),
        ("Approved by the insurer", "وافقت عليها شركة التأمين"),
    ):
        one.sees(english, arabic, seconds=40)
    assert one.page.evaluate("performance.timeOrigin") == document, "the page was loaded anew"
    one.look("claim-approved")
    (held,) = claiming.in_ledger(live, number)
    assert held["payer"] == stage.BETA


@both_languages
def test_denied_lines_say_why_and_how_much(walk, live, language):
    one = walk(language)
    number = claiming.send_standard(
        one, {"en": "20662345", "ar": "21540123"}[language], ("CON-GP", "LAB-CBC")
    )
    claiming.follow(one)
    one.sees("Partly approved", "موافقة جزئية", seconds=30)
    one.look("claim-partly-approved")
    (held,) = claiming.in_ledger(live, number)
    outcomes = [line["outcome"] for line in held["lines"]]
    assert outcomes == ["approved", "rejected"]
    reason = one.main.locator(".claim-reason")
    expect(reason).to_have_count(1)
    script = "؀-ۿ" if one.arabic else "A-Za-z"
    expect(reason).to_have_text(re.compile(f"[{script}]{{3,}}"))


@both_languages
def test_paper_in_both_languages_whatever_the_page_speaks(walk, live, language, tmp_path):
    one = walk(language)
    number = claiming.send_standard(one, {"en": "31000007", "ar": "31000008"}[language])
    claiming.follow(one)
    for lang in ("en", "ar"):
        link = one.main.locator(f'a[href$="lang={lang}"]')
        paper = one.context.request.get(f"{one.house_url}{link.get_attribute('href')}")
        assert paper.headers["content-type"] == "application/pdf"
        assert paper.body().startswith(b"%PDF-")
        assert len(paper.body()) <= 150_000
        text = words_of(paper.body(), tmp_path / f"{lang}.pdf")
        assert number in text


def words_of(paper: bytes, path: Path) -> str:
    """What can be copied out of a PDF."""
    path.write_bytes(paper)
    try:
        found = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True)  # fmt: skip
    except FileNotFoundError:
        pytest.skip("no pdftotext is installed (Debian: poppler-utils)")
    return found.stdout


@both_languages
def test_the_list_filters_and_its_files_hold_the_same_rows(walk, live, language):
    one = walk(language, whose={"en": stage.OWNER, "ar": stage.OFFICER}[language])
    number = claiming.send_standard(one, {"en": "31000002", "ar": "31000012"}[language])
    one.press("KeyG")
    with one.new_page():
        one.press("KeyC")
    one.look("claims-list")
    expect(one.main.get_by_role("link", name=number)).to_be_visible()
    one.press("Slash")
    one.type(number)
    with one.new_page():
        one.press("Enter")
    assert f"number={number}" in one.page.url
    numbers = one.page.locator("main table tbody tr td:first-child").all_inner_texts()
    assert numbers == [number]
    one.look("claims-filtered")
    files = {
        kind: one.context.request.get(f"{one.house_url}/claims/export.{kind}?number={number}")
        for kind in ("csv", "xlsx")
    }
    of_csv = list(csv.reader(io.StringIO(files["csv"].body().decode("utf-8-sig"))))
    of_xlsx = CalamineWorkbook.from_filelike(io.BytesIO(files["xlsx"].body())).get_sheet_by_index(0)
    rows = [[str(cell) for cell in row] for row in of_xlsx.to_python()]
    assert len(of_csv) == len(rows)
    assert sum(number in row for row in of_csv) == sum(number in row for row in rows) == 1
    one.page.locator("[data-search]").fill("C-0000")
    with one.new_page():
        one.page.locator("[data-search]").press("Enter")
    one.sees("No claim fits these filters", "لا توجد مطالبة")
    one.look("claims-none")


@both_languages
def test_what_an_owner_sees_of_the_line_to_the_insurers(walk, live, language):
    """Every page of the exchange, as the journal fills."""
    one = walk(language, whose={"en": stage.OWNER, "ar": stage.OFFICER}[language])
    claiming.check_cover(one, {"en": "10000001", "ar": "20551234"}[language])
    for name, path in (
        ("exchange", "/exchange"), ("exchange-messages", "/exchange/messages"),
        ("exchange-parked", "/exchange/parked"), ("eligibility-checks", "/eligibility/checks"),
    ):  # fmt: skip
        one.open(path)
        one.look(name)
    one.open("/exchange/messages")
    with one.new_page():
        one.main.locator("table a").first.press("Enter")
    one.look("exchange-message")
    asked = wait_until(
        lambda: live.exchange.ledger("messages", sender=claiming.CLINIC), 5, "a ledger"
    )
    assert {message["event"] for message in asked} >= {"eligibility-request"}
