"""What claims and approval requests have in common: people, cover, diagnoses, services."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.exchange.dhamani.mapping import parties
from app.exchange.dhamani.mapping.envelope import Letter
from app.exchange.dhamani.mapping.supporting import days_entries
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
from app.exchange.messages import ApprovalRequest, ClaimSubmission, ClaimSubmissionLine

Care = ClaimSubmission | ApprovalRequest

# The class of visit by the type of claim; what is missing here names no encounter.
ENCOUNTERS = {"professional": "AMB", "institutional": "IMP", "oral": "AMB"}
EMERGENCY = "emr"


def resource(wire: Wire, said: Care, around: dict[str, Resource], at: datetime) -> Resource:
    """The Claim resource without its number, its use and what follows from them."""
    use = "Claim" if isinstance(said, ClaimSubmission) else "Approval"
    return {
        "resourceType": "Claim",
        "id": plain_id(said.identifier),
        "meta": wire.meta(f"{use} {said.kind}"),
        "status": "active",
        "type": hl7("claim-type", said.kind),
        "subType": wire.term("claim-subtype", said.sub_kind),
        "patient": around["patient"],
        "billablePeriod": {"start": day(said.service_from), "end": day(said.service_to)},
        "created": instant(at),
        "insurer": around["insurer"],
        "provider": around["provider"],
        "priority": hl7("processpriority", said.priority),
        "payee": {"type": hl7("payeetype", "provider")},
        "diagnosis": diagnoses(wire, said),
        "item": lines(wire, said),
        "total": omr(said.total),
        **present(
            extension=extensions(wire, said, around),
            careTeam=care_team(wire, said, around),
            facility=facility(wire, said),
            prescription=prescription(wire, said),
        ),
    }


def insurance(around: dict[str, Resource], approvals: tuple[str, ...]) -> list[Resource]:
    """The one policy that is billed, with the approvals it was given."""
    return [
        {
            "sequence": 1,
            "focal": True,
            "coverage": around["coverage"],
            **present(preAuthRef=list(approvals)),
        }
    ]


def surroundings(letter: Letter, said: Care) -> dict[str, Resource]:
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
    if wire.profile.features.encounter and said.kind in ENCOUNTERS:
        around["encounter"] = letter.enclose(
            wire.url("Encounter", "visit"), _encounter(wire, said, around)
        )
    return around


def _encounter(wire: Wire, said: Care, around: dict[str, Resource]) -> Resource:
    return {
        "resourceType": "Encounter",
        "id": "visit",
        "meta": wire.meta("Encounter"),
        "identifier": [{"system": wire.own_system("Encounter"), "value": said.identifier}],
        "status": "finished" if isinstance(said, ClaimSubmission) else "planned",
        "class": {"system": f"{HL7}v3-ActCode", "code": _class_of(said)},
        "subject": around["patient"],
        "period": {"start": day(said.service_from), "end": day(said.service_to)},
        "serviceProvider": around["provider"],
    }


def _class_of(said: Care) -> str:
    return "EMER" if said.sub_kind == EMERGENCY else ENCOUNTERS[said.kind]


def extensions(wire: Wire, said: Care, around: dict[str, Resource]) -> list[Resource]:
    """What FHIR has no element for."""
    found = []
    if "encounter" in around:
        found.append(wire.extension("encounter", "Reference", around["encounter"]))
    if said.eligibility_reference:
        system = f"{wire.host(said.payer.licence)}/coverageeligibilityresponse"
        identifier = {"system": system, "value": said.eligibility_reference}
        found.append(
            wire.extension("eligibility_response", "Reference", {"identifier": identifier})
        )
    if isinstance(said, ClaimSubmission) and said.offline_on and said.offline_reference:
        found.append(wire.extension("offline_reference", "String", said.offline_reference))
        found.append(wire.extension("offline_on", "Date", day(said.offline_on)))
    return found


def diagnoses(wire: Wire, said: Care) -> list[Resource]:
    """The diagnoses in their order."""
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


def care_team(wire: Wire, said: Care, around: dict[str, Resource]) -> list[Resource]:
    """Who treats, where it is said."""
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


def facility(wire: Wire, said: Care) -> Resource:
    """The branch, by its licence; no Location resource is known on this wire."""
    if said.facility is None or not wire.profile.features.facility_display:
        return {}
    return {
        "type": "Location",
        "identifier": wire.provider(said.facility.licence),
        "display": said.facility.name,
    }


def prescription(wire: Wire, said: Care) -> Resource:
    """What is dispensed on, by its number; the prescription itself does not travel."""
    if not said.prescription_reference:
        return {}
    system = wire.own_system("Prescription")
    return {"identifier": {"system": system, "value": said.prescription_reference}}


def lines(wire: Wire, said: Care) -> list[Resource]:
    """The services in their order; a medicine points at the entry that says how long it lasts."""
    days = days_entries(wire, said)
    return [
        {**_line(wire, said, one), **present(informationSequence=_pointer(days, one))}
        for one in said.lines
    ]


def _pointer(days: dict[int, int], line: ClaimSubmissionLine) -> list[int]:
    return [] if line.days_supply is None else [days[line.days_supply]]


def _line(wire: Wire, said: Care, line: ClaimSubmissionLine) -> Resource:
    """One service with its amounts."""
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
