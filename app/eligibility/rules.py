"""What an insurer's answer means, in sentences a receptionist can act on. Pure.

Three verdicts that never share a word: covered, not covered (the insurer said no), and not
determined (nobody said anything yet). Each reason has a way on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Protocol

from app.exchange.messages.eligibility import EligibilityAnswer, PolicyAnswer
from app.exchange.messages.parties import Refusal
from app.kernel.words import N_

COVERED, NOT_COVERED, UNDETERMINED = "covered", "not_covered", "undetermined"

EXPIRED, NOT_BEGUN, NOT_ACTIVE, SUSPENDED = "expired", "not_begun", "not_active", "suspended"
OUT_OF_NETWORK, NOT_DIRECT = "out_of_network", "not_direct_billing"
EXHAUSTED, CARE_EXCLUDED, NOT_FOUND, OTHER = (
    "limit_exhausted",
    "care_not_covered",
    "not_found",
    "other",
)
UNREACHABLE, PENDING, REFUSED = "payer_unreachable", "pending", "refused"
NOT_DELIVERED, WITHDRAWN, UNREADABLE = "not_delivered", "withdrawn", "unreadable"

# Codes of the exchange and of its Gulf relatives, to our reasons.
REASONS_AGAINST = {
    "not-active": NOT_ACTIVE, "nc": NOT_ACTIVE, "expired": EXPIRED,
    "not-covered": CARE_EXCLUDED, "limit-exhausted": EXHAUSTED, "alc": EXHAUSTED,
    "out-network": OUT_OF_NETWORK, "onw": OUT_OF_NETWORK,
    "coverage-suspended": SUSPENDED, "not-direct-billing": NOT_DIRECT,
}  # fmt: skip
UNKNOWN_MEMBER = frozenset({"1658", "mem-001"})
PAYER_AWAY = frozenset({"ge-00012", "transient", "timeout"})

REUSE_MINUTES = 10
HOLD_HOURS = 24
NEARLY_USED = Decimal("0.1")

SELF_PAY, ASK_AGAIN, CORRECT_NUMBER, OTHER_POLICY = "self_pay", "ask_again", "correct_number", "other_policy"  # fmt: skip
WAYS_ON = {
    EXPIRED: (OTHER_POLICY, ASK_AGAIN, SELF_PAY),
    NOT_BEGUN: (OTHER_POLICY, SELF_PAY),
    NOT_ACTIVE: (OTHER_POLICY, ASK_AGAIN, SELF_PAY),
    SUSPENDED: (OTHER_POLICY, ASK_AGAIN, SELF_PAY),
    OUT_OF_NETWORK: (OTHER_POLICY, SELF_PAY),
    NOT_DIRECT: (SELF_PAY, OTHER_POLICY),
    EXHAUSTED: (OTHER_POLICY, SELF_PAY),
    CARE_EXCLUDED: (OTHER_POLICY, SELF_PAY),
    NOT_FOUND: (CORRECT_NUMBER, OTHER_POLICY, SELF_PAY),
    OTHER: (ASK_AGAIN, OTHER_POLICY, SELF_PAY),
    UNREACHABLE: (ASK_AGAIN, OTHER_POLICY, SELF_PAY),
    PENDING: (ASK_AGAIN, SELF_PAY),
    REFUSED: (CORRECT_NUMBER, ASK_AGAIN, SELF_PAY),
    NOT_DELIVERED: (ASK_AGAIN, OTHER_POLICY, SELF_PAY),
    WITHDRAWN: (ASK_AGAIN,),
    UNREADABLE: (ASK_AGAIN, SELF_PAY),
}


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """An answer, judged: the verdict, our reason, and the policy it is about (None where there is none)."""

    verdict: str
    reason: str | None = None
    policy: PolicyAnswer | None = None
    others: tuple[PolicyAnswer, ...] = ()
    said: Refusal | None = None


def judge(answer: EligibilityAnswer, service_date: date) -> Judgement:
    """What the insurer's answer means for care on the service date."""
    if not answer.final:
        return Judgement(verdict=UNDETERMINED, reason=PENDING)
    if not answer.policies:
        return _without_policy(answer)
    first = next((p for p in answer.policies if p.in_force), answer.policies[0])
    others = tuple(p for p in answer.policies if p is not first)
    if not first.in_force:
        reason = _reason_against(first, service_date)
        return Judgement(verdict=NOT_COVERED, reason=reason, policy=first, others=others, said=first.not_in_force)  # fmt: skip
    if first.in_network is False:
        return Judgement(verdict=NOT_COVERED, reason=OUT_OF_NETWORK, policy=first, others=others)
    return Judgement(verdict=COVERED, policy=first, others=others)


