"""Coverage: whether a policy holds and what the exchange said of it (CHK-11 to CHK-20)."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from app.claims.scrubbing import fixes
from app.claims.scrubbing.days import end_of_day, first_outside, service_days
from app.claims.scrubbing.edit import Fault, Faults, edit, on_claim
from app.claims.scrubbing.settings import Settings
from app.claims.values import BLOCK, INFO, WARN, ClaimFacts
from app.kernel.money import ZERO
from app.kernel.words import N_


@edit(11, BLOCK)
def no_policy(facts: ClaimFacts, _: Settings) -> Faults:
    """No policy for the service date."""
    if facts.coverage.billed is None:
        yield on_claim(
            facts,
            "policy",
            N_("No policy is chosen for %(day)s. Choose one that is valid on that day, or add it."),
            fixes.CHOOSE_POLICY,
            day=facts.service_date,
        )


@edit(12, BLOCK)
def policy_not_in_force(facts: ClaimFacts, _: Settings) -> Faults:
    """Policy ended or not yet begun on a service date."""
    policy = facts.coverage.billed
    if policy is None:
        return
    day = first_outside(service_days(facts), policy.valid_from, policy.valid_to)
    if day is None:
        return
    if day < policy.valid_from:
        sentence = N_(
            "The policy begins on %(edge)s, after the service on %(day)s. Choose another policy."
        )
        edge = policy.valid_from
    else:
        sentence = N_(
            "The policy ended on %(edge)s, before the service on %(day)s. Choose another policy."
        )
        edge = policy.valid_to or policy.valid_from
    yield on_claim(facts, "policy", sentence, fixes.CHOOSE_POLICY, day=day, edge=edge)


@edit(13, WARN, "eligibility_max_age_hours", data_driven=True)
def eligibility_missing_or_old(facts: ClaimFacts, settings: Settings) -> Faults:
    """Eligibility never checked, or its answer too old for the service."""
    answer = facts.eligibility
    if answer is None and _told_by_telephone(facts):
        return
    if answer is None:
        yield on_claim(
            facts,
            "eligibility",
            N_("Eligibility was never checked for this visit. Check it before you send."),
            fixes.CHECK_ELIGIBILITY,
        )
        return
    # What counts is how old the answer was at the service, not how late the claim leaves.
    needed = min(facts.moment, end_of_day(facts.service_date))
    if needed - answer.checked_at > timedelta(hours=settings.eligibility_max_age_hours):
        yield on_claim(
            facts,
            "eligibility",
            N_(
                "At the service the eligibility answer was older than the allowed %(hours)s h. Check it again."
            ),
            fixes.CHECK_ELIGIBILITY,
            hours=settings.eligibility_max_age_hours,
        )
    elif answer.service_date != facts.service_date:
        yield on_claim(
            facts,
            "eligibility",
            N_(
                "Eligibility was asked for %(asked)s, not for %(day)s. Check it for the service date."
            ),
            fixes.CHECK_ELIGIBILITY,
            asked=answer.service_date,
            day=facts.service_date,
        )


def _told_by_telephone(facts: ClaimFacts) -> bool:
    """While the exchange was away the payer told it on the day itself, under a number."""
    return bool(facts.offline_reference.strip()) and facts.offline_on == facts.service_date


@edit(14, BLOCK)
def not_covered(facts: ClaimFacts, _: Settings) -> Faults:
    """The exchange said: not covered."""
    if facts.eligibility and facts.eligibility.verdict == "not_covered":
        yield on_claim(
            facts,
            "eligibility",
            N_(
                "The exchange answered that the patient is not covered. Choose another policy, or bill the patient."
            ),
            fixes.CHOOSE_POLICY,
        )


@edit(15, INFO)
def cover_undetermined(facts: ClaimFacts, _: Settings) -> Faults:
    """The exchange could not determine the cover."""
    if facts.eligibility and facts.eligibility.verdict == "undetermined":
        yield on_claim(
            facts,
            "eligibility",
            N_(
                "The exchange could not determine the cover. You may send; checking again first is safer."
            ),
            fixes.CHECK_ELIGIBILITY,
        )


@edit(16, WARN)
def out_of_network(facts: ClaimFacts, _: Settings) -> Faults:
    """Facility outside the member's network."""
    if facts.eligibility and facts.eligibility.in_network is False:
        yield on_claim(
            facts,
            "eligibility",
            N_(
                "This facility is outside the member's network. Tell the patient that the insurer may pay less."
            ),
            fixes.TELL_PATIENT,
        )


@edit(17, WARN)
def limit_exceeded(facts: ClaimFacts, _: Settings) -> Faults:
    """The claim goes beyond what is left of the annual or a category's limit."""
    answer = facts.eligibility
    if answer is None:
        return
    if answer.annual_limit is not None:
        left = max(ZERO, answer.annual_limit - answer.used)
        yield from _beyond(facts.payer_total, left, "total")
    asked: dict[str, Decimal] = defaultdict(lambda: ZERO)
    first: dict[str, int] = {}
    for index, line in enumerate(facts.lines):
        asked[line.category] += line.payer_share
        first.setdefault(line.category, index)
    for category, index in first.items():
        if category in answer.category_left:
            left = answer.category_left[category]
            yield from _beyond(asked[category], left, f"lines-{index}-code")


def _beyond(asked: Decimal, left: Decimal, field: str) -> Faults:
    if asked > left:
        yield Fault(
            field=field,
            sentence=N_(
                "The limit leaves %(left)s of the %(asked)s asked. Tell the patient that the rest may be theirs."
            ),
            fix=fixes.TELL_PATIENT,
            at_stake=asked - left,
            params={"left": left, "asked": asked},
        )


@edit(18, WARN)
def waiting_period(facts: ClaimFacts, _: Settings) -> Faults:
    """Service inside the policy's waiting period, whose last day still waits."""
    policy = facts.coverage.billed
    if policy and policy.waiting_until and facts.service_date <= policy.waiting_until:
        yield on_claim(
            facts,
            "policy",
            N_(
                "The policy's waiting period lasts until %(day)s. Tell the patient that the insurer may refuse."
            ),
            fixes.TELL_PATIENT,
            day=policy.waiting_until,
        )


@edit(19, WARN)
def another_policy_pays_first(facts: ClaimFacts, _: Settings) -> Faults:
    """A policy that pays first is not the one billed."""
    billed, day = facts.coverage.billed, [facts.service_date]
    if billed is None:
        return
    for policy in facts.coverage.policies:
        in_force = first_outside(day, policy.valid_from, policy.valid_to) is None
        if not policy.billed and policy.order < billed.order and in_force:
            yield on_claim(
                facts,
                "policy",
                N_(
                    "Another policy of the patient, at %(payer)s, pays first. Send the claim there first."
                ),
                fixes.CHOOSE_POLICY,
                payer=policy.payer,
            )
            return


@edit(20, BLOCK)
def offline_eligibility_impossible(facts: ClaimFacts, _: Settings) -> Faults:
    """Offline eligibility in the future, or without its number or date."""
    told_on = facts.offline_on
    if told_on and told_on > facts.today:
        sentence = N_("The offline eligibility date %(day)s is in the future. Correct it.")
    elif bool(told_on) != bool(facts.offline_reference.strip()):
        sentence = N_(
            "Offline eligibility needs both its number and its date. Enter what is missing."
        )
    else:
        return
    yield on_claim(facts, "offline_reference", sentence, fixes.CORRECT_OFFLINE, day=told_on)
