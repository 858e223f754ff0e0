"""What every message must satisfy beyond being readable: all findings at once, none fatal to the reading."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from app.sandbox import claim_checks, files, vocabulary
from app.sandbox.config import Settings
from app.sandbox.fields import day_at, dig, items_at, moment_of, text_at
from app.sandbox.parsing import Message, references_in
from app.sandbox.patient_checks import check_patient
from app.sandbox.refusals import Finding

_IDENTIFIER_LIMIT = 50


def check(message: Message, now: datetime, settings: Settings) -> list[Finding]:
    """All that is wrong with a message, in the order of the bundle."""
    findings = [*_check_references(message), *_check_urls(message), *_check_identifiers(message)]
    if len(message.of_type("Claim")) > settings.batch_claims:
        findings.append(Finding("BV-00373", "Bundle.entry"))
    match vocabulary.FOCAL_TYPE[message.event]:
        case "CoverageEligibilityRequest":
            findings += [*_check_parties(message, "provider"), *_check_eligibility(message, now)]
        case "Claim":
            findings += [*_check_parties(message, "provider"), *claim_checks.check(message, now)]
        case "Task":
            findings += _check_task(message)
        case "Communication":
            findings += _check_communication(message.focal)
        case "PaymentNotice":
            findings += _check_notice(message.focal)
    limits = files.Limits(settings.attachment_bytes, settings.attachments)
    return [*findings, *files.check(attachments_of(message), limits)]


def attachments_of(message: Message) -> list[tuple[str, Any]]:
    """The files of a claim or communication, each with the element it stands in."""
    found = []
    for name, value in (("supportingInfo", "valueAttachment"), ("payload", "contentAttachment")):
        for index, entry in enumerate(items_at(message.focal, name)):
            element = f"{text_at(message.focal, 'resourceType')}.{name}[{index}]"
            if attachment := dig(entry, value):
                found.append((element, attachment))
    return found


def clock_differs(message: Message, now: datetime, tolerance_seconds: int) -> bool:
    """Whether the message was stamped too far from now, before or after."""
    return abs((now - message.sent_at).total_seconds()) > tolerance_seconds


def _check_references(message: Message) -> Iterator[Finding]:
    for resource in message.resources.values():
        kind = text_at(resource, "resourceType")
        if kind == "Bundle":
            continue
        for element, reference in references_in(resource, kind):
            if not reference.startswith("#") and not message.resolve(reference):
                yield Finding("RE-00169", element)


def _check_urls(message: Message) -> Iterator[Finding]:
    host = f"http://{message.sender}.dhamani.om/".lower()
    for url, resource in message.resources.items():
        if not url.startswith(("urn:uuid:", host)):
            yield Finding("GE-00020", f"{text_at(resource, 'resourceType')}.fullUrl")


def _check_identifiers(message: Message) -> Iterator[Finding]:
    for resource in message.resources.values():
        kind = text_at(resource, "resourceType")
        for identifier in [*items_at(resource, "identifier"), dig(resource, "identifier")]:
            if len(text_at(identifier, "value")) > _IDENTIFIER_LIMIT:
                yield Finding("SBX-027", f"{kind}.identifier")
    if vocabulary.FOCAL_TYPE[message.event] in {"CoverageEligibilityRequest", "Claim"}:
        system, value = message.focal_identifier
        if not system or not value:
            yield Finding("SBX-020", f"{text_at(message.focal, 'resourceType')}.identifier")


def _check_parties(message: Message, provider: str) -> Iterator[Finding]:
    kind = text_at(message.focal, "resourceType")
    for element, system, licence in (
        (provider, vocabulary.PROVIDER_LICENCE, message.sender),
        ("insurer", vocabulary.PAYER_LICENCE, message.receiver),
    ):
        organisation = message.resolve(text_at(message.focal, element, "reference"))
        if not organisation:
            yield Finding("SBX-020", f"{kind}.{element}")
        elif not any(
            text_at(i, "system") == system and text_at(i, "value") == licence
            for i in items_at(organisation, "identifier")
        ):
            yield Finding("GE-00020" if element == provider else "GE-00010", f"{kind}.{element}")


def _check_eligibility(message: Message, now: datetime) -> Iterator[Finding]:
    request, kind = message.focal, "CoverageEligibilityRequest"
    if text_at(request, "status") != "active":
        yield Finding("SBX-021", f"{kind}.status")
    purposes = request.get("purpose")
    allowed = {"auth-requirements", "benefits", "discovery", "validation"}
    if not isinstance(purposes, list) or not purposes or not all(p in allowed for p in purposes):
        yield Finding("SBX-021", f"{kind}.purpose")
    serviced = day_at(request, "servicedDate") or day_at(request, "servicedPeriod", "start")
    if serviced is None:
        code = "RE-00170" if dig(request, "servicedDate") else "SBX-020"
        yield Finding(code, f"{kind}.servicedDate")
    if day_at(request, "created") is None:
        yield Finding("RE-00170", f"{kind}.created")
    yield from check_patient(message, now, kind)


def _check_task(message: Message) -> Iterator[Finding]:
    task = message.focal
    wanted = {
        "cancel-request": {"cancel", "nullify"},
        "status-check": {"status"},
        "poll-request": {"poll"},
        "prescriber-request": {"take-up", "release"},
    }
    for element, allowed in (
        ("status", {"requested"}),
        ("intent", {"order"}),
        ("priority", {"routine"}),
    ):
        if text_at(task, element) not in allowed:
            yield Finding("SBX-021", f"Task.{element}")
    if text_at(task, "code", "coding", 0, "code") not in wanted[message.event]:
        yield Finding("SBX-021", "Task.code")
    if moment_of(text_at(task, "authoredOn")) is None and day_at(task, "authoredOn") is None:
        yield Finding("RE-00170", "Task.authoredOn")
    if message.event != "poll-request" and not text_at(task, "focus", "identifier", "value"):
        yield Finding("SBX-020", "Task.focus.identifier")
    reason = text_at(task, "reasonCode", "coding", 0, "code")
    if message.event == "cancel-request" and reason not in {"WI", "NP", "TAS"}:
        yield Finding("SBX-021", "Task.reasonCode")


def _check_communication(communication: dict[str, Any]) -> Iterator[Finding]:
    if not text_at(communication, "about", 0, "identifier", "value"):
        yield Finding("BV-00233", "Communication.about")
    if not items_at(communication, "payload"):
        yield Finding("SBX-020", "Communication.payload")


def _check_notice(notice: dict[str, Any]) -> Iterator[Finding]:
    for path in (("payment", "identifier", "value"), ("paymentDate",)):
        if not text_at(notice, *path):
            yield Finding("SBX-020", "PaymentNotice." + ".".join(path))
