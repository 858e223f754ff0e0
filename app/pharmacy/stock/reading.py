"""What the rows of a delivery mean: a scan fills what is empty, words that name one medicine find it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask_babel import gettext as _

from app.contracts.entry_rows import blame, gather
from app.kernel.web import in_words
from app.pharmacy.barcodes import PackScan, Scan, UnreadableCode, read
from app.pharmacy.medicines import queries as medicines
from app.pharmacy.medicines.values import MedicineFacts
from app.pharmacy.stock.forms import ReceiptForm, ReceiptRow

MOST_SHOWN = 6
LOOKS_SCANNED = 12


def resolve(form: ReceiptForm, today: date) -> set[str]:
    """Find each row's medicine, or say beside its box what is wrong; returns the GTINs nobody knows yet."""
    unknown: set[str] = set()
    for row in form.rows:
        if row.item.errors:
            continue
        if not row.item.data:
            blame(row.item, _("The medicine of this line is missing. Scan the box or enter it."))
            continue
        scan = _scanned(row, today)
        if isinstance(scan, PackScan):
            _fill(row, scan, unknown)
        elif not row.item.errors:
            _by_words(row)
    gather(form.lines)
    return unknown


def _scanned(row: ReceiptRow, today: date) -> Scan | None:
    """What the box was given where it looks like a scan; a short text is words or a code of ours."""
    text = row.item.data or ""
    looks = text[:1] in "(]\u241d" or (text[:2].isdigit() and len(text) >= LOOKS_SCANNED)
    if not looks:
        return None
    try:
        return read(text, today)
    except UnreadableCode as refusal:
        blame(row.item, in_words(refusal))
        return None


def _fill(row: ReceiptRow, scan: PackScan, unknown: set[str]) -> None:
    box = medicines.box(scan.gtin)
    if box is None:
        unknown.add(scan.gtin)
        blame(row.item, _("The GTIN of this box is not known yet. Say once which medicine it is; it is remembered."))  # fmt: skip
        return
    _found(row, medicines.facts([box.medicine_id])[box.medicine_id])
    filled = {"lot": scan.lot, "expires_on": scan.expires_on, "units": box.units}
    for name, value in filled.items():
        if value is not None and not row[name].typed.strip():
            row[name].process_data(value)


def _by_words(row: ReceiptRow) -> None:
    """Our code as it stands, else words that name exactly one medicine in use."""
    text = row.item.data or ""
    hits = medicines.search(text, MOST_SHOWN)
    exact = [one for one in hits if one.local_code.casefold() == text.casefold()]
    if len(exact or hits) == 1:
        _found(row, (exact or hits)[0])
    elif hits:
        codes = ", ".join(one.local_code for one in hits[:MOST_SHOWN])
        blame(row.item, _("More than one medicine fits “%(text)s”: %(codes)s. Enter one of these codes.", text=text, codes=codes))  # fmt: skip
    else:
        blame(row.item, _("No medicine fits “%(text)s”. Enter our code, or other words of its name.", text=text))  # fmt: skip


def _found(row: ReceiptRow, known: MedicineFacts) -> None:
    row.medicine_id = known.medicine_id
    row.item.process_data(known.local_code)


def shown(form: ReceiptForm) -> dict[UUID, MedicineFacts]:
    """The medicines of the rows, for their names beside the boxes."""
    return medicines.facts({row.medicine_id for row in form.rows if row.medicine_id})
