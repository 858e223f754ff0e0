"""A file of payments: its columns found by their names, its cells read, the wrong ones named. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from app.banking.cells import amount_in, day_in
from app.kernel.money import ZERO
from app.kernel.sheets import Heading, Row, rows_under
from app.kernel.words import N_
from app.remittances.postings import DEDUCTIONS, LINE_KINDS, PAYMENT
from app.remittances.receiving import NewLine

HEADINGS = (
    Heading("amount", ("paid", "paid amount", "amount paid", "payment amount", "amount", "المبلغ المدفوع", "المدفوع", "المبلغ"), needed=True),
    Heading("claim", ("our claim number", "claim number", "claim no", "claim id", "claim", "رقم المطالبة", "رقم مطالبتنا", "المطالبة")),
    Heading("reference", ("insurer's number", "payer reference", "payer claim number", "claim reference", "رقم شركة التأمين", "مرجع شركة التأمين", "المرجع")),
    Heading("line", ("line", "line number", "line no", "activity", "رقم البند", "البند")),
    Heading("kind", ("kind", "type", "transaction type", "النوع")),
    Heading("fee", ("fee", "fees", "fee kept", "الرسوم")),
    Heading("early", ("early payment", "early payment discount", "discount", "خصم السداد المبكر", "الخصم")),
    Heading("paid_on", ("day of payment", "payment date", "paid on", "تاريخ الدفع", "يوم الدفع")),
    Heading("service_date", ("visit", "service date", "visit date", "date of service", "تاريخ الزيارة", "تاريخ الخدمة")),
    Heading("patient", ("patient number", "civil id", "civil number", "file number", "patient id", "الرقم المدني", "رقم الملف", "رقم المريض")),
    Heading("denial", ("denial code", "reason code", "denial", "رمز الرفض", "سبب الرفض")),
)  # fmt: skip
# What files call the kinds, beside our own words.
KINDS = {
    "": PAYMENT, "paid": PAYMENT, "دفعة": PAYMENT, "take back": "takeback", "taken back": "takeback", "recovery": "takeback",
    "recoupment": "takeback", "استرداد": "takeback", "رسوم": "fee", "تسوية": "adjustment", "دفعة مقدمة": "advance",
}  # fmt: skip
COLUMN_WORDS = {
    "amount": N_("Paid amount"), "claim": N_("Claim number"), "reference": N_("Insurer's number"), "line": N_("Line"),
    "kind": N_("Kind"), "fee": N_("Fee"), "early": N_("Early-payment discount"), "paid_on": N_("Day of payment"),
    "service_date": N_("Visit"), "patient": N_("Patient number"), "denial": N_("Denial code"),
}  # fmt: skip

MISSING = N_("This cell is empty.")
NOT_AN_AMOUNT = N_("This is not an amount with at most three decimals.")
NOT_A_DAY = N_("This is not a day. Write it such as 2026-11-22.")
NOT_A_KIND = N_("This is no kind we know: payment, fee, take back, adjustment or advance.")
NOT_A_LINE = N_("Write the number of the claim's line here.")
NOTHING_NAMED = N_(
    "This line names no claim: give our number, the insurer's, or patient and visit."
)
LONGEST = 60


@dataclass(frozen=True)
class CellError:
    """A cell that cannot be used: line in the file, column, sentence (a msgid), what stands there."""

    line: int
    column: str
    sentence: str
    value: str


def read_lines(table: list[list[str]]) -> tuple[list[NewLine], list[CellError]]:
    """The lines of a file and the cells that cannot be used. Raises HeadingMissing."""
    lines: list[NewLine] = []
    errors: list[CellError] = []
    for row in rows_under(table, HEADINGS):
        wrong = list(_wrong_cells(row))
        errors += wrong
        if not wrong:
            lines += _lines(row)
    return lines, errors


def _wrong_cells(row: Row) -> Iterator[CellError]:
    def wrong(column: str, sentence: str) -> CellError:
        return CellError(row.number, column, sentence, row[column][:LONGEST])

    if not row["amount"]:
        yield wrong("amount", MISSING)
    for column in ("amount", "fee", "early"):
        if row[column] and amount_in(row[column]) is None:
            yield wrong(column, NOT_AN_AMOUNT)
    for column in ("paid_on", "service_date"):
        if row[column] and day_in(row[column]) is None:
            yield wrong(column, NOT_A_DAY)
    if _kind(row["kind"]) is None:
        yield wrong("kind", NOT_A_KIND)
    if row["line"] and not (row["line"].isdigit() and 0 < int(row["line"][:6]) < 1000):
        yield wrong("line", NOT_A_LINE)
    named = row["claim"] or row["reference"] or (row["patient"] and row["service_date"])
    if not named and _kind(row["kind"]) != "fee":
        yield CellError(row.number, "claim", NOTHING_NAMED, "")


def _lines(row: Row) -> Iterator[NewLine]:
    """One row is one amount, and what was kept of it: `fee` and `early` come on top of what arrived."""
    kept = {"fee": abs(amount_in(row["fee"]) or ZERO), "early_payment": abs(amount_in(row["early"]) or ZERO)}  # fmt: skip
    arrived, kind = amount_in(row["amount"]) or ZERO, _kind(row["kind"]) or PAYMENT
    if kind in (*DEDUCTIONS, "takeback"):
        arrived = -abs(arrived)
    yield _line(row, kind, arrived + sum(kept.values(), ZERO))
    for name, amount in kept.items():
        if amount:
            yield _line(row, name, -amount)


def _line(row: Row, kind: str, amount: Decimal) -> NewLine:
    return NewLine(
        amount=amount,
        kind=kind,
        claim_identifier=row["claim"][:LONGEST],
        response_reference=row["reference"][:LONGEST],
        claim_line=int(row["line"]) if row["line"] else None,
        paid_on=day_in(row["paid_on"]),
        service_date=day_in(row["service_date"]),
        patient_number=row["patient"][:LONGEST],
        denial_code=row["denial"][:LONGEST] if kind == PAYMENT else "",
    )


def _kind(text: str) -> str | None:
    plain = text.casefold().strip()
    return plain.replace(" ", "_") if plain.replace(" ", "_") in LINE_KINDS else KINDS.get(plain)
