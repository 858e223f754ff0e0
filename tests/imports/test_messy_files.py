"""Files as they really arrive, read and judged without a database: what is understood, and what is refused."""

from __future__ import annotations

import io
import time
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest
import xlsxwriter

from app.imports import cells
from app.imports.judging import address, counts, judge, repairs
from app.imports.kinds import Book, Column, Standing
from app.imports.mapping import lacking, order_of_days, understood
from app.kernel.headings import Header, found_header
from app.kernel.sheets import (
    MOST_ROWS,
    Heading,
    TableTooLarge,
    UnreadableTable,
    read,
    rows_below,
    write_table,
)
from app.kernel.sheets import Column as Written
from app.kernel.sheets import Table as WrittenTable

COLUMNS = (
    Column(key="code", label="Our code", cell=cells.code(40), needed=True, names=("our code", "code", "الرمز")),
    Column(key="name", label="Name", cell=cells.words(80), for_new=True, names=("name", "name arabic", "الاسم")),
    Column(key="price", label="Price", cell=cells.amount(), names=("price", "price omr", "السعر")),
    Column(key="begins", label="From", cell=cells.day(), names=("from", "من تاريخ")),
    Column(key="kind", label="Kind", cell=cells.choice({"lab": "Laboratory", "visit": "Visit"}), names=("kind", "النوع")),
)  # fmt: skip
HEADINGS = tuple(Heading(one.key, one.names, one.needed) for one in COLUMNS)
PLAIN = "Code,Name,Price,From,Kind\r\nA-007,تحليل الدم,12.500,2026-04-03,Laboratory\r\nB-2,زيارة,8,2026-04-04,visit\r\n"  # fmt: skip
ROWS = {"A-007": {"name": "تحليل الدم", "price": "12.500", "begins": "2026-04-03", "kind": "lab"},
        "B-2": {"name": "زيارة", "price": "8.000", "begins": "2026-04-04", "kind": "visit"}}  # fmt: skip


class Shelf(Book):
    """Records in memory."""

    def __init__(self, standing=None):
        self.standing = standing or {}

    def key(self, said):
        return said["code"]

    def known(self, keys):
        return {key: Standing(None, one) for key, one in self.standing.items() if key in keys}

    create = change = remove = everything = None


Shelf.__abstractmethods__ = frozenset()


def understand(content, **how):
    table = read(content, **how).rows
    header = found_header(table, HEADINGS)
    guess = understood(header, {})
    rows = list(rows_below(table, Header(header.line, header.labels, guess.places)))
    return guess, rows


def judged(content, standing=None, replaced=None, order="dmy", **how):
    _guess, rows = understand(content, **how)
    return judge(rows, COLUMNS, Shelf(standing), replaced=replaced or {}, day_order=order)


def said(content, **how):
    return {row.after["code"]: {k: v for k, v in row.after.items() if k != "code"} for row in judged(content, **how) if row.outcome == "created"}  # fmt: skip


def wrong(content, **how):
    return [
        (fault.column, fault.sentence) for row in judged(content, **how) for fault in row.faults
    ]


def workbook(*rows, merges=(), formulas=()):
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet, days = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
    for line, row in enumerate(rows):
        for place, value in enumerate(row):
            if isinstance(value, datetime):
                sheet.write_datetime(line, place, value, days)
            elif value is not None:
                sheet.write(line, place, value)
    for first, last, text in merges:
        sheet.merge_range(*first, *last, text)
    for line, place, formula, value in formulas:
        sheet.write_formula(line, place, formula, None, value)
    book.close()
    return file.getvalue()


HEAD = ("Code", "Name", "Price", "From", "Kind")
A = ("A-007", "تحليل الدم", 12.5, datetime(2026, 4, 3), "Laboratory")  # noqa: DTZ001 - a sheet knows no zone
B = ("B-2", "زيارة", 8, "4/4/2026", "visit")
MARKED = "\u200fالرمز\u200f;الاسم;السعر;من تاريخ;النوع\n\u200eA-007;تحليل الدم;١٢٫٥٠٠;٣/٤/٢٠٢٦;Laboratory\nB-2;زيارة;۸;۴/۴/۲۰۲۶;visit\n"  # fmt: skip

