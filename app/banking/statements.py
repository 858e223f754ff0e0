"""A statement of the bank: its columns guessed or chosen, its credit lines read. Pure.

Banks write what they like: one column of amounts with signs, or one for each direction.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.banking.cells import amount_in, day_in
from app.kernel.words import N_

DAY, CREDIT, REFERENCE, WORDS = "day", "credit", "reference", "narrative"
COLUMNS = (DAY, CREDIT, REFERENCE, WORDS)
NAMES = {
    DAY: ("date", "value date", "transaction date", "posting date", "booking date", "التاريخ", "تاريخ القيمة", "تاريخ العملية"),
    CREDIT: ("credit", "credit amount", "deposit", "deposits", "amount in", "amount", "دائن", "إيداع", "المبلغ"),
    REFERENCE: ("reference", "reference number", "reference no", "ref", "transaction reference", "المرجع", "رقم المرجع"),
    WORDS: ("description", "details", "narrative", "narration", "particulars", "البيان", "التفاصيل", "الوصف"),
}  # fmt: skip
LONGEST = 200
MOST_HEADINGS = 10
NOT_A_DAY = N_("This is not a day. Write it such as 2026-11-22.")
NOT_AN_AMOUNT = N_("This is not an amount with at most three decimals.")


@dataclass(frozen=True)
class Credit:
    """Money that came in: the day it was booked, OMR, what the bank writes about it, and its line in the file."""

    booked_on: date
    amount: Decimal
    reference: str
    words: str
    line: int


@dataclass(frozen=True)
class WrongCell:
    """A cell that cannot be used: line in the file, column, sentence (a msgid), what stands there."""

    line: int
    column: str
    sentence: str
    value: str


def headings(table: Sequence[Sequence[str]]) -> tuple[int, list[str]]:
    """Where the headings stand and what they are: the fullest of the first lines."""
    first = list(enumerate(table[:MOST_HEADINGS]))
    if not first:
        return 0, []
    place, row = max(first, key=lambda pair: (sum(map(_is_name, pair[1])), -pair[0]))
    return place, list(row)


def _is_name(cell: str) -> bool:
    return bool(cell) and _credited(cell) is None and day_in(cell) is None


def fingerprint(names: Sequence[str]) -> str:
    """What statements of one bank have in common."""
    return hashlib.sha256("|".join(one.casefold().strip() for one in names).encode()).hexdigest()


def guess(names: Sequence[str]) -> dict[str, int]:
    """The columns that are called what such columns are called."""
    plain = [one.casefold().strip() for one in names]
    found: dict[str, int] = {}
    for column, known in NAMES.items():
        places = [plain.index(name) for name in known if name in plain]
        free = [place for place in places if place not in found.values()]
        if free:
            found[column] = free[0]
    return found


def credits_of(
    table: Sequence[Sequence[str]], columns: Mapping[str, int]
) -> tuple[list[Credit], list[WrongCell], int]:
    """The credits under the headings, cells that cannot be used, and how many lines bring nothing in."""
    begin, _names = headings(table)
    found: list[Credit] = []
    wrong: list[WrongCell] = []
    left_out = 0
    for number, row in enumerate(table[begin + 1 :], start=begin + 2):
        cells = {name: row[place] if place < len(row) else "" for name, place in columns.items()}
        amount, day = _credited(cells[CREDIT]), day_in(cells[DAY])
        if not cells[CREDIT] or (amount is not None and amount <= 0):
            left_out += bool(any(row))
        elif amount is None:
            wrong.append(WrongCell(number, CREDIT, NOT_AN_AMOUNT, cells[CREDIT][:60]))
        elif day is None:
            wrong.append(WrongCell(number, DAY, NOT_A_DAY, cells[DAY][:60]))
        else:
            found.append(Credit(day, amount, cells.get(REFERENCE, "")[:LONGEST], cells.get(WORDS, "")[:LONGEST], number))  # fmt: skip
    return found, wrong, left_out


def _credited(text: str) -> Decimal | None:
    """A bank may mark what came in."""
    return amount_in(text.upper().replace("CR", ""))