def judge_refusals(refusals: tuple[Refusal, ...]) -> Judgement:
    """What it means when there is no answer but a refusal."""
    codes = {refusal.code.casefold() for refusal in refusals}
    said = refusals[0] if refusals else None
    if codes & UNKNOWN_MEMBER:
        return Judgement(verdict=NOT_COVERED, reason=NOT_FOUND, said=said)
    reason = UNREACHABLE if codes & PAYER_AWAY else REFUSED
    return Judgement(verdict=UNDETERMINED, reason=reason, said=said)


def _without_policy(answer: EligibilityAnswer) -> Judgement:
    if answer.refusals:
        return judge_refusals(answer.refusals)
    if answer.outcome == "error":
        return Judgement(verdict=UNDETERMINED, reason=REFUSED)
    return Judgement(verdict=NOT_COVERED, reason=NOT_FOUND)


def _reason_against(policy: PolicyAnswer, on: date) -> str:
    code = policy.not_in_force.code.casefold() if policy.not_in_force else ""
    reason = REASONS_AGAINST.get(code, OTHER if code else NOT_ACTIVE)
    if reason in {NOT_ACTIVE, EXPIRED}:
        if policy.valid_to is not None and policy.valid_to < on:
            return EXPIRED
        if policy.valid_from is not None and policy.valid_from > on:
            return NOT_BEGUN
        return NOT_ACTIVE
    return reason


def holds(answered_at: datetime, service_date: date, on: date, now: datetime, hours: int = HOLD_HOURS) -> bool:  # fmt: skip
    """Whether an answer may still be relied on: for its own service date, and not older than that."""
    return service_date == on and now - answered_at <= timedelta(hours=hours)


def is_fresh(asked_at: datetime, now: datetime, minutes: int = REUSE_MINUTES) -> bool:
    """Whether the same question so soon would only repeat the first one."""
    return now - asked_at <= timedelta(minutes=minutes)


def nearly_used(limit: Decimal | None, used: Decimal | None) -> Decimal | None:
    """What is left of a limit when it is less than a tenth; None when there is enough or nobody said."""
    if limit is None or used is None or limit <= 0:
        return None
    left = max(limit - used, Decimal("0.000"))
    return left if left < limit * NEARLY_USED else None


@dataclass(frozen=True)
class Percent:
    """A share in percent, as a value of a sentence."""

    value: Decimal


@dataclass(frozen=True)
class Saying:
    """One sentence: an English msgid, and its values (text, Decimal for money, Percent, date)."""

    msgid: str
    values: Mapping[str, Any] = field(default_factory=dict)


class Checked(Protocol):
    """What the sentence needs to know of a check."""

    @property
    def verdict(self) -> str | None: ...
    @property
    def reason_code(self) -> str | None: ...
    @property
    def plan_name(self) -> str | None: ...
    @property
    def valid_from(self) -> date | None: ...
    @property
    def valid_to(self) -> date | None: ...
    @property
    def copay_percent(self) -> Decimal | None: ...
    @property
    def copay_max(self) -> Decimal | None: ...
    @property
    def annual_limit(self) -> Decimal | None: ...
    @property
    def annual_used(self) -> Decimal | None: ...