ALIKE = {
    "plain UTF-8": PLAIN.encode(),
    "UTF-8 with its mark": PLAIN.encode("utf-8-sig"),
    "UTF-16 with its mark": PLAIN.encode("utf-16"),
    "UTF-16 without a mark": PLAIN.encode("utf-16-le"),
    "UTF-16 the other way round": PLAIN.encode("utf-16-be"),
    "Windows-1256": PLAIN.encode("cp1256"),
    "semicolons": PLAIN.replace(",", ";").encode(),
    "tabs, as pasted": PLAIN.replace(",", "\t").encode(),
    "upright bars": PLAIN.replace(",", "|").encode(),
    "Arabic headers, both kinds of Arabic digits, direction marks": MARKED.encode(),
    "old line ends and blank lines": PLAIN.replace("\r\n", "\r\r").encode(),
    "titles above": ("Al Noor Clinic,,,,\nPrinted 3/4/2026,,,,\n\n" + PLAIN).encode(),
    "the header again on each page": PLAIN.replace("\r\nB", "\r\nCode,Name,Price,From,Kind\r\nB").encode(),
    "rows alike twice": (PLAIN + PLAIN.splitlines()[1] + "\n").encode(),
    "columns in another order, others between": "x,Kind,From,Price,Name,Code\n1,lab,03-04-2026,OMR 12.500,تحليل الدم,a-007\n2,visit,4 April 2026,8.0,زيارة,B-2\n".encode(),
    "a workbook with days": workbook(HEAD, A, B),
    "a workbook with merged titles and empty columns": workbook((), (), (None, *HEAD), (None, *A), (None, *B), merges=(((0, 0), (0, 4), "قائمة الأسعار"),)),
    "a header over two lines": workbook(("Code", "Name", "Price", "From", "Kind"), ("", "Arabic", "OMR", "", ""), A, B),
    "formulas with their values": workbook(HEAD, A, ("B-2", "زيارة", None, "4/4/2026", "visit"), formulas=((2, 2, "=4+4", 8),)),
    "a name twice in the header": PLAIN.replace("Kind\r", "Kind,Name\r").replace("Laboratory\r", "Laboratory,other\r").encode(),
}  # fmt: skip


@pytest.mark.parametrize("name", ALIKE)
def test_the_same_list_however_it_was_saved(name):
    assert said(ALIKE[name]) == ROWS


OWN_HEAD = [Written("Code"), Written("Name"), Written("Price", "money"), Written("From", "day"), Written("Kind")]  # fmt: skip


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_what_we_wrote_ourselves_changes_nothing(ending):
    day = date(2026, 4, 3)
    rows = [("A-007", "=تحليل", Decimal("12.500"), day, "Laboratory"), ("007", "+968", None, None, "Visit")]  # fmt: skip
    content = write_table(ending, WrittenTable("List", OWN_HEAD, rows[1:]), right_to_left=True)
    known = {"007": {"code": "007", "name": "+968", "price": None, "begins": None, "kind": "visit"}}
    assert [row.outcome for row in judged(content, known)] == ["same"]
    content = write_table(ending, WrittenTable("List", OWN_HEAD, rows[:1]), right_to_left=True)
    assert wrong(content) == [("name", cells.FORMULA)]


