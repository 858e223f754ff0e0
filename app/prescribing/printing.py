"""The slip for the patient's hand: what was ordered, and the code by which a pharmacy gets it. Plain values only."""

from __future__ import annotations

from typing import Any

from app.kernel import pdf, qr
from app.kernel.clock import now
from app.kernel.pagewords import name_of
from app.patients import queries as patients
from app.practitioners.queries import practitioner
from app.prescribing import queries
from app.prescribing.models import WrittenPrescription
from app.tenants.queries import tenant

SLIP = "print/prescribing/slip.html"


def slip(found: WrittenPrescription) -> bytes:
    """The slip on A4 in the language of the request. Raises PdfUnavailable."""
    return pdf.render(SLIP, **slip_values(found))


def slip_values(found: WrittenPrescription) -> dict[str, Any]:
    """What the slip says; no record of the database goes into the template."""
    house, person = tenant(), patients.patient(found.patient_id)
    doctor, token = practitioner(found.practitioner_id), queries.token_of(found)
    return {
        "issuer": {"name": name_of(house), "licence": house.provider_licence},
        "patient": {"name": name_of(person), "file_number": person.file_number},
        "doctor": {"name": name_of(doctor), "licence": doctor.licence_number},
        "number": found.number,
        "token": token.text,
        "qr": qr.svg(token.text),
        "written_on": found.written_on,
        "expires_on": found.expires_on,
        "lines": [
            {
                "name": line.name,
                "code": line.code,
                "quantity": line.quantity,
                "dose": line.dose,
                "times_a_day": line.times_a_day,
                "days": line.days,
                "directions": line.directions or "",
            }
            for line in found.lines
        ],
        "printed_at": now(),
    }
