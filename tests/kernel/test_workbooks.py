"""What a small XLSX file must not be able to do to the process that opens it."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
import xlsxwriter

from app.kernel import workbooks
from app.kernel.sheets import TableTooLarge, UnreadableTable, read_table

SHEET = "xl/worksheets/sheet1.xml"
OPEN = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
CLOSE = b"</sheetData></worksheet>"


def book(*cells, sheet=None, extra=None):
    """A workbook with these (row, column, text); `sheet` replaces its sheet's inside."""
    file = io.BytesIO()
    made = xlsxwriter.Workbook(file, {"in_memory": True})
    page = made.add_worksheet()
    for row, column, text in cells:
        page.write_string(row, column, text)
    made.close()
    if sheet is None and not extra:
        return file.getvalue()
    again = io.BytesIO()
    with zipfile.ZipFile(file) as given, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as out:
        for name in given.namelist():
            replaced = sheet is not None and name == SHEET
            out.writestr(name, OPEN + sheet + CLOSE if replaced else given.read(name))
        for name, inside in (extra or {}).items():
            out.writestr(name, inside)
    return again.getvalue()


def understated(content: bytes, name: bytes) -> bytes:
    """The same archive, saying that this part unpacks to ten bytes."""
    raw = bytearray(content)
    for mark, size, length, start in ((b"PK\x01\x02", 24, 28, 46), (b"PK\x03\x04", 22, 26, 30)):
        at = raw.find(mark)
        while at != -1:
            (long,) = struct.unpack_from("<H", raw, at + length)
            if raw[at + start : at + start + long] == name:
                struct.pack_into("<I", raw, at + size, 10)
            at = raw.find(mark, at + 4)
    return bytes(raw)


def test_an_ordinary_workbook_is_read():
    assert read_table(book((0, 0, "Code"), (1, 0, "007"), (1, 1, "é ع"))) == [
        ["Code", ""], ["007", "é ع"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    "sheet",
    [
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>1</v></c></row>',
        b'<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row>',
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="900000"><c><v>1</v></c></row>',
        b"<row/>" * 50_100 + b"<row><c><v>1</v></c></row>",
        b'<row><c r="A1"/></row>' * 50_100 + b"<row><c><v>1</v></c></row>",
        b'<row r="60000"><c t="inlineStr"><is><t>x</t></is></c></row>',
        b"<row>" + b"<c/>" * 61 + b"<c><v>1</v></c></row>",
        b'<row r="1"><c r="A1" t="str"><v>' + b"A" * 100_001 + b"</v></c></row>",
    ],
    ids=["far down", "far right", "row only", "counted rows", "misleading", "inline", "counted", "long"],
)  # fmt: skip
def test_two_cells_far_apart_end_no_process(sheet):
    with pytest.raises(TableTooLarge):
        read_table(book((0, 0, "x"), sheet=sheet))


def test_cells_that_are_only_coloured_take_no_room():
    sheet = b'<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="1"/></row><row r="1048576" s="1"><c r="A1048576"/></row>'
    assert read_table(book((0, 0, "x"), sheet=sheet)) == [["1"]]


def test_a_part_is_measured_by_what_it_unpacks_to(monkeypatch):
    monkeypatch.setattr("app.kernel.sheets.MOST_UNPACKED", 200_000)
    content = understated(
        book((0, 0, "x"), extra={"xl/theme.bin": b"A" * 300_000}), b"xl/theme.bin"
    )
    with pytest.raises(TableTooLarge):
        read_table(content)


def test_one_long_text_in_many_cells_is_counted_each_time(monkeypatch):
    monkeypatch.setattr("app.kernel.sheets.MOST_UNPACKED", 400_000)
    long = "long " * 2000
    with pytest.raises(TableTooLarge):
        read_table(book(*((row, 0, long) for row in range(50))))


@pytest.mark.parametrize(
    "content",
    [
        book((0, 0, "x"), extra={"content.xml": b"<office/>"}),
        book((0, 0, "x"), extra={"XL/workbook.bin": b"\x00"}),
        book((0, 0, "x"), extra={"a.xml": b'<!DOCTYPE s [<!ENTITY a "x">]><sst>&a;</sst>'}),
        book((0, 0, "x"), sheet=b'<row r="&#49;x"><c/></row>'),
    ],
    ids=["opendocument", "binary", "entities", "odd place"],
)
def test_what_another_reader_would_take_is_refused(content):
    with pytest.raises(UnreadableTable):
        read_table(content)


def test_the_copy_holds_what_was_measured():
    copy = workbooks.measured(book((0, 0, "x")), rows=10, columns=10, most_bytes=10**6)
    with zipfile.ZipFile(copy) as archive:
        assert archive.testzip() is None
        assert SHEET in archive.namelist()
