"""Approvals by rule: who needs one, how long an answer may take, what is left. Pure; amounts in OMR."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_DOWN, Decimal
from statistics import median

from app.approvals.states import APPROVED, EXPIRED, GRANTED, PARTIAL
from app.approvals.values import (
    ABOVE,
    CATEGORY,
    CODE,
    EVERYTHING,
    NO,
    ORAL,
    PHARMACY,
    SERVICE,
    VISION,
    YES,
    Clock,
    Need,
    Odds,
)
from app.kernel.money import ZERO, round_baisa
from app.kernel.words import N_

ANSWER_MINUTES = 30
EMERGENCY_HOURS = 24
FEWEST_ANSWERS = 5
RENEW_DAYS = 7
RENEW_UNITS = Decimal(1)
VAT_RATE = Decimal("0.05")

# Our categories of services in the words of a payer's answer about cover.
BENEFITS = {
    "consultation": "medical-consultation",
    "laboratory": "laboratory",
    "imaging": "imaging",
    "medication": "medication",
    "dental": "dental",
    "procedure": "other-service",
    "consumable": "other-service",
}
_RANK = {EVERYTHING: 0, CATEGORY: 1, CODE: 2, SERVICE: 3}
_STRICTNESS = {NO: 0, ABOVE: 1, YES: 2}

BY_RULE = N_("The insurer's rule, as you keep it")
BY_PRICE_LIST = N_("The price list agreed with the insurer")
BY_ANSWER = N_("The insurer's answer about cover")
BY_NOBODY = N_("No rule, price list or answer of the insurer asks for one")


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """A payer's rule: which services (scope and target) need approval, and with which papers."""

    scope: str
    target: str
    level: str
    threshold: Decimal | None = None
    documents: tuple[str, ...] = ()
    note: str = ""
    valid_from: date = date.min


@dataclass(frozen=True, kw_only=True)
class ServiceAsked:
    """A service to be judged: its own code, category, code on the exchange, the price list's flag."""

    local_code: str
    category: str
    code: str = ""
    flagged: bool = False


def need_of(
    service: ServiceAsked, rules: Iterable[Requirement], answered: Collection[str] = ()
) -> Need:
    """Whether this service needs approval; of several who speak, the strictest counts.

    Among the payer's own rules the closest one decides: service, then code, category, everything.
    `answered` are the categories of the cover's answer that require authorisation.
    """
    said = [_by_rule(rule) for rule in _closest(service, rules)]
    if service.flagged:
        said.append(Need(level=YES, reason=BY_PRICE_LIST, source="price_list"))
    if BENEFITS.get(service.category) in answered or "all" in answered:
        said.append(Need(level=YES, reason=BY_ANSWER, source="answer"))
    if not said:
        return Need(level=NO, reason=BY_NOBODY)
    strictest = max(said, key=lambda need: _STRICTNESS[need.level])
    papers = tuple(dict.fromkeys(kind for need in said for kind in need.documents))
    note = next((need.note for need in said if need.note), "")
    return Need(
        level=strictest.level, reason=strictest.reason, source=strictest.source,
        threshold=strictest.threshold, documents=papers, note=note,
    )  # fmt: skip


def _by_rule(rule: Requirement) -> Need:
    return Need(
        level=rule.level,
        reason=BY_RULE,
        source="rule",
        threshold=rule.threshold if rule.level == ABOVE else None,
        documents=rule.documents,
        note=rule.note,
    )


def _closest(service: ServiceAsked, rules: Iterable[Requirement]) -> list[Requirement]:
    fitting = [rule for rule in rules if _fits(service, rule)]
    return sorted(fitting, key=lambda one: (_RANK[one.scope], one.valid_from))[-1:]


def _fits(service: ServiceAsked, rule: Requirement) -> bool:
    if rule.scope == EVERYTHING:
        return True
    meant = {CATEGORY: service.category, CODE: service.code, SERVICE: service.local_code}
    return bool(rule.target) and meant[rule.scope] == rule.target


