"""Looking through own refusals for rules worth having, and testing each on the same claims."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select

from app.claims.models import Claim, ClaimLine
from app.claims.rulebook import conditions, mining, recent
from app.claims.rulebook.cases import case_of
from app.claims.rulebook.conditions import ALL, Case, Condition, Group
from app.claims.rulebook.mining import Candidate, JudgedLine
from app.claims.rulebook.models import RuleProposal
from app.claims.rulebook.outcomes import Outcome, Tally, not_paid, refused
from app.claims.rulebook.states import PROPOSED
from app.claims.values import PRINCIPAL
from app.kernel.clock import now
from app.kernel.db import db

CODED = frozenset({"service", "principal"})


class ProposalCounter:
    """Gathers judged lines; at the end keeps what they suggest, each with its back-test."""

    def __init__(self, _subject: dict[str, Any]) -> None:
        self.lines: list[JudgedLine] = []
        self.past: list[tuple[Case, Outcome]] = []

    def take(self, claims: Sequence[Claim]) -> None:
        """One step of claims."""
        known = recent.around(claims)
        for claim in claims:
            self.lines += judged(claim)
            self.past.append((case_of(claim, known[claim.id]), recent.outcome(claim)))

    def result(self) -> dict[str, Any]:
        """How many lines were looked at and how many proposals stand now."""
        found = mining.candidates(self.lines)
        for one in found:
            _keep(one, backtest(one, self.past))
        return {
            "looked": len(self.past),
            "lines": len(self.lines),
            "found": len(found),
            "claims": [],
        }


def judged(claim: Claim) -> Iterator[JudgedLine]:
    """The lines of a claim that were decided, with their features."""
    if refused(claim.status, claim.adjudication) is None:
        return
    principal = next((row.code for row in claim.diagnoses if row.kind == PRINCIPAL), "")
    for line in claim.lines:
        reason, amount = _refusal(claim, line)
        features = {
            "payer": str(claim.payer_id),
            "practitioner": str(claim.practitioner_id or ""),
            "principal": principal,
            "service": line.local_code,
        }
        yield JudgedLine(features, reason, amount)


def _refusal(claim: Claim, line: ClaimLine) -> tuple[str, Any]:
    """The reason for which a line was not paid in full, "" where it was; rials not paid."""
    missing = not_paid(claim.status, line)
    if missing <= 0:
        return "", missing
    return line.reason_code or claim.problem_code or "", missing


def conditions_of(pattern: Sequence[Sequence[str]]) -> Group:
    """The conditions that say what a pattern says."""
    return Group(
        ALL,
        tuple(
            Condition(fact, "one_of" if fact in CODED else "is", (value,))
            for fact, value in pattern
        ),
    )


def backtest(one: Candidate, past: Sequence[tuple[Case, Outcome]]) -> dict[str, Any]:
    """What the rule would have done to whole claims."""
    when, tally = conditions_of(one.pattern), Tally()
    for case, outcome in past:
        tally.look()
        if conditions.match(when, case).met:
            tally.touch(outcome)
    return tally.as_kept()


def _keep(one: Candidate, tested: dict[str, Any]) -> None:
    """A new proposal, or new counts for one that still waits; what somebody settled stays settled."""
    query = select(RuleProposal).where(RuleProposal.key == one.key).with_for_update()
    row = db.session.scalars(query).one_or_none()
    if row is None:
        row = RuleProposal(key=one.key, reason_code=one.reason)
        db.session.add(row)
    elif row.status != PROPOSED:
        return
    row.features = [list(feature) for feature in one.pattern]
    row.support, row.matched = one.support, one.matched
    row.precision, row.lift, row.amount = one.precision, one.lift, one.amount
    row.backtest, row.found_at = tested, now()
    db.session.flush()
