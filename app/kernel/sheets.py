"""Tables that leave as XLSX or CSV, safe to open, and tables that come in, however they were saved."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import IO, Any, Literal

from app.kernel import decoding, workbooks
from app.kernel.clock import MUSCAT
from app.kernel.errors import DomainError
from app.kernel.headings import Header, Heading, HeadingMissing, found_header
from app.kernel.pagewords import latin_digits
from app.kernel.words import N_

__all__ = [
    "Cell", "Column", "Heading", "HeadingMissing", "Kind", "Read", "Row", "Table", "TableTooLarge",
    "UnreadableTable", "listed", "read", "read_table", "rows_below", "rows_under", "write_csv",
    "write_table", "write_xlsx",
]  # fmt: skip

Kind = Literal["text", "number", "money", "day", "moment"]

MEGABYTE = 1024 * 1024
MOST_BYTES = 10 * MEGABYTE
MOST_UNPACKED = 100 * MEGABYTE
MOST_ROWS = 50_000
MOST_COLUMNS = 60
BOM = "\ufeff"

_FORMATS = {"money": "#,##0.000", "day": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm", "number": "General"}  # fmt: skip
# A spreadsheet takes a cell that begins so for a formula; the wide forms fool some of them too.
_BEGINS_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠\t\r]")
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]")
_PLAIN_NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{1,6})?")


class UnreadableTable(DomainError):
    """The file is no table we can read."""

    sentence = N_("The file cannot be read. Save it as XLSX or CSV (UTF-8) and choose it again.")


class TableTooLarge(DomainError):
    """More than we read in one go."""

    sentence = N_("The file is too large: at most %(rows)s rows and %(megabytes)s MB at a time.")

    def __init__(self) -> None:
        super().__init__(rows=f"{MOST_ROWS:,}", megabytes=MOST_BYTES // MEGABYTE)


@dataclass(frozen=True)
class Column:
    """A column of a table that leaves. Codes and identity numbers are text: a number loses their zeros."""

    label: str
    kind: Kind = "text"
    width: int = 16


@dataclass(frozen=True)
class Table:
    """A table that leaves; its rows are read once."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]


# A column and how a row of the list fills it.
Cell = tuple[Column, Callable[[Any], Any]]


def listed(title: str, cells: Sequence[Cell], rows: Iterable[Any]) -> Table:
    """The table of a list whose columns say themselves what stands in them."""
    columns, values = [column for column, _ in cells], [value for _, value in cells]
    return Table(title, columns, ([value(one) for value in values] for one in rows))


# ---- out ---------------------------------------------------------------------------------------


def write_table(kind: str, table: Table, *, right_to_left: bool) -> bytes:
    """The whole table as XLSX or CSV."""
    if kind == "csv":
        return b"".join(write_csv(table.columns, table.rows))
    with write_xlsx(table.title, table.columns, table.rows, right_to_left=right_to_left) as file:
        return file.read()


def write_xlsx(
    name: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]], *, right_to_left: bool
) -> IO[bytes]:
    """The table as an XLSX file, its header frozen; written row by row. The caller closes it."""
    import xlsxwriter

    file = tempfile.SpooledTemporaryFile(max_size=4 * MEGABYTE)  # noqa: SIM115 - handed on open
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})  # fmt: skip
    sheet = book.add_worksheet(_sheet_name(name))
    if right_to_left:
        sheet.right_to_left()
    formats = {kind: book.add_format({"num_format": text}) for kind, text in _FORMATS.items()}
    formats["text"] = book.add_format({"num_format": "@"})
    bold = book.add_format({"bold": True, "bottom": 1})
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, column.label, bold)
    sheet.freeze_panes(1, 0)
    for line, row in enumerate(rows, start=1):
        for place, (column, value) in enumerate(zip(columns, row, strict=True)):
            _write_cell(sheet, (line, place), value, column.kind, formats[column.kind])
    book.close()
    file.seek(0)
    return file


def _sheet_name(name: str) -> str:
    return re.sub(r"[\[\]:*?/\\']", " ", name)[:31].strip() or "1"


def _write_cell(sheet: Any, at: tuple[int, int], value: Any, kind: Kind, form: Any) -> None:
    if value is None or value == "":
        sheet.write_blank(*at, None, form)
    elif kind == "text":
        sheet.write_string(*at, str(value), form)
    elif kind == "day":
        sheet.write_datetime(*at, datetime.combine(value, time()), form)
    elif kind == "moment":
        sheet.write_datetime(*at, value.astimezone(MUSCAT).replace(tzinfo=None), form)
    else:
        sheet.write_number(*at, value, form)


