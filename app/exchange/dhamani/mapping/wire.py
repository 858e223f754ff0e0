"""How things are named on this wire: addresses, identifier systems, profiles, extensions, stamps."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.exchange.dhamani.profile import Profile
from app.exchange.messages import APPROVAL, CLAIM, ELIGIBILITY
from app.kernel.clock import MUSCAT

HL7 = "http://terminology.hl7.org/CodeSystem/"
NAME_LIMIT = 250

Resource = dict[str, Any]


@dataclass(frozen=True)
class Wire:
    """The names of one profile, as one provider uses them."""

    profile: Profile
    provider_licence: str

    def url(self, kind: str, identity: str) -> str:
        """The fullUrl of a resource of ours."""
        return f"{self.host(self.provider_licence)}/{kind}/{plain_id(identity)}"

    def host(self, licence: str) -> str:
        """The address that stands for a licence."""
        return self.profile.names.host.format(licence=licence)

    def own_system(self, kind: str) -> str:
        """The identifier system under which our own numbers of a kind run."""
        return f"{self.host(self.provider_licence)}/{kind.lower()}"

    def number_system(self, kind: str) -> str:
        """The identifier system of our own numbers of claims, approval requests, eligibility questions."""
        known = {
            CLAIM: "Claim",
            APPROVAL: self.profile.names.approval_number,
            ELIGIBILITY: "CoverageEligibilityRequest",
        }
        return self.own_system(known[kind])

    def meta(self, name: str) -> Resource:
        """Which profile a resource follows; `name` is an entry of the profile's table."""
        names = self.profile.names
        address = f"{names.profile_base}{self.profile.profiles[name]}|{names.profile_version}"
        return {"profile": [address]}

    def extension(self, name: str, kind: str, value: Any) -> Resource:
        """One of the exchange's extensions."""
        url = f"{self.profile.names.profile_base}{self.profile.extensions[name]}"
        return {"url": url, f"value{kind}": value}

    def term(self, system: str, code: str) -> Resource:
        """A concept of the exchange's own terminology."""
        return concept(f"{self.profile.names.terminology_base}{system}", code)

    def provider(self, licence: str) -> Resource:
        """A provider's licence as an identifier."""
        return {"system": self.profile.names.provider_licence, "value": licence}

    def payer(self, licence: str) -> Resource:
        """A payer's licence as an identifier."""
        return {"system": self.profile.names.payer_licence, "value": licence}


def concept(system: str, code: str, display: str = "") -> Resource:
    """A CodeableConcept with one coding."""
    coding = {"system": system, "code": code}
    if display:
        coding["display"] = display
    return {"coding": [coding]}


def hl7(system: str, code: str) -> Resource:
    """A concept of HL7's own terminology."""
    return concept(HL7 + system, code)


def reference(url: str) -> Resource:
    """A reference to a resource of the same bundle."""
    return {"reference": url}


def omr(amount: Decimal) -> Resource:
    """An amount in rials, with its three decimals."""
    return {"value": exact(amount), "currency": "OMR"}


def exact(amount: Decimal) -> Decimal:
    """The amount with three decimals; raises ValueError where that would lose something."""
    written = amount.quantize(Decimal("0.001"))
    if written != amount:
        raise ValueError("an amount on the wire has three decimals")
    return written


def instant(moment: datetime) -> str:
    """Milliseconds and Muscat's offset."""
    return moment.astimezone(MUSCAT).isoformat(timespec="milliseconds")


def day(value: date) -> str:
    return value.isoformat()


def plain_id(text: str) -> str:
    """A FHIR id: letters, digits, dash and point, at most 64."""
    return re.sub(r"[^A-Za-z0-9.-]", "-", text)[:64]


def present(**elements: Any) -> Resource:
    """The elements that have something in them; FHIR knows no empty ones."""
    return {name: value for name, value in elements.items() if value not in (None, "", [], {}, ())}
