"""The list of tasks, and the sheet line by line: pure."""

from __future__ import annotations

from datetime import date

import pytest

from app.kernel.sheets import write_table
from app.onboarding import sheet, sheets
from app.onboarding.emails import FreeMailDomain
from app.onboarding.errors import SheetTooLong
from app.onboarding.tasks import Facts, PaperFacts, statuses

TODAY = date(2026, 11, 22)
WHOLE = PaperFacts(True, True, date(2026, 11, 22))
OVER = PaperFacts(True, True, date(2026, 11, 21))
ALL = {"civil_id": WHOLE, "commercial_registration": WHOLE, "moh_licence": WHOLE}
FORM = {"whitelisting_form": PaperFacts(True)}
KEYS = (
    "civil_id",
    "commercial_registration",
    "moh_licence",
    "data_sheet",
    "whitelisting_form",
    "submit",
)
DONE, BEGUN, NOT_YET, LATER, WAITS = "completed", "in_progress", "not_started", "cannot_start", "waiting"  # fmt: skip

TABLE = {
    "nothing": (Facts(), (NOT_YET, NOT_YET, NOT_YET, NOT_YET, LATER, LATER)),
    "a number without file": (Facts({"civil_id": PaperFacts(False, True, TODAY)}), (BEGUN, NOT_YET, NOT_YET, NOT_YET, LATER, LATER)),
    "a file without number": (Facts({"civil_id": PaperFacts(True, False, TODAY)}), (BEGUN, NOT_YET, NOT_YET, NOT_YET, LATER, LATER)),
    "a sheet with errors": (Facts(ALL, True, 2), (DONE, DONE, DONE, BEGUN, LATER, LATER)),
    "ready for the form": (Facts(ALL, True), (DONE, DONE, DONE, DONE, NOT_YET, LATER)),
    "the licence may wait for the form": (Facts(ALL | {"moh_licence": OVER}, True), (DONE, DONE, BEGUN, DONE, NOT_YET, LATER)),
    "an expired licence cannot finish": (Facts(ALL | FORM | {"moh_licence": OVER}, True), (DONE, DONE, BEGUN, DONE, DONE, LATER)),
    "all there": (Facts(ALL | FORM, True), (DONE, DONE, DONE, DONE, DONE, NOT_YET)),
    "sent": (Facts(ALL | FORM, True, submitted=True), (DONE, DONE, DONE, DONE, DONE, WAITS)),
}  # fmt: skip


@pytest.mark.parametrize("case", TABLE)
def test_each_task_has_its_status(case):
    facts, wanted = TABLE[case]
    assert statuses(facts, TODAY) == dict(zip(KEYS, wanted, strict=True))


def read(content: bytes) -> sheet.Read:
    return sheet.read(content, [FreeMailDomain("gmail.com")], TODAY)


def a_csv(*rows: str) -> bytes:
    return "\n".join(["No.,Your answer", *rows]).encode()


def test_an_untouched_sheet_misses_what_is_needed():
    made = write_table("xlsx", sheet.table({}), right_to_left=False)
    missing = [one.key for one in read(made).problems]
    assert missing == [line.key for line in sheet.LINES if line.needed]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("1,عيادة", sheet.NOT_LATIN), ("2,Clinic", sheet.NOT_ARABIC), ("3,12A", sheet.NOT_DIGITS), ("5,31/31/2027", sheet.NOT_A_DAY),
        ("9,12", sheet.NOT_A_PHONE), ("7," + "x" * 300, sheet.TOO_LONG), ("13,info@", sheet.NOT_AN_EMAIL), ("13,a@gmail.com", sheet.FREE_MAIL),
        ("99,x", sheet.UNKNOWN), (",x", sheet.UNKNOWN), ("6,", sheet.MISSING),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_named(row, sentence):
    assert ("D2", sentence) in {(one.cell, one.sentence) for one in read(a_csv(row)).problems}


def test_a_line_said_twice_is_named_and_the_first_is_kept():
    found = read(a_csv("1,One", "1,Two"))
    assert found.values["name_en"] == "One"
    assert ("D3", sheet.TWICE) in {(one.cell, one.sentence) for one in found.problems}


def test_arabic_digits_are_read():
    assert read(a_csv("3,١٢٣٤٥")).values["registration"] == "12345"


def test_what_is_too_long_is_named_once_and_not_kept():
    found = read(a_csv("7," + "x" * 300, "8,Street 1"))
    assert [one.sentence for one in found.problems if one.key == "wilayat"] == [sheet.TOO_LONG]
    assert found.values == {"address": "Street 1"}


def test_a_sheet_of_more_lines_than_anybody_fills_is_refused():
    assert len(read(a_csv(*["99,x"] * sheet.MOST_ROWS)).problems) > sheet.MOST_ROWS
    with pytest.raises(SheetTooLong):
        read(a_csv(*["99,x"] * (sheet.MOST_ROWS + 1)))


def test_the_first_problems_are_shown_and_the_others_counted(house, monkeypatch):
    wrong = [
        {"cell": f"D{number}", "sentence": sheet.UNKNOWN, "key": ""} for number in range(2, 32)
    ]
    monkeypatch.setattr(sheets.private, "sheet_of", lambda _application: {"problems": wrong})
    with house.test_request_context():
        told = sheets.problems(None)
    assert len(told) == sheets.MOST_SHOWN + 1
    assert told[-1] == "Cells to correct after these: 10"