def write_csv(columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """The table as CSV in UTF-8 with its mark, line by line."""
    yield (BOM + _csv_line([_harmless(column.label) for column in columns])).encode()
    for row in rows:
        cells = zip(columns, row, strict=True)
        yield _csv_line([_csv_cell(column.kind, value) for column, value in cells]).encode()


def _csv_line(cells: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


def _csv_cell(kind: Kind, value: Any) -> str:
    if value is None:
        return ""
    if kind == "text":
        return _harmless(str(value))
    if kind == "moment":
        return value.astimezone(MUSCAT).strftime("%Y-%m-%d %H:%M")
    return value.isoformat() if kind == "day" else f"{value}"


def _harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula; plain numbers stay as they are."""
    if _BEGINS_FORMULA.match(text) and not _PLAIN_NUMBER.fullmatch(text):
        return f"'{text}"
    return text


# ---- in ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """A line of a table under known headings; `number` is its line in the file, the heading's being 1."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, key: str) -> str:
        return self.cells.get(key, "")


@dataclass(frozen=True)
class Read:
    """A table that came in; encoding and separator are None where it was a workbook."""

    rows: list[list[str]]
    encoding: str | None = None
    separator: str | None = None


def read_table(content: bytes) -> list[list[str]]:
    """The cells of a CSV file or of the first sheet of an XLSX file. Raises UnreadableTable, TableTooLarge."""
    return read(content).rows


def read(content: bytes, encoding: str | None = None, separator: str | None = None) -> Read:
    """The same, and how it was understood; somebody may know better than the bytes tell."""
    if len(content) > MOST_BYTES:
        raise TableTooLarge
    if content.startswith(b"PK\x03\x04"):
        return Read(_bounded(_from_xlsx(content)))
    try:
        encoding = encoding or decoding.encoding_of(content)
        text = decoding.decoded(content, encoding)
    except decoding.NotText as error:
        raise UnreadableTable from error
    separator = separator or decoding.separator_of(text)
    return Read(_bounded(_from_csv(text, separator)), encoding, separator)


def _bounded(found: Iterable[list[str]]) -> list[list[str]]:
    rows: list[list[str]] = []
    letters = 0
    for row in found:
        letters += sum(map(len, row))
        # One long text may stand in many cells of a small file.
        if len(rows) > MOST_ROWS or len(row) > MOST_COLUMNS or letters > MOST_UNPACKED:
            raise TableTooLarge
        rows.append(row)
    return rows


def rows_under(table: Sequence[Sequence[str]], headings: Sequence[Heading]) -> Iterator[Row]:
    """The filled lines under the one that names the columns. Raises HeadingMissing."""
    header = found_header(table, headings)
    for heading in headings:
        if header.line and heading.needed and heading.key not in header.places:
            raise HeadingMissing(column=heading.names[0])
    yield from rows_below(table, header)


def rows_below(table: Sequence[Sequence[str]], header: Header) -> Iterator[Row]:
    """The filled lines under this header; where a printed list repeats it on each page, not its copies."""
    for number, row in enumerate(table[header.line :], start=header.line + 1):
        if any(row) and tuple(row) != header.labels:
            yield Row(number, {key: row[at] for key, at in header.places.items() if at < len(row)})


def _from_csv(text: str, separator: str) -> Iterator[list[str]]:
    try:
        for row in decoding.cells(text, separator):
            yield [_clean(cell) for cell in row]
    except csv.Error as error:
        raise UnreadableTable from error


def _from_xlsx(content: bytes) -> Iterator[list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        known = workbooks.measured(
            content, rows=MOST_ROWS + 1, columns=MOST_COLUMNS, most_bytes=MOST_UNPACKED
        )
        sheet = CalamineWorkbook.from_filelike(known).get_sheet_by_index(0)
    except workbooks.TooLarge as error:
        raise TableTooLarge from error
    except (workbooks.Unreadable, CalamineError) as error:
        raise UnreadableTable from error
    for row in sheet.iter_rows():
        yield [_clean(_cell_text(value)) for value in row]


def _cell_text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        # What was typed as 1.1 is stored as the nearest double: its shortest form is what was typed.
        return format(Decimal(repr(value)).normalize(), "f")
    if isinstance(value, datetime):
        return (value.date() if value.time() == time() else value).isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def _clean(cell: str) -> str:
    """The cell in Latin digits, without invisible marks, and without what our own CSV put before a formula."""
    plain = _INVISIBLE.sub("", latin_digits(cell)).replace("\xa0", " ").strip()
    return plain[1:] if plain.startswith("'") and _BEGINS_FORMULA.match(plain[1:]) else plain
