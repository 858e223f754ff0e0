"""CoverageEligibilityResponse: what the payer says of a person's cover."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from app.exchange.dhamani.reading.elements import (
    Resource,
    amount,
    at,
    code,
    concept_refusal,
    day,
    errors,
    extension,
    number,
    objects,
    one_of,
    text,
)
from app.exchange.dhamani.reading.envelope import Letter
from app.exchange.messages import Benefit, EligibilityAnswer, PolicyAnswer

OUTCOMES = ("queued", "complete", "partial", "error")
NETWORKS = {"in": True, "out": False}
ANNUAL_LIMIT, PERCENT, CEILING = "annual-limit", "copaypct", "maxcopay"
EVERYTHING = ("", "all", "total", "outpatient")


def read(letter: Letter) -> EligibilityAnswer:
    """The answer; raises Strange when its outcome is no outcome or a policy does not say if it holds."""
    found = letter.focal
    return EligibilityAnswer(
        outcome=one_of(text(found, "outcome"), OUTCOMES, "outcome"),
        disposition=text(found, "disposition"),
        reference=text(found, "identifier", 0, "value"),
        service_date=day(found, "servicedDate"),
        policies=tuple(_policy(letter, entry) for entry in objects(found, "insurance")),
        refusals=errors(found),
    )


def _policy(letter: Letter, entry: Resource) -> PolicyAnswer:
    in_force = at(entry, "inforce")
    one_of(str(in_force), ("True", "False"), "inforce")
    coverage = letter.resolve(at(entry, "coverage"))
    benefits = tuple(_merged(_benefit(item) for item in objects(entry, "item")))
    percent, ceiling = _costs(coverage)
    limit = next((b for b in benefits if b.category in EVERYTHING and b.limit is not None), None)
    period = at(entry, "benefitPeriod") or at(coverage, "period")
    why = extension(entry, letter.extension_url("not_in_force_reason"))
    networks = {benefit.in_network for benefit in benefits} - {None}
    return PolicyAnswer(
        in_force=bool(in_force),
        not_in_force=None
        if in_force or not why
        else concept_refusal(at(why, "valueCodeableConcept")),
        member_number=text(coverage, "subscriberId") or text(coverage, "identifier", 0, "value"),
        plan_code=_class(coverage, "value"),
        plan_name=_class(coverage, "name") or _class(coverage, "value"),
        network=text(coverage, "network"),
        in_network=networks.pop() if len(networks) == 1 else None,
        relationship=code(coverage, "relationship"),
        valid_from=day(period, "start"),
        valid_to=day(period, "end"),
        copay_percent=percent,
        copay_max=ceiling,
        annual_limit=limit.limit if limit else None,
        annual_used=limit.used if limit else None,
        benefits=tuple(b for b in benefits if b.category not in EVERYTHING),
    )


def _class(coverage: Resource, part: str) -> str:
    for found in objects(coverage, "class"):
        if code(found, "type") in ("plan", ""):
            return text(found, part)
    return ""


def _costs(coverage: Resource) -> tuple[Decimal | None, Decimal | None]:
    """The co-payment in per cent and its ceiling, as the policy states them."""
    percent = ceiling = None
    for cost in objects(coverage, "costToBeneficiary"):
        kind = code(cost, "type")
        if kind == PERCENT:
            percent = number(cost, "valueQuantity", "value")
        elif kind == CEILING:
            ceiling = amount(cost, "valueMoney")
    return percent, ceiling


def _benefit(item: Resource) -> Benefit:
    granted = {code(benefit, "type"): benefit for benefit in objects(item, "benefit")}
    percent = granted.get(PERCENT)
    limit = granted.get(ANNUAL_LIMIT)
    return Benefit(
        category=code(item, "category"),
        category_name=text(item, "category", "coding", 0, "display"),
        excluded=at(item, "excluded") is True,
        in_network=NETWORKS.get(code(item, "network")),
        term=code(item, "term"),
        unit=code(item, "unit"),
        approval_required=at(item, "authorizationRequired") is True,
        copay_percent=number(percent, "allowedUnsignedInt"),
        copay_max=amount(granted.get(CEILING), "allowedMoney"),
        limit=amount(limit, "allowedMoney"),
        used=amount(limit, "usedMoney"),
    )


def _merged(benefits: Iterable[Benefit]) -> list[Benefit]:
    """One entry per category and network: services and limits may be told apart on the wire."""
    found: dict[tuple[str, bool | None], Benefit] = {}
    for benefit in benefits:
        key = (benefit.category, benefit.in_network)
        found[key] = _joined(found[key], benefit) if key in found else benefit
    return list(found.values())


def _joined(one: Benefit, other: Benefit) -> Benefit:
    def known(name: str) -> object:
        value = getattr(one, name)
        return getattr(other, name) if value is None else value

    return Benefit(
        category=one.category,
        category_name=one.category_name or other.category_name,
        excluded=one.excluded or other.excluded,
        in_network=one.in_network,
        term=one.term or other.term,
        unit=one.unit or other.unit,
        approval_required=one.approval_required or other.approval_required,
        **{name: known(name) for name in ("copay_percent", "copay_max", "limit", "used")},  # type: ignore[arg-type]
    )
