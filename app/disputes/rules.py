"""Which way an answer to a decision takes, what a decision means for a dispute, and whether one is worth it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.claims.states import ACCEPTED as CLAIM_ACCEPTED
from app.claims.states import (
    ADJUDICATED,
    APPROVED,
    CANCELLED,
    DENIED,
    DRAFT,
    HELD,
    PARTIAL,
    QUEUED,
    REJECTED,
)
from app.claims.states import SENT as CLAIM_SENT
from app.claims.values import COMPLAINT, CORRECTION
from app.disputes.states import DRAFTED, LOST, OPEN, PARTLY_WON, SENT, WON
from app.kernel.money import ZERO, round_baisa
from app.kernel.words import N_

REPLY, NO_WAY = "reply", "nothing"
FEWEST = 5


@dataclass(frozen=True, kw_only=True)
class Answers:
    """The three questions: was anything on the claim wrong, is the decision wrong, is only something missing?"""

    claim_wrong: bool
    decision_wrong: bool
    only_missing: bool


@dataclass(frozen=True)
class Way:
    """The way the answers lead to, why, and what it does (msgids)."""

    kind: str
    why: str
    what: str


def days_to_send(status: str, window_until: date | None, on: date) -> int | None:
    """Days left in the payer's window; None once it was sent, and where no window is known."""
    return (window_until - on).days if window_until and status == DRAFTED else None


WAYS = {
    CORRECTION: Way(
        CORRECTION,
        N_("Something on the claim was wrong, so the insurer judged what you did not mean."),
        N_("The whole claim goes again under a new number, with new line numbers, and names the first one as its forerunner."),
    ),
    COMPLAINT: Way(
        COMPLAINT,
        N_("The claim was right as it stood, and the insurer decided some lines wrongly."),
        N_("Only the disputed lines go, under the same line numbers, with your comment and at least one document."),
    ),
    REPLY: Way(
        REPLY,
        N_("Claim and decision are right as far as they go; the insurer only misses something."),
        N_("Answer with the missing document. Neither a correction nor a complaint is needed, and no window is used up."),
    ),
    NO_WAY: Way(
        NO_WAY,
        N_("You find nothing wrong and nothing missing, so there is nothing to answer."),
        N_("Close the claim with a reason, or let the patient's share be settled."),
    ),
}  # fmt: skip


def choose(answers: Answers) -> Way:
    """Correction before complaint: a claim that was wrong is never complained about."""
    if answers.claim_wrong:
        return WAYS[CORRECTION]
    if answers.only_missing:
        return WAYS[REPLY]
    return WAYS[COMPLAINT] if answers.decision_wrong else WAYS[NO_WAY]


def outcome(at_stake: Decimal, recovered: Decimal) -> str:
    """What an attempt came to."""
    if recovered <= ZERO:
        return LOST
    return WON if recovered >= at_stake else PARTLY_WON


def steps_to(status: str, claim_status: str, adjudication: str, decision: str) -> tuple[str, ...]:
    """The events that bring a dispute to where its claim stands; none when it is there.

    `decision` is the outcome, should the claim have been judged.
    """
    if claim_status == CANCELLED:
        return ("abandoned",)
    if claim_status in {DRAFT, REJECTED}:
        return () if status == DRAFTED else ("turned_back",) if status in OPEN else ()
    begun = ("submitted",) if status == DRAFTED else ()
    if claim_status in {QUEUED, CLAIM_SENT, HELD}:
        return begun
    if claim_status == CLAIM_ACCEPTED:
        return (*begun, "acknowledged") if status in {DRAFTED, SENT} else ()
    if claim_status == ADJUDICATED and adjudication in {APPROVED, PARTIAL, DENIED}:
        return (*begun, decision) if status != decision else ()
    return ()


def is_open(status: str) -> bool:
    """Whether an answer is still to come."""
    return status in OPEN


@dataclass(frozen=True)
class Record:
    """Own history of one reason: decided lines, and how many of them won something back."""

    decided: int
    won: int

    @property
    def rate(self) -> Decimal | None:
        """Won of decided; None under five, where a rate says nothing."""
        return None if self.decided < FEWEST else Decimal(self.won) / Decimal(self.decided)


@dataclass(frozen=True)
class LineWorth:
    """A line at stake with the history it is measured by; `same_payer` tells whose."""

    sequence: int
    reason_code: str | None
    at_stake: Decimal
    record: Record
    same_payer: bool

    @property
    def expected(self) -> Decimal | None:
        """OMR x own win rate, or None without enough history."""
        rate = self.record.rate
        return None if rate is None else round_baisa(self.at_stake * rate)


@dataclass(frozen=True)
class Worth:
    """What an attempt may be expected to bring."""

    lines: tuple[LineWorth, ...]

    @property
    def at_stake(self) -> Decimal:
        return sum((line.at_stake for line in self.lines), ZERO)

    @property
    def expected(self) -> Decimal | None:
        """Expected of the lines with history; None when no line has any."""
        return _sum(line.expected for line in self.lines)

    @property
    def unknown(self) -> int:
        """How many lines have too little history."""
        return sum(1 for line in self.lines if line.expected is None)


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, ZERO) if known else None


def best_record(with_payer: Record, with_all: Record) -> tuple[Record, bool]:
    """The payer's own record where it says something, else everybody's; and whether it is the payer's."""
    return (with_payer, True) if with_payer.rate is not None else (with_all, False)
