"""Who appears in a message: organisations, the patient, the policy, the practitioner."""

from __future__ import annotations

from app.exchange.dhamani.mapping.wire import (
    HL7,
    NAME_LIMIT,
    Resource,
    Wire,
    concept,
    day,
    hl7,
    present,
)
from app.exchange.messages import Cover, Party, PatientIdentity, PractitionerIdentity

IDENTIFIER_TYPES = HL7 + "v2-0203"
ISO_COUNTRY = "urn:iso:std:iso:3166"

# Words of insurance cards that HL7 spells differently or not at all.
RELATIONSHIPS = {"self", "spouse", "child", "parent", "other"}


def provider_organisation(wire: Wire, party: Party) -> Resource:
    """The clinic or pharmacy that speaks."""
    return _organisation(wire, party, "prov", wire.provider(party.licence), "provider")


def insurer_organisation(wire: Wire, party: Party) -> Resource:
    """The payer spoken to."""
    return _organisation(wire, party, "ins", wire.payer(party.licence), "insurer")


def _organisation(
    wire: Wire, party: Party, kind: str, identifier: Resource, identity: str
) -> Resource:
    return {
        "resourceType": "Organization",
        "id": identity,
        "meta": wire.meta(f"Organization {kind}"),
        "identifier": [identifier],
        "active": True,
        "type": [wire.term("organization-type", kind)],
        "name": party.name[:NAME_LIMIT] or party.licence,
    }


def patient(wire: Wire, person: PatientIdentity, identity: str) -> Resource:
    """The person, under every document that names one."""
    return {
        "resourceType": "Patient",
        "id": identity,
        "meta": wire.meta("Patient"),
        "active": True,
        **present(
            identifier=[_document(wire, item.kind, item.number, item.country) for item in person.documents],
            name=[{"use": "official", "text": name[:NAME_LIMIT]} for name in _names(person)],
            gender=person.sex,
            birthDate=day(person.birth_date) if person.birth_date else None,
        ),
    }  # fmt: skip


def _names(person: PatientIdentity) -> list[str]:
    return [name for name in (person.name_en, person.name_ar) if name]


def _document(wire: Wire, kind: str, number: str, country: str) -> Resource:
    code, system = wire.profile.documents[kind]
    described: Resource = concept(IDENTIFIER_TYPES, code)
    # A passport number means little without the state that gave it.
    if kind in ("passport", "gcc_id"):
        described["coding"].append({"system": ISO_COUNTRY, "code": country})
    return {"type": described, "system": system, "value": number}


def coverage(
    wire: Wire, cover: Cover, payer: Party, *, identity: str, patient: Resource, insurer: Resource
) -> Resource:
    """The policy that is billed."""
    relationship = cover.relationship if cover.relationship in RELATIONSHIPS else "other"
    return {
        "resourceType": "Coverage",
        "id": identity,
        "meta": wire.meta("Coverage"),
        "status": "active",
        "beneficiary": patient,
        "relationship": hl7("subscriber-relationship", relationship),
        "payor": [insurer],
        # Nobody may have written the number down yet: the insurer then knows the person by the card.
        **present(
            identifier=_member(wire, cover, payer),
            subscriberId=cover.member_number,
            period=present(
                start=day(cover.valid_from) if cover.valid_from else None,
                end=day(cover.valid_to) if cover.valid_to else None,
            ),
            network=cover.network,
            **{"class": _plan(cover)},
        ),
    }


def _member(wire: Wire, cover: Cover, payer: Party) -> list[Resource]:
    if not cover.member_number:
        return []
    return [{"system": f"{wire.host(payer.licence)}/member", "value": cover.member_number}]


def _plan(cover: Cover) -> list[Resource]:
    if not cover.plan_name:
        return []
    kind = hl7("coverage-class", "plan")
    return [{"type": kind, "value": cover.plan_name, "name": cover.plan_name}]


def practitioner(wire: Wire, person: PractitionerIdentity, identity: str) -> Resource:
    """Who treated, by licence."""
    names = wire.profile.names
    return {
        "resourceType": "Practitioner",
        "id": identity,
        "meta": wire.meta("Practitioner"),
        "active": True,
        "identifier": [
            {
                "type": concept(IDENTIFIER_TYPES, "MD"),
                "system": names.practitioner_licence,
                "value": person.licence,
            }
        ],
        **present(name=[{"text": person.name[:NAME_LIMIT]}] if person.name else None),
    }
