"""A receipt as paper: A4 or the 80 mm roll, plain values only."""

from __future__ import annotations

from typing import Any

from app.access.models import User
from app.claims.models import Claim
from app.kernel import pdf, qr
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.pagewords import name_of
from app.patients import queries as patients
from app.remittances import receipts, wording
from app.remittances.desk_models import Receipt
from app.tenants.queries import facility, tenant
from app.tenants.scope import find

TEMPLATES = {
    "a4": "print/remittances/receipt.html",
    "roll": "print/remittances/receipt_roll.html",
}


def receipt_pdf(receipt: Receipt, size: str) -> bytes:
    """The receipt in the language of the request. Raises PdfUnavailable."""
    return pdf.render(TEMPLATES[size], **values(receipt))


def values(receipt: Receipt) -> dict[str, Any]:
    """What the paper says; no record of the database goes into the template."""
    claim = find(Claim, receipt.claim_id)
    house, branch = tenant(), facility(receipt.facility_id)
    person = patients.patient(claim.patient_id)
    counter = receipts.counter_of(receipt.id)
    cancels = receipts.receipt(receipt.cancels_id) if receipt.cancels_id else None
    return {
        "number": receipt.number,
        "qr": qr.svg(receipt.number),
        "issuer": {"name": name_of(house), "branch": name_of(branch), "licence": branch.licence_number},
        "patient": {"name": name_of(person), "file_number": person.file_number},
        "claim_number": claim.number,
        "service_date": claim.service_date,
        "amount": receipt.amount,
        "method": wording.METHODS[receipt.method],
        "issued_at": receipt.issued_at,
        "issued_by": _writer(receipt),
        "net": claim.net,
        "patient_share": claim.patient_share,
        "still_owed": receipts.owed(claim),
        "cancels": cancels.number if cancels else "",
        "cancelled_by": counter.number if counter else "",
        "reason": receipt.reason,
        "printed_at": now(),
    }  # fmt: skip


def _writer(receipt: Receipt) -> str:
    found = db.session.get(User, receipt.issued_by) if receipt.issued_by else None
    return name_of(found) if found else ""


def file_name(receipt: Receipt, language: str, size: str) -> str:
    """What the paper is called: the receipt's number, never the patient's name."""
    return f"{receipt.number}-{size}-{language}.pdf"
