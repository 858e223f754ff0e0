"""What the forms hand over about a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

CIVIL_ID, RESIDENT_CARD, PASSPORT, GCC_ID = "civil_id", "resident_card", "passport", "gcc_id"


@dataclass(frozen=True, kw_only=True)
class NewDocument:
    """An identity document as typed; `country` is ISO 3166."""

    kind: str
    number: str
    country: str = "OM"
    valid_to: date | None = None


@dataclass(frozen=True, kw_only=True)
class NewPolicy:
    """A cover as on the card; both days inclusive. A `rank` of None puts it after the others."""

    payer_id: UUID
    valid_from: date
    valid_to: date | None = None
    member_number: str = ""
    plan_name: str = ""
    network: str = ""
    relationship: str = "self"
    sex: str | None = None
    rank: int | None = None
    copay_percent: Decimal | None = None
    copay_max: Decimal | None = None
    waiting_until: date | None = None


@dataclass(frozen=True, kw_only=True)
class NewPatient:
    """A person who was not here before; at least one name."""

    name_en: str = ""
    name_ar: str = ""
    birth_date: date | None = None
    sex: str = "unknown"
    phone: str | None = None
    document: NewDocument | None = None
    policy: NewPolicy | None = None


@dataclass(frozen=True, kw_only=True)
class Correction:
    """A person's particulars as they should be; `version` is the one that was on the screen."""

    version: int
    name_en: str
    name_ar: str
    birth_date: date | None
    sex: str
    phone: str | None
    deceased_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Document:
    """An identity document, opened."""

    id: UUID
    kind: str
    number: str
    country: str
    valid_to: date | None


@dataclass(frozen=True, kw_only=True)
class PatientRow:
    """A person in a list: enough to tell people apart, identity numbers masked."""

    id: UUID
    file_number: str
    name_en: str
    name_ar: str
    birth_date: date | None
    sex: str
    document_end: str
    phone_end: str
