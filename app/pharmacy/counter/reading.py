"""What was meant by the words of a prescription's line."""

from __future__ import annotations

from app.contracts.resolving import MOST_CHOICES, Meant, only
from app.pharmacy.medicines import queries as medicines
from app.pharmacy.prescriptions.queries import medicines_by_code


def medicine(text: str, language: str) -> Meant:
    """The medicine's local code: the code however spelled, else words that name exactly one."""
    known = medicines_by_code({text, text.upper()})
    spelled = next((code for code in (text, text.upper()) if code in known), None)
    if spelled is not None:
        return Meant(spelled)
    hits = medicines.search(text, MOST_CHOICES + 1)
    return only([(hit.local_code, hit.name(language)) for hit in hits], text)
