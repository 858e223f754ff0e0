"""Names the wire uses: profiles, code systems, identifier systems, message events."""

from typing import Any

PROFILES = "http://dhamani.om/fhir/om/dhamani-fs/StructureDefinition/"
TERMINOLOGY = "http://dhamani.om/terminology/CodeSystem/"
PAYER_LICENCE = "http://dhamani.om/license/payer-license"
PROVIDER_LICENCE = "http://dhamani.om/license/provider-license"
PRACTITIONER_LICENCE = "http://dhamani.om/license/practitioner-license"
NATIONAL_ID = "http://dhamani.om/identifier/nationalid"
ICD = "http://hl7.org/fhir/sid/icd-10-cm"

EVENTS = TERMINOLOGY + "om-message-events"
ADJUDICATION = TERMINOLOGY + "adjudication"
ADJUDICATION_OUTCOME = TERMINOLOGY + "adjudication-outcome"
ADJUDICATION_ERROR = TERMINOLOGY + "adjudication-error"
DENIAL_REASON = TERMINOLOGY + "denial-reason"
NOT_IN_FORCE = TERMINOLOGY + "not-in-force-reason"
BENEFIT_CATEGORY = TERMINOLOGY + "benefit-category"
BENEFIT_TYPE = TERMINOLOGY + "benefit-type"
REISSUE_REASON = TERMINOLOGY + "adjudication-reissue"
TASK_OUTPUT = TERMINOLOGY + "task-output-type"
META_TAGS = TERMINOLOGY + "meta-tags"
PAYMENT_TYPE = TERMINOLOGY + "payment-type"

EXCHANGE = "DHAMANI"
"""The licence the exchange itself signs with, where no payer speaks."""

OWN_BUSINESS = {"poll-request", "prescriber-request"}
"""What the exchange answers itself, whoever pays."""

ANSWER_TO = {
    "eligibility-request": "eligibility-response",
    "claim-request": "claim-response",
    "priorauth-request": "priorauth-response",
    "cancel-request": "cancel-response",
    "status-check": "status-response",
    "poll-request": "poll-response",
    "prescriber-request": "prescriber-response",
    "communication": "acknowledgement",
    "payment-notice": "acknowledgement",
}

FOCAL_TYPE = {
    "eligibility-request": "CoverageEligibilityRequest",
    "claim-request": "Claim",
    "priorauth-request": "Claim",
    "cancel-request": "Task",
    "status-check": "Task",
    "poll-request": "Task",
    "prescriber-request": "Task",
    "communication": "Communication",
    "payment-notice": "PaymentNotice",
}


def concept(system: str, code: str, english: str = "", arabic: str = "") -> dict[str, Any]:
    """A CodeableConcept; the Arabic name rides on the display as a FHIR translation."""
    coding: dict[str, Any] = {"system": system, "code": code}
    if english:
        coding["display"] = english
    if arabic:
        coding["_display"] = {
            "extension": [
                {
                    "url": "http://hl7.org/fhir/StructureDefinition/translation",
                    "extension": [
                        {"url": "lang", "valueCode": "ar"},
                        {"url": "content", "valueString": arabic},
                    ],
                }
            ]
        }
    return {"coding": [coding]}


def extension(name: str, kind: str, value: Any) -> dict[str, Any]:
    """An extension such as extension("extension-tax", "Money", ...)."""
    return {"url": PROFILES + name, f"value{kind}": value}


def money(amount: Any) -> dict[str, Any]:
    """A Money element in Omani rials with three decimals."""
    return {"value": amount, "currency": "OMR"}
