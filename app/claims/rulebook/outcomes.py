"""What became of claims that left, and counting it: pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

from app.claims.states import APPROVED, DENIED, PARTIAL, REJECTED
from app.kernel.money import ZERO

MOST_LISTED = 200


class Judged(Protocol):
    """What a claim or line says of its judgement; amounts in rials."""

    @property
    def payer_share(self) -> Decimal: ...
    @property
    def approved(self) -> Decimal | None: ...


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """A claim of the past: `refused` is None while nobody decided; `amount` is what was not paid.

    `decision` is rejected, which never entered the insurer's system, or what the insurer judged.
    """

    claim_id: str
    number: str
    day: str
    payer_share: Decimal
    refused: bool | None
    decision: str = ""
    amount: Decimal = ZERO


def refused(status: str, adjudication: str) -> bool | None:
    """Did the insurer or the exchange refuse it, in whole or in part? None while undecided."""
    if status == REJECTED or adjudication in {DENIED, PARTIAL}:
        return True
    return False if adjudication == APPROVED else None


def not_paid(status: str, judged: Judged) -> Decimal:
    """Of what was asked, what the insurer did not approve."""
    if status == REJECTED:
        return judged.payer_share
    return max(judged.payer_share - (judged.approved or ZERO), ZERO)


@dataclass
class Tally:
    """Claims that a rule would have touched, by what became of them."""

    looked: int = 0
    touched: int = 0
    refused: int = 0
    paid: int = 0
    undecided: int = 0
    amount: Decimal = ZERO
    payer_share: Decimal = ZERO
    before: int = 0
    listed: list[dict[str, Any]] = field(default_factory=list)

    def look(self, *, was_touched: bool = False) -> None:
        """One more claim was looked at; under today's settings it was touched or not."""
        self.looked += 1
        self.before += was_touched

    def touch(self, one: Outcome) -> None:
        """The rule would have touched this claim."""
        self.touched += 1
        self.payer_share += one.payer_share
        if one.refused is None:
            self.undecided += 1
        elif one.refused:
            self.refused += 1
            self.amount += one.amount
        else:
            self.paid += 1
        if len(self.listed) < MOST_LISTED:
            self.listed.append(
                {
                    "id": one.claim_id, "number": one.number, "day": one.day, "decision": one.decision,
                    "payer_share": str(one.payer_share), "amount": str(one.amount),
                }
            )  # fmt: skip

    def as_kept(self) -> dict[str, Any]:
        """The counts as plain JSON."""
        return {
            "looked": self.looked, "touched": self.touched, "refused": self.refused, "paid": self.paid,
            "undecided": self.undecided, "amount": str(self.amount),
            "payer_share": str(self.payer_share), "before": self.before, "claims": self.listed,
        }  # fmt: skip
