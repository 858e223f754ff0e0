"""Claim: what is asked of a payer for one visit."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.exchange.dhamani.mapping import parties
from app.exchange.dhamani.mapping.envelope import Letter
from app.exchange.dhamani.mapping.wire import (
    HL7,
    Resource,
    Wire,
    concept,
    day,
    exact,
    hl7,
    instant,
    omr,
    plain_id,
    present,
)
from app.exchange.dhamani.profile import Profile
from app.exchange.messages import ClaimSubmission, ClaimSubmissionLine

KIND = "Claim"


def compose(profile: Profile, said: ClaimSubmission, at: datetime) -> Letter:
    """The claim and everybody in it."""
    wire = Wire(profile, said.provider.licence)
    url = wire.url(KIND, said.identifier)
    letter = Letter(
        wire, profile.event("claim question"), said.provider, said.payer, url, said.identifier
    )
    letter.enclose(url, {})
    around = _surroundings(letter, said)
    letter.resources[url] = {
        "resourceType": KIND,
        "id": plain_id(said.identifier),
        "meta": wire.meta(f"Claim {said.kind}"),
        "identifier": [{"system": wire.own_system(KIND), "value": said.identifier}],
        "status": "active",
        "type": hl7("claim-type", said.kind),
        "subType": wire.term("claim-subtype", said.sub_kind),
        "use": "claim",
        "patient": around["patient"],
        "billablePeriod": {"start": day(said.service_from), "end": day(said.service_to)},
        "created": instant(at),
        "insurer": around["insurer"],
        "provider": around["provider"],
        "priority": hl7("processpriority", said.priority),
        "payee": {"type": hl7("payeetype", "provider")},
        "diagnosis": _diagnoses(wire, said),
        "insurance": _insurance(said, around),
        "item": [_line(wire, said, line) for line in said.lines],
        "total": omr(said.total),
        **present(
            extension=_extensions(wire, said, around),
            related=_related(wire, said),
            careTeam=_care_team(wire, said, around),
            referral=_referral(wire, said),
            facility=_facility(wire, said),
        ),
    }
    return letter


def _insurance(said: ClaimSubmission, around: dict[str, Resource]) -> list[Resource]:
    """The one policy that is billed, with the approvals it was given."""
    return [
        {
            "sequence": 1,
            "focal": True,
            "coverage": around["coverage"],
            **present(preAuthRef=list(said.approvals)),
        }
    ]


def _surroundings(letter: Letter, said: ClaimSubmission) -> dict[str, Resource]:
    """References to everybody the claim speaks of, each enclosed once."""
    wire, identity = letter.wire, plain_id(said.patient.reference)
    around = {
        "provider": letter.enclose(
            wire.url("Organization", "provider"), parties.provider_organisation(wire, said.provider)
        ),
        "insurer": letter.enclose(
            wire.url("Organization", "insurer"), parties.insurer_organisation(wire, said.payer)
        ),
        "patient": letter.enclose(
            wire.url("Patient", identity), parties.patient(wire, said.patient, identity)
        ),
    }
    around["coverage"] = letter.enclose(
        wire.url("Coverage", "billed"),
        parties.coverage(
            wire, said.cover, said.payer, identity="billed", patient=around["patient"],
            insurer=around["insurer"],
        ),
    )  # fmt: skip
    if said.practitioner:
        around["practitioner"] = letter.enclose(
            wire.url("Practitioner", "treating"),
            parties.practitioner(wire, said.practitioner, "treating"),
        )
    # Pharmacy claims name no encounter.
    if wire.profile.features.encounter and said.kind != "pharmacy":
        around["encounter"] = letter.enclose(
            wire.url("Encounter", "visit"), _encounter(wire, said, around)
        )
    return around


def _encounter(wire: Wire, said: ClaimSubmission, around: dict[str, Resource]) -> Resource:
    return {
        "resourceType": "Encounter",
        "id": "visit",
        "meta": wire.meta("Encounter"),
        "identifier": [{"system": wire.own_system("Encounter"), "value": said.identifier}],
        "status": "finished",
        "class": {"system": f"{HL7}v3-ActCode", "code": "AMB"},
        "subject": around["patient"],
        "period": {"start": day(said.service_from), "end": day(said.service_to)},
        "serviceProvider": around["provider"],
    }


def _extensions(wire: Wire, said: ClaimSubmission, around: dict[str, Resource]) -> list[Resource]:
    found = []
    if "encounter" in around:
        found.append(wire.extension("encounter", "Reference", around["encounter"]))
    if said.eligibility_reference:
        system = f"{wire.host(said.payer.licence)}/coverageeligibilityresponse"
        identifier = {"system": system, "value": said.eligibility_reference}
        found.append(
            wire.extension("eligibility_response", "Reference", {"identifier": identifier})
        )
    return found


def _diagnoses(wire: Wire, said: ClaimSubmission) -> list[Resource]:
    return [
        {
            "sequence": diagnosis.sequence,
            "diagnosisCodeableConcept": concept(
                diagnosis.coding.system, diagnosis.coding.code, diagnosis.coding.display
            ),
            "type": [wire.term("diagnosis-type", diagnosis.kind)],
        }
        for diagnosis in said.diagnoses
    ]


def _care_team(wire: Wire, said: ClaimSubmission, around: dict[str, Resource]) -> list[Resource]:
    if said.practitioner is None:
        return []
    member: dict[str, Any] = {
        "sequence": 1,
        "provider": around["practitioner"],
        "responsible": True,
        "role": hl7("claimcareteamrole", "primary"),
    }
    if said.practitioner.specialty:
        member["qualification"] = wire.term("practice-codes", said.practitioner.specialty)
    return [member]


def _related(wire: Wire, said: ClaimSubmission) -> list[Resource]:
    if said.related is None:
        return []
    identifier = {"system": wire.own_system(KIND), "value": said.related.identifier}
    return [
        {
            "claim": {"type": KIND, "identifier": identifier},
            "relationship": wire.term("related-claim-relationship", said.related.relationship),
        }
    ]


def _referral(wire: Wire, said: ClaimSubmission) -> Resource:
    if not said.referral_number:
        return {}
    return {"identifier": {"system": wire.own_system("Referral"), "value": said.referral_number}}


def _facility(wire: Wire, said: ClaimSubmission) -> Resource:
    """The branch, by its licence; no Location resource is known on this wire."""
    if said.facility is None or not wire.profile.features.facility_display:
        return {}
    return {
        "type": "Location",
        "identifier": wire.provider(said.facility.licence),
        "display": said.facility.name,
    }


def _line(wire: Wire, said: ClaimSubmission, line: ClaimSubmissionLine) -> Resource:
    return {
        "sequence": line.sequence,
        "extension": [
            wire.extension("tax", "Money", omr(line.tax)),
            wire.extension("patient_share", "Money", omr(line.patient_share)),
            wire.extension("payer_share", "Money", omr(line.payer_share)),
        ],
        "productOrService": concept(line.coding.system, line.coding.code, line.coding.display),
        "servicedDate": day(line.service_date),
        "quantity": {"value": exact(line.quantity)},
        "unitPrice": omr(line.unit_price),
        "factor": exact(line.factor),
        "net": omr(line.net),
        **present(
            careTeamSequence=[1] if said.practitioner else None,
            diagnosisSequence=list(line.diagnoses),
            bodySite=wire.term("body-site", line.site) if line.site else None,
        ),
    }
