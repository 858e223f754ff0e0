"""Who speaks and who is spoken of."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Coding:
    """A code of a published list; `system` is the list's uri."""

    system: str
    code: str
    display: str = ""


@dataclass(frozen=True, kw_only=True)
class Party:
    """A clinic, pharmacy or payer, under its licence on the exchange."""

    licence: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Identification:
    """One identity document: civil_id, resident_card, passport or gcc_id; `country` is ISO 3166."""

    kind: str
    number: str
    country: str = "OM"


@dataclass(frozen=True, kw_only=True)
class PatientIdentity:
    """Who is asked about or was treated. `reference` is our own opaque id of the person."""

    reference: str
    documents: tuple[Identification, ...]
    name_en: str = ""
    name_ar: str = ""
    birth_date: date | None = None
    sex: str = "unknown"
    file_number: str = ""

    @property
    def name(self) -> str:
        """The whole name, in Latin script where it is known."""
        return self.name_en or self.name_ar


@dataclass(frozen=True, kw_only=True)
class Cover:
    """The policy that is billed; both days inclusive. `relationship` is to the policy's holder."""

    member_number: str
    plan_name: str = ""
    network: str = ""
    relationship: str = "self"
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, kw_only=True)
class PractitionerIdentity:
    """Who treated: licence, name, role (doctor, dentist, nurse, pharmacist, physio), specialty."""

    licence: str
    name: str
    role: str = "doctor"
    specialty: str = ""


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Why something was not accepted: the exchange's code, its words, and what they point at."""

    code: str
    text: str = ""
    field: str = ""
    text_ar: str = ""


def first_code(refusals: tuple[Refusal, ...]) -> dict[str, str]:
    """The code of the first refusal, for a trail: its words may name the patient and stay with the record."""
    return {"code": refusals[0].code} if refusals else {}


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A file that goes with a message: its exact bytes and their SHA-256 in hex.

    `content_type` is a media type; `made_on` the day it was made, where that is known.
    """

    title: str
    content_type: str
    body: bytes = field(repr=False)
    sha256: str
    made_on: date | None = None
