"""Answering whether a patient is covered."""

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.sandbox import bundles, plans, vocabulary
from app.sandbox.bundles import Sealed
from app.sandbox.fields import MUSCAT, day_at, dig, text_at
from app.sandbox.parsing import Message
from app.sandbox.plans import Plan
from app.sandbox.reading import patient_number
from app.sandbox.refusals import SENTENCES, Finding
from app.sandbox.scenarios import story_of
from app.sandbox.stories import Cover, Story

_WHY_NOT = {
    "not-active": ("The policy is not active.", "الوثيقة غير سارية."),
    "not-covered": ("The policy does not cover this care.", "الوثيقة لا تشمل هذه الرعاية."),
    "limit-exhausted": ("The outpatient limit is used up.", "استُنفد حد العيادات الخارجية."),
    "out-network": (
        "The provider is outside the member's network.",
        "مقدم الخدمة خارج شبكة المؤمَّن له.",
    ),
    "coverage-suspended": ("The cover is suspended.", "التغطية موقوفة."),
    "not-direct-billing": (
        "The member is not on direct billing with this provider.",
        "المؤمَّن له غير مشمول بالفوترة المباشرة لدى مقدم الخدمة.",
    ),
}


def story_for(message: Message, now: datetime) -> Story:
    """The story of the patient a message is about."""
    patient = message.resolve(text_at(message.focal, "patient", "reference"))
    return story_of(patient_number(patient), message.receiver, now.astimezone(MUSCAT).date())


def answer(message: Message, story: Story, now: datetime) -> Sealed:
    """The eligibility response to a request that passed the checks."""
    if story.refusal:
        code = bundles.TRANSIENT if story.refusal.startswith("GE-") else bundles.OK
        return refuse(message, [Finding(story.refusal, "Patient.identifier")], now, code)
    serviced = day_at(message.focal, "servicedDate") or day_at(
        message.focal, "servicedPeriod", "start"
    )
    day = serviced or now.astimezone(MUSCAT).date()
    response = _response(message, now)
    if story.undetermined:
        response |= {"outcome": "queued", "disposition": "The payer could not tell yet; ask again."}
        return _seal(message, now, response, {}, tags=("queued-messages",))
    coverages = {}
    response["insurance"] = []
    for cover in story.covers:
        coverage = _coverage(message, cover)
        url = bundles.url_of(message.receiver, "Coverage", coverage["id"])
        coverages[url] = coverage
        response["insurance"].append(_insurance(cover, url, day))
    response |= {"outcome": "complete", "disposition": disposition(story.covers, day)}
    return _seal(message, now, response, coverages)


def refuse(
    message: Message, findings: list[Finding], now: datetime, code: str = bundles.FATAL
) -> Sealed:
    """The eligibility response that says what is wrong."""
    response = _response(message, now) | {
        "outcome": "error",
        "disposition": SENTENCES[findings[0].code][0],
        "error": [{"code": bundles.error_concept(finding)} for finding in findings],
    }
    return _seal(message, now, response, {}, response_code=code)


def disposition(covers: tuple[Cover, ...], day: date) -> str:
    """One English sentence for the receptionist."""
    in_force = [cover for cover in covers if reason_against(cover, day) == ""]
    if len(in_force) > 1:
        return f"Covered by {len(in_force)} policies."
    if in_force:
        return f"Covered: {in_force[0].plan.name_en}."
    return _WHY_NOT[reason_against(covers[0], day)][0]


def reason_against(cover: Cover, day: date) -> str:
    """Why a cover is not in force on a day, or an empty string."""
    if cover.not_in_force:
        return cover.not_in_force
    return "" if cover.begins <= day <= cover.ends else "not-active"


def _response(message: Message, now: datetime) -> dict[str, Any]:
    request, identity = message.focal, str(uuid.uuid4())
    response = {
        "resourceType": "CoverageEligibilityResponse",
        "id": identity,
        "meta": {"profile": [bundles.profile("eligibility-response")]},
        "identifier": [
            {
                "system": f"http://{message.receiver}.Dhamani.om/coverageeligibilityresponse",
                "value": identity,
            }
        ],
        "status": "active",
        "purpose": dig(request, "purpose") or ["discovery"],
        "patient": bundles.patient_of(message),
        "created": bundles.instant(now),
        "request": bundles.request_of(message),
        "insurer": bundles.licence_of(message.receiver, vocabulary.PAYER_LICENCE),
    }
    if text_at(request, "servicedDate"):
        response["servicedDate"] = text_at(request, "servicedDate")
    return response


