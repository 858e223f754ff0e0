"""Figure 5: checking claims, beside loading them with all that the checker may know of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from statistics import median
from typing import TypeVar

from sqlalchemy import select

from app.claims import scrubbing
from app.claims.facts import facts_of_many
from app.claims.models import Claim
from app.claims.rulebook.queries import rulebooks
from app.claims.values import ClaimFacts, Finding, Parameters
from app.kernel.db import db
from app.tenants.scope import in_tenant
from benchmarks.estate import Estate, Size
from benchmarks.planting import proof
from benchmarks.report import Figure

CLAIMS, PLANTED, PLANTED_QUICK = 1000, 10_000, 2000
QUICK_ROUNDS = 2
Gathered = TypeVar("Gathered")


def measure(estate: Estate, size: Size) -> list[Figure]:
    """A thousand claims of one clinic, and the proof on claims with planted faults."""
    rows, facts, checks = [], [], []
    app, clinic = estate.app(), estate.clinics[0]
    with app.app_context():
        for _ in range(size.rounds + 1):
            with in_tenant(clinic.tenant_id, clinic.user_id):
                claims, seconds = _timed(_load)
                rows.append(seconds)
                told, seconds = _timed(partial(_gather, claims))
                facts.append(seconds)
                found, seconds = _timed(partial(_check, told))
                checks.append(seconds)
                assert len(found) == CLAIMS
        db.engine.dispose()
    # The first round warms up.
    row, fact, check = (median(one[1:]) for one in (rows, facts, checks))
    return [
        Figure("1,000 claims checked, beside loading them with their facts", check, row + fact, "s", most=1.0),
        Figure("1,000 claims loaded, their facts and the check, beside the bare rows", row + fact + check, row, "s"),
        *_proof(PLANTED_QUICK if size.rounds <= QUICK_ROUNDS else PLANTED),
    ]  # fmt: skip


def _timed(work: Callable[[], Gathered]) -> tuple[Gathered, float]:
    started = time.perf_counter()
    done = work()
    return done, time.perf_counter() - started


def _load() -> Sequence[Claim]:
    """Claims with diagnoses and lines."""
    return db.session.scalars(select(Claim).order_by(Claim.number).limit(CLAIMS)).all()


def _gather(claims: Sequence[Claim]) -> list[tuple[ClaimFacts, Parameters]]:
    """What the checker may know, and what each payer and the clinic set."""
    books = rulebooks((claim.payer_id, claim.service_date) for claim in claims)
    return [
        (facts, books[claim.payer_id, claim.service_date].over(agreed))
        for claim, (facts, agreed) in zip(claims, facts_of_many(claims), strict=True)
    ]


def _check(told: Sequence[tuple[ClaimFacts, Parameters]]) -> list[tuple[Finding, ...]]:
    return [scrubbing.check(facts, parameters) for facts, parameters in told]


def _proof(many: int) -> list[Figure]:
    """Recall and precision on claims with planted faults; anything under one is told by edit."""
    tally = proof.measure(proof.claims(many))
    if tally.recall < 1 or tally.precision < 1:
        print(proof.report(tally), flush=True)
    planted, found = tally.planted.total(), tally.found.total()
    told = found + tally.unplanted.total()
    return [
        Figure(f"planted faults found in {many:,} claims (recall)", found, planted, "faults", least=1.0),
        Figure(f"of the findings, planted ones in {many:,} claims (precision)", found, told, "findings", least=1.0),
    ]  # fmt: skip
