"""Papers of the counter: the slip of what is owed, the label of what was supplied, the receipt. Plain values only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask_babel import force_locale
from flask_babel import gettext as _

from app.kernel import pdf, qr
from app.kernel.clock import now
from app.kernel.pagewords import BABEL_LOCALES
from app.patients import queries as patients
from app.pharmacy.counter import wording
from app.pharmacy.counter.supplied import line as shown_line
from app.pharmacy.counter.supplied import money_rows
from app.pharmacy.dispensing.models import Dispense, DispenseLine
from app.pharmacy.medicines import queries as medicines
from app.pharmacy.medicines.wording import unit_words
from app.pharmacy.prescriptions.models import Prescription, PrescriptionLine
from app.pharmacy.prescriptions.queries import prescription
from app.tenants.queries import facility, tenant

SLIPS = {"a4": "print/pharmacy/slip.html", "roll": "print/pharmacy/slip_roll.html"}
RECEIPTS = {"a4": "print/pharmacy/receipt.html", "roll": "print/pharmacy/receipt_roll.html"}
LABEL = "print/pharmacy/label.html"


def slip(found: Prescription, facility_id: UUID, size: str) -> bytes:
    """What is still owed, with a code that reopens the prescription. Raises PdfUnavailable."""
    return pdf.render(SLIPS[size], **slip_values(found, facility_id))


def slip_values(found: Prescription, facility_id: UUID) -> dict[str, Any]:
    """What the slip says; no record of the database goes into the template."""
    return {
        **_head(facility_id, found.patient_id),
        "number": found.number,
        "qr": qr.svg(found.number),
        "valid_until": found.expires_on,
        "lines": [_owed(line) for line in found.lines if line.item.left],
    }


def _owed(line: PrescriptionLine) -> dict[str, Any]:
    item = line.item
    return {
        "name": wording.named(line),
        "prescribed": item.prescribed,
        "supplied": item.supplied,
        "left": item.left,
    }


def receipt(found: Dispense, size: str) -> bytes:
    """What was supplied and what the patient paid. Raises PdfUnavailable."""
    return pdf.render(RECEIPTS[size], **receipt_values(found))


def receipt_values(found: Dispense) -> dict[str, Any]:
    """What the receipt says."""
    source = prescription(found.prescription_id)
    return {
        **_head(found.facility_id, found.patient_id),
        "number": found.number,
        "qr": qr.svg(source.number),
        "prescription": source.number,
        "supplied_at": found.supplied_at,
        "provisional": found.provisional and found.settled_as is None,
        "lines": [_paid(line) for line in found.lines],
        "cash": found.cash,
        "share": found.patient_share,
        "together": found.cash + found.patient_share,
        "money": money_rows(found),
    }


def _paid(row: DispenseLine) -> dict[str, Any]:
    told = shown_line(row)
    return {
        "name": told["name"],
        "reason": told["reason"],
        "instead_of": row.substituted_for,
        "quantity": row.quantity,
        "unit_price": row.unit_price,
        "pays": row.patient_pays,
        "cash": row.cash,
    }


def label(found: Dispense) -> bytes:
    """One label for each line, in both languages. Raises PdfUnavailable."""
    return pdf.render(LABEL, **label_values(found))


def label_values(found: Dispense) -> dict[str, Any]:
    """What the labels say: the medicine and the dose in Arabic and English, for whom, lot and expiry."""
    ordered = {line.id: line for line in prescription(found.prescription_id).lines}
    units = {one.service_id: one.dose_unit for one in _medicines(found.lines)}
    return {
        **_head(found.facility_id, found.patient_id),
        "number": found.number,
        "supplied_at": found.supplied_at,
        "labels": [
            {
                "name_en": line.name_en,
                "name_ar": line.name_ar,
                "quantity": line.quantity,
                "directions": ordered[line.line_id].directions or "",
                "batches": [(one.lot, one.expires_on) for one in line.batches],
                "dose": _dose(
                    ordered[line.line_id], units.get(line.service_id, ""), line.days_supply
                ),
            }
            for line in found.lines
        ],
    }


def _dose(line: PrescriptionLine, unit: str, days: int | None) -> dict[str, str]:
    """How to take it and for how many days the units last, in each language, whatever the page's."""
    words = {}
    for language, locale in BABEL_LOCALES.items():
        with force_locale(locale):
            words[language] = _dose_words(line, unit, days)
    return words


def _dose_words(line: PrescriptionLine, unit: str, days: int | None) -> str:
    if line.dose is None or line.times_a_day is None:
        return ""
    told = {"dose": wording.plain(line.dose), "unit": unit_words(unit), "times": wording.plain(line.times_a_day)}  # fmt: skip
    once = _("Each time: %(dose)s %(unit)s. Times a day: %(times)s.", **told)
    return once + " " + _("Days: %(days)s.", days=days) if days else once


def _medicines(lines: Iterable[DispenseLine]) -> Iterable[Any]:
    return medicines.by_service([line.service_id for line in lines]).values()


def _head(facility_id: UUID, patient_id: UUID) -> dict[str, Any]:
    house, branch, person = tenant(), facility(facility_id), patients.patient(patient_id)
    return {
        "issuer": {
            "name": wording.named(house),
            "branch": wording.named(branch),
            "licence": branch.licence_number,
        },
        "patient": {"name": wording.named(person), "file_number": person.file_number},
        "printed_at": now(),
    }
