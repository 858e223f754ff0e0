"""What needs a person: gathered from the features, sorted by money and days left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from uuid import UUID

from app.claims.habits import missing
from app.claims.rulebook import work_lists as rulebook
from app.conversations import rules
from app.conversations import work_lists as questions
from app.conversations.wording import left
from app.disputes import work_lists as disputes
from app.disputes.work_lists import NeedsPerson as DisputeWaits
from app.exchange import queries as exchange
from app.home import (
    approvals_work,
    claims_work,
    list_work,
    paper_work,
    pharmacy_work,
    plan_work,
)
from app.home.stakes import at_stake
from app.kernel.authz import Actor
from app.kernel.clock import today
from app.kernel.money import ZERO
from app.kernel.pagewords import name_of
from app.kernel.urgency import place
from app.kernel.words import N_
from app.practitioners import queries as practitioners
from app.practitioners.models import Practitioner
from app.remittances import work_lists as money
from app.worklist.queries import Holder, holders_of

LICENCE_NOTICE_DAYS = 60
LONGEST_LIST = 50
TONES = {
    "grey": "neutral",
    "blue": "waiting",
    "teal": "info",
    "green": "success",
    "amber": "returned",
    "red": "danger",
}


@dataclass(frozen=True, kw_only=True)
class Work:
    """One thing that needs a person, with its one next verb. `why` and `verb` are msgids."""

    kind: str
    reference: str
    endpoint: str
    values: dict[str, UUID] = field(default_factory=dict)
    why: str
    verb: str
    tone: str
    at_stake: Decimal = ZERO
    days: int | None = None
    detail: str = ""
    # Who works on it now, and on which record that says so.
    leased: tuple[str, UUID] | None = None
    holder: Holder | None = None


def work_for(actor: Actor) -> list[Work]:
    """Everything that waits for this person, in the order of `urgency.place`."""
    found: list[Work] = []
    if actor.can("claims.view"):
        found += _claims()
    if actor.can("conversations.write"):
        found += _questions()
    for permission, nearer in NEARER.items():
        if actor.can(permission):
            told = nearer()
            found = _without(found, told) + told
    if actor.can("approvals.view"):
        found += [Work(**row) for row in approvals_work.rows(LONGEST_LIST)]
    if actor.can("payments.match"):
        found += [_money(row) for row in money.needing_a_person(limit=LONGEST_LIST)]
    others = {
        "claims.write": _unclaimed, "exchange.release": _parked, "practitioners.write": _licences,
        "tenants.papers": _papers, "imports.write": _brought, "plans.view": _own_invoices,
    }  # fmt: skip
    for permission, gather in others.items():
        found += gather() if actor.can(permission) else []
    return sorted(with_holders(found), key=lambda work: place(work.days, work.at_stake))


def with_holders(found: Iterable[Work]) -> list[Work]:
    """The same work with who is at it already."""
    work = list(found)
    held = holders_of([one.leased for one in work if one.leased])
    return [replace(one, holder=held.get(one.leased)) if one.leased else one for one in work]


def _claims() -> list[Work]:
    """Claims that wait, and those whose insurers are late with an answer."""
    return [Work(**row) for row in claims_work.rows(LONGEST_LIST) + claims_work.silent()]


DISPUTES = {
    "correction": N_("A correction is prepared and not sent yet."),
    "complaint": N_("A complaint is prepared and not sent yet."),
}


def _dispute(row: DisputeWaits) -> Work:
    return Work(
        kind="dispute",
        reference=row.number,
        endpoint="disputes.show",
        values={"dispute_id": row.id},
        leased=("claim", row.claim_id),
        why=DISPUTES[row.kind],
        verb=N_("Finish it"),
        tone="amber",
        at_stake=row.at_stake,
        days=row.days_left,
    )


CLOCK_TONES = {rules.CALM: "blue", rules.HALF: "amber", rules.OVER: "red"}


def _questions() -> list[Work]:
    rows = questions.needing_a_person(limit=LONGEST_LIST)
    money = at_stake(row.subject for row in rows)
    return [_question(row, money.get(row.subject, ZERO)) for row in rows]


def _question(row: questions.OpenQuestion, amount: Decimal) -> Work:
    return Work(
        kind="question",
        reference=row.about,
        endpoint="conversations.show",
        values={"communication_id": row.id},
        why=N_("An insurer asks and waits for your answer."),
        verb=N_("Answer it"),
        tone=CLOCK_TONES[row.tone],
        at_stake=amount,
        days=0,
        detail=left(row.minutes_left),
    )


def _kept_back(row: rulebook.KeptBack) -> Work:
    return Work(
        kind="hold",
        reference=row.number,
        endpoint="rulebook.release",
        values={"claim_id": row.claim_id},
        leased=("claim", row.claim_id),
        why=N_("A rule keeps this claim back; it waits for your release."),
        verb=N_("Look at it"),
        tone="amber",
        at_stake=row.at_stake,
    )


def _holds() -> list[Work]:
    return [_kept_back(row) for row in rulebook.needing_a_person(limit=LONGEST_LIST)]


def _prepared() -> list[Work]:
    return [_dispute(row) for row in disputes.needing_a_person(limit=LONGEST_LIST)]


def _without(found: list[Work], others: list[Work]) -> list[Work]:
    """One claim is one piece of work: what waits for a release, or answers a decision, is no mere draft."""
    named = {work.leased for work in others}
    return [work for work in found if work.leased is None or work.leased not in named]


def _unsent() -> list[Work]:
    """Supplies whose claims were kept back, those nobody pays yet, and what outlives a reversal elsewhere."""
    lists = (
        pharmacy_work.kept_back,
        pharmacy_work.unsettled,
        pharmacy_work.not_let_go,
        pharmacy_work.untold,
    )
    rows = [row for one in lists for row in one(LONGEST_LIST)]
    return [Work(**row) for row in rows]


# Permission -> what says more of a claim than its own row, and takes its place.
NEARER = {
    "claims.release_hold": _holds,
    "pharmacy.dispense": _unsent,
    "disputes.view": _prepared,
}


def _unclaimed() -> list[Work]:
    """Visits, supplies and approvals without a claim, all as one piece of work."""
    found = missing.counted()
    if not found.count:
        return []
    return [
        Work(
            kind="missing",
            reference=f"{found.count}+" if found.more else str(found.count),
            endpoint="habits.missing",
            why=N_("What was covered, supplied or approved and has no claim yet."),
            verb=N_("Look at them"),
            tone="amber",
            at_stake=found.amount,
        )
    ]


def _parked() -> list[Work]:
    count = exchange.parked_count()
    if not count:
        return []
    return [
        Work(
            kind="exchange",
            reference=str(count),
            endpoint="exchange.parked",
            why=N_("Answers from the exchange that could not be read or matched. They are kept."),
            verb=N_("Look at them"),
            tone="red",
            days=0,
        )
    ]


def _money(row: money.NeedsPerson) -> Work:
    parked = row.kind == money.PARKED_REMITTANCE
    return Work(
        kind="money",
        reference=row.reference,
        endpoint="remittances.show" if parked else "remittances.underpaid_list",
        values={"remittance_id": row.id} if parked else {},
        why=N_("A payment waits: it could not be matched or posted.")
        if parked
        else N_("Lines were paid below contract or decision."),
        verb=N_("Answer it") if parked else N_("Look at them one by one"),
        tone="amber",
        at_stake=row.at_stake,
        days=row.days_left,
    )


def _licences() -> list[Work]:
    """Licences that end within two months, or have ended."""
    day = today()
    ends = {one: (one.licence_to - day).days for one in practitioners.practitioners() if one.active}
    return [_licence(one, left) for one, left in ends.items() if left <= LICENCE_NOTICE_DAYS]


def _licence(doctor: Practitioner, left: int) -> Work:
    return Work(
        kind="licence",
        reference=doctor.licence_number,
        endpoint="practitioners.edit",
        values={"practitioner_id": doctor.id},
        why=N_("A licence ends soon or has ended; insurers refuse claims after that day."),
        verb=N_("Renew it"),
        tone="red" if left < 0 else "amber",
        days=max(left, 0),
        detail=name_of(doctor),
    )


def _papers() -> list[Work]:
    """Own papers that end within two months, or have ended."""
    return [Work(**row) for row in paper_work.rows()]


def _brought() -> list[Work]:
    """Lists that came with the account and have rows, or columns, that a person must decide on."""
    return [Work(**row) for row in list_work.rows(LONGEST_LIST)]


def _own_invoices() -> list[Work]:
    """Invoices of this service that are to be paid soon, or are late."""
    return [Work(**row) for row in plan_work.rows()]