AGAINST = {
    EXPIRED: N_("Not covered: the policy with %(payer)s ended on %(until)s."),
    NOT_BEGUN: N_("Not covered yet: the policy with %(payer)s begins on %(begins)s."),
    NOT_ACTIVE: N_("Not covered: the policy with %(payer)s is not active."),
    SUSPENDED: N_("Not covered: the policy with %(payer)s is suspended."),
    OUT_OF_NETWORK: N_("Not covered here: this place is outside the patient's network with %(payer)s."),
    NOT_DIRECT: N_("Not billed here: the patient pays and claims the money back from %(payer)s."),
    EXHAUSTED: N_("Not covered: the limit of the policy with %(payer)s is used up."),
    CARE_EXCLUDED: N_("Not covered: the policy with %(payer)s does not include this care."),
    NOT_FOUND: N_("Not covered: %(payer)s knows no member with this number."),
    OTHER: N_("Not covered: %(payer)s gave its reason in the words below."),
}  # fmt: skip
OPEN = {
    UNREACHABLE: N_("Not determined: %(payer)s cannot be reached at the moment."),
    PENDING: N_("Not determined yet: %(payer)s took the question and has not answered it."),
    REFUSED: N_("Not determined: the exchange did not accept the question to %(payer)s."),
    NOT_DELIVERED: N_("Not determined: the question to %(payer)s could not be delivered."),
    WITHDRAWN: N_("Not determined: the question to %(payer)s was called back."),
    UNREADABLE: N_("Not determined: the answer of %(payer)s could not be understood."),
}
ASKING = N_("Asking %(payer)s. You may go on with your work meanwhile.")


def sentence(check: Checked, payer: str) -> tuple[Saying, ...]:
    """The whole answer as sentences, the most important one first."""
    if check.verdict == COVERED:
        return tuple(_covered(check, payer))
    if check.verdict is None:
        msgid = ASKING
    elif check.verdict == NOT_COVERED:
        msgid = AGAINST.get(check.reason_code or OTHER, AGAINST[OTHER])
    else:
        msgid = OPEN.get(check.reason_code or NOT_DELIVERED, OPEN[NOT_DELIVERED])
    values = {"payer": payer, "until": check.valid_to, "begins": check.valid_from}
    return (
        Saying(msgid, {name: value for name, value in values.items() if f"%({name})s" in msgid}),
    )


def _covered(check: Checked, payer: str) -> list[Saying]:
    said = [
        Saying(N_("Covered by %(payer)s under the plan %(plan)s."), {"payer": payer, "plan": check.plan_name})
        if check.plan_name
        else Saying(N_("Covered by %(payer)s."), {"payer": payer}),
        _share(check.copay_percent, check.copay_max),
    ]  # fmt: skip
    if check.valid_to is not None:
        said.append(
            Saying(N_("Valid until %(until)s, that day included."), {"until": check.valid_to})
        )
    left = nearly_used(check.annual_limit, check.annual_used)
    if left is not None:
        said.append(
            Saying(N_("Only %(left)s of the annual limit are left; the insurer decides."), {"left": left})
            if left > 0
            else Saying(N_("The annual limit seems to be used up; the insurer decides."))
        )  # fmt: skip
    return said


def _share(percent: Decimal | None, maximum: Decimal | None) -> Saying:
    if percent is None:
        if maximum is None:
            return Saying(N_("The insurer did not say what the patient pays."))
        return Saying(
            N_("The patient pays at most %(maximum)s for one visit."), {"maximum": maximum}
        )
    if percent == 0:
        return Saying(N_("The patient pays nothing."))
    share = {"percent": Percent(percent)}
    if maximum is None:
        return Saying(N_("The patient pays %(percent)s, without a ceiling."), share)
    return Saying(
        N_("The patient pays %(percent)s, at most %(maximum)s for one visit."),
        share | {"maximum": maximum},
    )
