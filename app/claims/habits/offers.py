"""What the entry boxes offer by digits: the doctor's own first, then what the clinic uses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from app.claims import queries
from app.claims.habits import favourites
from app.claims.habits.models import DIAGNOSIS, SERVICE
from app.contracts.queries import priced_by_local_codes, priced_services
from app.kernel.pagewords import language
from app.reference.queries import codes_by
from app.reference.systems import ICD_10_CM

DIGITS = favourites.DIGITS
Offer = dict[str, str]


def diagnoses(practitioner_id: UUID | None) -> list[Offer]:
    """Up to nine diagnoses: value and text."""
    own = favourites.first_offered(practitioner_id, DIAGNOSIS) if practitioner_id else []
    rest = queries.usual_diagnoses(DIGITS) if len(own) < DIGITS else []
    codes = _first([*own, *rest])
    known = codes_by(ICD_10_CM, codes)
    is_arabic = language() == "ar"
    return [
        {"value": code, "text": f"{code} {(is_arabic and one.display_ar) or one.display_en}"}
        for code in codes
        if (one := known.get(code))
    ]


def services(practitioner_id: UUID | None, payer_id: UUID, on: date) -> list[Offer]:
    """Up to nine services that this insurer's price list holds: value and text."""
    own = favourites.first_offered(practitioner_id, SERVICE) if practitioner_id else []
    priced = priced_by_local_codes(payer_id, on, own)
    found = {code: priced[code] for code in own if code in priced}
    if len(found) < DIGITS:
        listed = priced_services(payer_id, on, limit=DIGITS)
        found |= {one.local_code: one for one in listed if one.favourite is not None and one.local_code not in found}  # fmt: skip
    return [{"value": code, "text": found[code].name(language())} for code in list(found)[:DIGITS]]


def _first(codes: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(codes))[:DIGITS]
