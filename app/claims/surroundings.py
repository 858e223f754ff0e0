"""What surrounds a claim: other claims, earlier visits, stays, bundles, papers. Plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class SiblingFacts:
    """A line of another living claim for the same patient and payer."""

    claim_number: str
    code: str
    service_date: date
    quantity: Decimal
    practitioner_licence: str = ""


@dataclass(frozen=True, kw_only=True)
class VisitFacts:
    """An earlier consultation of the same patient at this facility."""

    day: date
    specialty: str = ""
    claim_number: str = ""


@dataclass(frozen=True, kw_only=True)
class StayFacts:
    """An in-patient stay, both days inclusive; `last` is None while it goes on."""

    first: date
    last: date | None = None


@dataclass(frozen=True, kw_only=True)
class BundleFacts:
    """One code that the payer wants instead of all these together on one day."""

    code: str
    components: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class AttachmentFacts:
    """A file to travel with the claim."""

    kind: str
    media_type: str
    size: int
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class RelatedFacts:
    """The claim that this one follows; `kind` is correction or complaint."""

    payer_claim_number: str = ""
    kind: str = ""
    dispute_open: bool = False