WRONG = {
    "no such day": ("A,x,1,31/02/2026,lab", ("begins", cells.NOT_A_DAY)),
    "a year of two digits": ("A,x,1,03/04/26,lab", ("begins", cells.SHORT_YEAR)),
    "a word for a day": ("A,x,1,soon,lab", ("begins", cells.NOT_A_DAY)),
    "a lone comma in an amount": ('A,x,"12,500",,lab', ("price", cells.NOT_AN_AMOUNT)),
    "a negative amount": ("A,x,-1,,lab", ("price", cells.NOT_AN_AMOUNT)),
    "a formula": ("A,=cmd|' /C calc'!A0,1,,lab", ("name", cells.FORMULA)),
    "no code": (",x,1,,lab", ("code", cells.MISSING)),
    "an Arabic code": ("رمز,x,1,,lab", ("code", cells.NOT_A_CODE)),
    "no name for what is new": ("A,,1,,lab", ("name", cells.MISSING)),
    "an unknown kind": ("A,x,1,,thing", ("kind", cells.NOT_IN_LIST)),
    "too long a name": (f"A,{'x' * 81},1,,lab", ("name", cells.NOT_WORDS)),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_cell_is_named_with_its_repair(name):
    line, fault = WRONG[name]
    content = f"Code,Name,Price,From,Kind\n{line}\n".encode()
    assert wrong(content) == [fault]


def test_rows_of_one_record_that_differ_are_not_guessed_at():
    rows = judged(b"Code,Name,Price\nA,x,1\nA,x,2\nA,x,1.000\n")
    assert [row.outcome for row in rows] == ["created", "broken", "same"]
    assert [fault.column for fault in rows[1].faults] == ["price"]


def test_repairs_are_grouped_with_their_cells_and_mended_for_all():
    content = b"x,Code,Name,Kind\n" + b"".join(b"1,A%d,n,quack\n" % n for n in range(5)) + b"1,B,n,duck\n"  # fmt: skip
    guess, _rows = understand(content)
    (group,) = repairs(judged(content), guess.places)
    assert (group.column, group.count) == ("kind", 6)
    assert [(text.text, text.count, text.cells) for text in group.texts] == [
        ("quack", 5, ("D2", "D3", "D4")), ("duck", 1, ("D7",)),
    ]  # fmt: skip
    assert [text.lines for text in group.texts] == [(2, 3, 4, 5, 6), (7,)]
    instead = {str(line): "lab" for line in range(2, 7)}
    assert counts(judged(content, replaced={"kind": instead}))["broken"] == 1
    assert counts(judged(content, replaced={"kind": {**instead, "7": "visit"}}))["broken"] == 0
    assert (address(27, 7), address(None, 7)) == ("AB7", "7")


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["2026-04-03", ""], "dmy"), (["3/4/2026", "25/4/2026"], "dmy"), (["3/4/2026", "4/25/2026"], "mdy"),
        (["3/4/2026", "5/6/2026"], None), (["03.04.26"], None), (["5/5/2026"], "dmy"), ([], "dmy"),
    ],
)  # fmt: skip
def test_day_and_month_are_not_guessed(texts, order):
    assert order_of_days(texts) == order


def test_days_written_month_first_are_read_so():
    content = b"Code,Name,From\nA,x,4/3/2026\n"
    assert said(content, order="mdy")["A"]["begins"] == "2026-04-03"


def test_what_was_remembered_goes_before_the_name():
    header = found_header([["code", "name", "colour"]], HEADINGS)
    assert understood(header, {"colour": "kind", "name": ""}).columns == {0: "code", 2: "kind"}
    assert [one.key for one in lacking(COLUMNS, ["name"])] == ["code"]


def bomb(inside):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", inside)
    return content.getvalue()


REFUSED = {
    "a bomb": (bomb("0" * 120_000_000), TableTooLarge),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR", UnreadableTable),
    "a program": (bytes(range(256)) * 4, UnreadableTable),
    "half a workbook": (b"PK\x03\x04broken", UnreadableTable),
    "a document type": (bomb('<!DOCTYPE x [<!ENTITY a "b">]><sheetData/>'), UnreadableTable),
    "more columns than a list has": (b",".join([b"x"] * 70), TableTooLarge),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_list_is_refused(name):
    content, refusal = REFUSED[name]
    with pytest.raises(refusal):
        read(content)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"Code,Name\n", workbook(HEAD)])
def test_empty_files_hold_no_rows(content):
    assert said(content) == {}


def test_a_hundred_thousand_rows_are_refused_soon_and_half_of_them_are_read():
    line = "A-%06d,تحليل الدم,12.500,2026-04-03,Laboratory\n"
    begun = time.process_time()
    with pytest.raises(TableTooLarge) as refused:
        read(("Code,Name,Price,From,Kind\n" + "".join(line % n for n in range(100_000))).encode())
    assert refused.value.details == {"rows": f"{MOST_ROWS:,}", "megabytes": 10}
    rows = read("".join(line % n for n in range(MOST_ROWS)).encode()).rows
    assert len(rows) == MOST_ROWS
    assert time.process_time() - begun < 20
