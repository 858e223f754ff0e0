"""Task: take back, ask what became of something, fetch what waits."""

from __future__ import annotations

from datetime import datetime

from app.exchange.dhamani.mapping import parties
from app.exchange.dhamani.mapping.envelope import Letter
from app.exchange.dhamani.mapping.wire import Resource, Wire, instant, plain_id
from app.exchange.dhamani.profile import Profile
from app.exchange.messages import (
    APPROVAL,
    CLAIM,
    ELIGIBILITY,
    CancelRequest,
    Party,
    PollRequest,
    StatusQuestion,
)

REASONS = {"wrong_information": "WI", "not_performed": "NP", "already_submitted": "TAS"}
FOCAL = {CLAIM: "Claim", APPROVAL: "Claim", ELIGIBILITY: "CoverageEligibilityRequest"}


def cancel(profile: Profile, asked: CancelRequest, at: datetime) -> Letter:
    """Take back a claim or an approval request, or strike it as entered in error."""
    letter, task = task_of(
        profile,
        "cancel",
        identifier=asked.identifier,
        provider=asked.provider,
        payer=asked.payer,
        at=at,
    )
    if asked.nullify:
        task["code"] = letter.wire.term("task-code", "nullify")
    task["focus"] = _focus(letter.wire, asked.about_kind, asked.claim_identifier)
    task["reasonCode"] = letter.wire.term("task-reason-code", REASONS[asked.reason])
    return letter


def status(profile: Profile, asked: StatusQuestion, at: datetime) -> Letter:
    """What became of it?"""
    letter, task = task_of(
        profile,
        "status",
        identifier=asked.identifier,
        provider=asked.provider,
        payer=asked.payer,
        at=at,
    )
    task["focus"] = _focus(letter.wire, asked.about_kind, asked.about)
    return letter


def poll(profile: Profile, asked: PollRequest, at: datetime) -> Letter:
    """Hand over what waits for this organisation, whichever payer it comes from."""
    letter, task = task_of(
        profile, "poll", identifier=asked.identifier, provider=asked.provider,
        payer=the_exchange(profile), at=at,
    )  # fmt: skip
    count = {"type": letter.wire.term("task-input-type", "count"), "valuePositiveInt": asked.count}
    task["input"] = [count]
    return letter


def the_exchange(profile: Profile) -> Party:
    """Whom a message is for that no payer answers."""
    return Party(licence=profile.names.exchange_licence, name="Dhamani")


def task_of(
    profile: Profile, code: str, *, identifier: str, provider: Party, payer: Party, at: datetime
) -> tuple[Letter, Resource]:
    """A task of this code, and the letter around it."""
    wire = Wire(profile, provider.licence)
    url = wire.url("Task", identifier)
    letter = Letter(wire, profile.event(f"{code} question"), provider, payer, url, identifier)
    letter.enclose(url, {})
    requester = letter.enclose(
        wire.url("Organization", "provider"), parties.provider_organisation(wire, provider)
    )
    owner = letter.enclose(
        wire.url("Organization", "insurer"), parties.insurer_organisation(wire, payer)
    )
    task = {
        "resourceType": "Task",
        "id": plain_id(identifier),
        "meta": wire.meta("Task"),
        "identifier": [{"system": wire.own_system("Task"), "value": identifier}],
        "status": "requested",
        "intent": "order",
        "priority": "routine",
        "code": wire.term("task-code", code),
        "authoredOn": instant(at),
        "lastModified": instant(at),
        "requester": requester,
        "owner": owner,
    }
    letter.resources[url] = task
    return letter, task


def _focus(wire: Wire, kind: str, identifier: str) -> Resource:
    return {
        "type": FOCAL[kind],
        "identifier": {"system": wire.number_system(kind), "value": identifier},
    }
