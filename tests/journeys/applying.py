"""What an applicant does, key by key: the questions, the letter, the papers, the sheet, sending."""

from __future__ import annotations

import re
from datetime import date

from playwright.sync_api import FilePayload, expect

from tests.factories import paper
from tests.journeys.behind import link_to
from tests.journeys.keys import choose, fill, fill_day, press_enter, write
from tests.journeys.running import House
from tests.journeys.walk import Walk
from tests.onboarding.conftest import filled

FREE_MAIL = "huda@gmail.com"


def answer_questions(one: Walk, address: str) -> None:
    """From the first page to the letter; the wrong address is refused on the way."""
    one.open("/apply")
    one.look("apply-start")
    press_enter(one, "main .btn-primary")
    one.look("apply-entity")
    choose(one, "entity", 4)
    choose(one, "contracts", 0)
    one.look("apply-payers")
    fill(one, "#others", "Demo Insurance")
    press_enter(one, "main .btn-primary")
    write(one, "#representative", "Dr Huda")
    write(one, "#email", FREE_MAIL)
    expect(one.focused).to_have_attribute("data-error-summary", "")
    one.look("apply-email-refused")
    one.page.locator("#email").fill("")
    write(one, "#email", address)
    write(one, "#phone", "91234567")
    expect(one.page.locator("form[data-solved]")).to_be_attached()
    one.look("apply-check")
    press_enter(one, "main [data-primary]")
    one.look("apply-sent")


def follow_letter(one: Walk, live: House, address: str) -> None:
    """From the newest letter to where the application stands."""
    one.open(link_to(live, address, "/apply/return/"))
    one.look("apply-return")
    press_enter(one, "main [data-primary]")


def add_paper(one: Walk, kind: str, number: str, last_day: date, body: bytes) -> None:
    """One paper with its number and last day; the file is chosen in the window of the system."""
    one.open(f"/apply/papers/{kind}")
    fill(one, "#number", number)
    fill_day(one, "expires_on", last_day)
    _give(one, _file(body))
    press_enter(one, "main [data-primary]")


def add_everything(one: Walk, licence: str, registration: str, last_day: date) -> None:
    """Three papers, the sheet filled in, the stamped form: a photo, prints and a spreadsheet."""
    add_paper(one, "civil_id", "12345678", last_day, paper.a_jpeg((600, 400)))
    add_paper(one, "commercial_registration", registration, last_day, paper.a_pdf())
    add_paper(one, "moh_licence", licence, last_day, paper.a_jpeg((500, 700)))
    sheet = one.context.request.get(f"{one.house_url}/apply/data-sheet.xlsx").body()
    body = filled(sheet, l3=registration, l4=licence, l5=last_day.isoformat())
    one.open("/apply/data-sheet")
    _give(one, FilePayload(name="sheet.xlsx", mimeType="application/octet-stream", buffer=body))
    press_enter(one, "main [data-primary]")
    one.open("/apply/whitelisting-form")
    _give(one, _file(paper.a_pdf()))
    press_enter(one, "main [data-primary]")


def send(one: Walk) -> str:
    """The last look, and sending it; returns the reference."""
    one.open("/apply/submit")
    one.look("apply-submit")
    fill(one, "#sure", " ")
    press_enter(one, "main [data-primary]")
    one.look("apply-waits")
    found = re.search(r"A-[2-9A-Z]{8}", one.text())
    assert found is not None
    return found[0]


def _give(one: Walk, file: FilePayload) -> None:
    one.page.locator("#file").set_input_files(file)


def _file(body: bytes) -> FilePayload:
    return FilePayload(name="paper", mimeType="application/octet-stream", buffer=body)