def clock(began: datetime, minutes: int, now: datetime) -> Clock:
    """How the payer's time stands: amber from half of it on, red once it is over."""
    passed, whole = now - began, timedelta(minutes=minutes)
    left = whole - passed
    tone = "red" if left < timedelta() else "amber" if passed * 2 >= whole else "green"
    return Clock(
        minutes_left=max(0, -(-left // timedelta(minutes=1))),
        late=max(0, -left // timedelta(minutes=1)),
        tone=tone,
    )


def odds(answers: Sequence[tuple[int, str]]) -> Odds | None:
    """Median minutes and share granted of (minutes, status) pairs; None for fewer than five."""
    if len(answers) < FEWEST_ANSWERS:
        return None
    granted = sum(status in GRANTED for _minutes, status in answers)
    share = (Decimal(100 * granted) / len(answers)).quantize(Decimal(1))
    return Odds(
        minutes=round(median(minutes for minutes, _ in answers)),
        percent=int(share),
        count=len(answers),
    )


def status_on(status: str, valid_to: date | None, on: date) -> str:
    """The status on a day: what was granted is over once its last day is."""
    over = status in GRANTED and valid_to is not None and on > valid_to
    return EXPIRED if over else status


def holds(status: str, valid_from: date | None, valid_to: date | None, on: date) -> bool:
    """May a service of this day use it? Days are inclusive; without days the payer set none."""
    begun = valid_from is None or on >= valid_from
    return begun and status_on(status, valid_to, on) in GRANTED


def days_left(valid_to: date | None, today: date) -> int | None:
    """Days in which it may still be used, today as 0; None where it has no last day."""
    return None if valid_to is None else (valid_to - today).days


def wants_renewal(units: Decimal, left: Decimal, days: int | None) -> bool:
    """Is it time to ask for more: one unit or seven days are left, of what is not over."""
    if days is not None and days < 0:
        return False
    few = units > RENEW_UNITS and ZERO < left <= RENEW_UNITS
    return few or (days is not None and days <= RENEW_DAYS and left > ZERO)


def granted_units(
    asked: Decimal, net: Decimal, outcome: str, units: Decimal | None, amount: Decimal | None
) -> Decimal:
    """Units granted on a line. Where the answer names none, no more than its amount proves."""
    if units is not None:
        return min(asked, max(ZERO, units))
    if outcome == APPROVED:
        return asked
    if outcome != PARTIAL or amount is None or net <= ZERO:
        return ZERO
    proven = (asked * amount / net).to_integral_value(rounding=ROUND_DOWN)
    return min(asked, max(ZERO, proven))


def line_amounts(units: Decimal, price: Decimal, vat_category: str) -> tuple[Decimal, Decimal]:
    """(tax, net) of a line: net is units times price, and the tax on it."""
    plain = round_baisa(units * price)
    tax = round_baisa(plain * VAT_RATE) if vat_category == "standard" else ZERO
    return tax, plain + tax


@dataclass(frozen=True, kw_only=True)
class Shape:
    """What of a request is there, for the list of what is missing."""

    kind: str
    has_policy: bool
    has_practitioner: bool
    diagnoses: int
    lines: int
    unmapped: tuple[str, ...] = ()
    without_site: tuple[str, ...] = ()
    without_days: tuple[str, ...] = ()
    has_justification: bool = False
    has_prescription: bool = False
    period_runs: bool = True
    has_member_number: bool = True
    practitioner_is_licensed: bool = True
    facility_is_licensed: bool = True


MISSING = {
    "policy": N_("Choose the policy that is to pay."),
    "member_number": N_(
        "The policy has no member number. Enter it from the card, or check eligibility."
    ),
    "practitioner": N_("Choose the practitioner who asks for the service."),
    "practitioner_licence": N_(
        "The practitioner's licence does not hold on this day. Enter the renewal under Practitioners, or choose another one."
    ),
    "facility_licence": N_(
        "The licence of the branch does not hold on this day. Enter the renewal in Settings, or choose another branch."
    ),
    "diagnosis": N_("Enter at least one diagnosis."),
    "line": N_("Enter at least one service."),
    "period": N_("The last planned day lies before the first one. Correct one of them."),
    "mapping": N_("A service has no code on the exchange. Map it under Contracts first."),
    "site": N_("Name the tooth or the site on every dental line."),
    "days_supply": N_("Enter for how many days each drug is meant."),
    "prescription_number": N_("Enter the number of the prescription."),
    "lenses": N_("Enter the values of the lenses."),
    "justification": N_("Say why the patient needs this: the insurer reads it first."),
}


def is_licensed(first: date | None, last: date | None, service_from: date, today: date) -> bool:
    """Whether a licence holds when the request is made, or held on the day of what was done before.

    A licence that ends before a planned day may still be renewed: the claim asks again.
    """
    day = min(service_from, today)
    return (first is None or first <= day) and (last is None or day <= last)


def missing(shape: Shape) -> tuple[str, ...]:
    """What this type of request must carry and does not, as keys of MISSING."""
    wrong = (
        ("policy", not shape.has_policy),
        ("member_number", shape.has_policy and not shape.has_member_number),
        ("practitioner", not shape.has_practitioner),
        ("practitioner_licence", not shape.practitioner_is_licensed),
        ("facility_licence", not shape.facility_is_licensed),
        ("diagnosis", shape.diagnoses == 0),
        ("line", shape.lines == 0),
        ("period", not shape.period_runs),
        ("mapping", bool(shape.unmapped)),
        ("site", shape.kind == ORAL and bool(shape.without_site)),
        ("days_supply", shape.kind == PHARMACY and bool(shape.without_days)),
        ("prescription_number", shape.kind == PHARMACY and not shape.has_prescription),
        ("lenses", shape.kind == VISION and not shape.has_prescription),
        ("justification", not shape.has_justification),
    )
    return tuple(key for key, is_wrong in wrong if is_wrong)
