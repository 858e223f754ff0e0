from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from app.kernel import sheets
from app.kernel.sheets import (
    Column,
    Heading,
    HeadingMissing,
    TableTooLarge,
    UnreadableTable,
    read_table,
    rows_under,
    write_csv,
    write_xlsx,
)

COLUMNS = [
    Column("Civil ID"), Column("Net", "money"), Column("Day", "day"), Column("At", "moment"),
    Column("Lines", "number"),
]  # fmt: skip
ROW = ["01234567", Decimal("-12.500"), date(2026, 11, 22), datetime(2026, 11, 22, 21, 30, tzinfo=UTC), 3]  # fmt: skip
HEADINGS = (
    Heading("code", ("code", "الرمز"), needed=True),
    Heading("price", ("price", "السعر"), needed=True),
)


def csv_text(columns, rows):
    return b"".join(write_csv(columns, rows)).decode("utf-8")


def xlsx_bytes(columns, rows, *, right_to_left=False):
    with write_xlsx("Claims", columns, rows, right_to_left=right_to_left) as file:
        return file.read()


def test_csv_carries_its_mark_and_plain_values():
    lines = csv_text(COLUMNS, [ROW]).splitlines()
    assert lines[0] == "\ufeffCivil ID,Net,Day,At,Lines"
    assert lines[1] == "01234567,-12.500,2026-11-22,2026-11-23 01:30,3"


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd", "'+cmd"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        (" =1", "' =1"),
        ("＝1", "'＝1"),
        ("-12.500", "-12.500"),
        ("+96891234567", "+96891234567"),
        ("J06.9", "J06.9"),
        ("أمل", "أمل"),
    ],
)
def test_no_text_of_a_csv_becomes_a_formula(typed, written):
    assert csv_text([Column("x")], [[typed]]).split("\r\n")[1] == written


def test_an_empty_csv_still_names_its_columns():
    assert csv_text(COLUMNS, []) == "\ufeffCivil ID,Net,Day,At,Lines\r\n"


def test_xlsx_keeps_types_and_leading_zeros():
    book = CalamineWorkbook.from_filelike(io.BytesIO(xlsx_bytes(COLUMNS, [ROW])))
    head, row = book.get_sheet_by_index(0).to_python()
    assert head == ["Civil ID", "Net", "Day", "At", "Lines"]
    assert row == ["01234567", -12.5, date(2026, 11, 22), datetime(2026, 11, 23, 1, 30), 3.0]  # noqa: DTZ001 - a sheet knows no zone


def test_xlsx_holds_no_formula_is_frozen_and_runs_the_right_way():
    content = xlsx_bytes(
        [Column("x")], [["=HYPERLINK(1)"], ["http://127.0.0.1"]], right_to_left=True
    )
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet.lower().replace("=hyperlink(1)", "")
    assert 'rightToLeft="1"' in sheet
    assert 'state="frozen"' in sheet


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1256"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_csv_is_read_however_it_was_saved(encoding, separator):
    text = separator.join(("الرمز", "السعر")) + "\r\n" + separator.join(("A1", "١٢٫٥٠٠")) + "\r\n"
    if encoding == "cp1256":
        text = text.replace("١٢٫٥٠٠", "12.500")  # That code page has no Arabic digits.
    rows = list(rows_under(read_table(text.encode(encoding)), HEADINGS))
    assert [(row.number, row["code"], row["price"]) for row in rows] == [(2, "A1", "12.500")]


def test_an_xlsx_of_ours_is_read_back():
    content = xlsx_bytes([Column("Code"), Column("Price", "money")], [["007", Decimal("1.100")]])
    (row,) = rows_under(read_table(content), HEADINGS)
    assert (row["code"], row["price"]) == ("007", "1.1")


def test_quotes_line_breaks_and_empty_lines():
    table = read_table(b'code,price\r\n\r\n"A ""1"",\nx",2\r\n,\r\n')
    assert [row.cells for row in rows_under(table, HEADINGS)] == [
        {"code": 'A "1",\nx', "price": "2"}
    ]


def test_an_empty_file_has_no_rows():
    assert list(rows_under(read_table(b""), HEADINGS)) == []
    assert list(rows_under(read_table(b"code,price\n"), HEADINGS)) == []


def test_a_missing_column_is_named():
    with pytest.raises(HeadingMissing) as refused:
        list(rows_under(read_table(b"code,colour\nA,red\n"), HEADINGS))
    assert refused.value.details == {"column": "price"}


@pytest.mark.parametrize("content", [b"\x00\x01\x02", b"PK\x03\x04broken", b"\x89PNG\x00\x00"])
def test_what_is_no_table_is_refused(content):
    with pytest.raises(UnreadableTable):
        read_table(content)


def test_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    with pytest.raises(TableTooLarge):
        read_table(b"a\n" * 6)
    monkeypatch.setattr(sheets, "MOST_BYTES", 10)
    with pytest.raises(TableTooLarge):
        read_table(b"a" * 11)


def test_a_bomb_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(sheets, "MOST_UNPACKED", 1000)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "0" * 100_000)
    with pytest.raises(TableTooLarge):
        read_table(content.getvalue())