def _seal(
    message: Message,
    now: datetime,
    response: dict[str, Any],
    coverages: dict[str, dict[str, Any]],
    *,
    tags: tuple[str, ...] = (),
    response_code: str = bundles.OK,
) -> Sealed:
    envelope = bundles.answer_envelope(message, message.receiver, response_code)
    others = {**coverages, **bundles.echoed(message, "Patient", "Organization")}
    return bundles.seal(envelope, now, response, others, tags)


def _coverage(message: Message, cover: Cover) -> dict[str, Any]:
    plan = cover.plan
    cost: list[dict[str, Any]] = [
        {
            "type": vocabulary.concept(vocabulary.TERMINOLOGY + "coverage-copay-type", "copaypct"),
            "valueQuantity": {"value": plan.copay_percent, "unit": "%", "code": "%"},
        }
    ]
    if plan.copay_ceiling is not None:
        cost.append(
            {
                "type": vocabulary.concept(
                    vocabulary.TERMINOLOGY + "coverage-copay-type", "maxcopay"
                ),
                "valueMoney": vocabulary.money(plan.copay_ceiling),
            }
        )
    plan_class = vocabulary.concept("http://terminology.hl7.org/CodeSystem/coverage-class", "plan")
    return {
        "resourceType": "Coverage",
        "id": cover.member.lower(),
        "meta": {"profile": [bundles.profile("coverage")]},
        "identifier": [
            {"system": f"http://{message.receiver}.Dhamani.om/member", "value": cover.member}
        ],
        "status": "active" if cover.in_force else "cancelled",
        "subscriberId": cover.member,
        "beneficiary": bundles.patient_of(message),
        "relationship": vocabulary.concept(
            "http://terminology.hl7.org/CodeSystem/subscriber-relationship", cover.relationship
        ),
        "period": _period(cover),
        "payor": [bundles.licence_of(message.receiver, vocabulary.PAYER_LICENCE)],
        "class": [{"type": plan_class, "value": plan.code, "name": plan.name_en}],
        "network": plan.network,
        "costToBeneficiary": cost,
    }


def _insurance(cover: Cover, url: str, day: date) -> dict[str, Any]:
    reason = reason_against(cover, day)
    insurance: dict[str, Any] = {
        "coverage": {"reference": url},
        "inforce": reason == "",
        "benefitPeriod": _period(cover),
        "item": [*_services(cover), *_limits(cover.plan)],
    }
    if reason:
        said = vocabulary.concept(vocabulary.NOT_IN_FORCE, reason, *_WHY_NOT[reason])
        insurance["extension"] = [
            vocabulary.extension("extension-not-in-force-reason", "CodeableConcept", said)
        ]
    return insurance


def _services(cover: Cover) -> list[dict[str, Any]]:
    plan, found = cover.plan, []
    for category in plans.SERVICES:
        item = _item(category, cover.network)
        item["excluded"] = category in plan.excluded
        item["authorizationRequired"] = category in plan.needs_approval
        if not item["excluded"]:
            item["benefit"] = [_benefit("copaypct", allowedUnsignedInt=int(plan.copay_percent))]
            if plan.copay_ceiling is not None:
                item["benefit"].append(
                    _benefit("maxcopay", allowedMoney=vocabulary.money(plan.copay_ceiling))
                )
        found.append(item)
    return found


def _limits(plan: Plan) -> list[dict[str, Any]]:
    total = sum((limit.allowed for limit in plan.limits), Decimal("0.000"))
    used = sum((limit.used for limit in plan.limits), Decimal("0.000"))
    parts = [("all", total, used), *((x.category, x.allowed, x.used) for x in plan.limits)]
    return [
        _item(category, "in")
        | {
            "excluded": False,
            "benefit": [
                _benefit(
                    "annual-limit",
                    allowedMoney=vocabulary.money(allowed),
                    usedMoney=vocabulary.money(spent),
                )
            ],
        }
        for category, allowed, spent in parts
    ]


def _item(category: str, network: str) -> dict[str, Any]:
    hl7 = "http://terminology.hl7.org/CodeSystem/benefit-"
    return {
        "category": vocabulary.concept(vocabulary.BENEFIT_CATEGORY, category),
        "network": vocabulary.concept(hl7 + "network", network),
        "unit": vocabulary.concept(hl7 + "unit", "individual"),
        "term": vocabulary.concept(hl7 + "term", "annual"),
    }


def _benefit(kind: str, **amounts: Any) -> dict[str, Any]:
    return {"type": vocabulary.concept(vocabulary.BENEFIT_TYPE, kind), **amounts}


def _period(cover: Cover) -> dict[str, str]:
    return {"start": cover.begins.isoformat(), "end": cover.ends.isoformat()}
