"""A clinic with a known past: claims whose decisions were written by hand, so that sums can be checked by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from app.claims.models import Claim
from app.kernel.clock import now
from app.kernel.db import db
from tests.factories import clinic, visits

NUMBERS = ("20661234", "20661235", "20661236", "20661237", "20661238", "20661239", "20661240", "20661241")  # fmt: skip


@pytest.fixture
def in_noor(app, inside) -> Iterator[None]:
    """The test works in Noor's scope, as Amal, in a request: reports speak the language of a page."""
    with app.test_request_context(), inside("amal"):
        yield


@pytest.fixture
def past(app, people, inside, clock) -> Callable[..., UUID]:
    """`past("approved")` is a claim of Noor that came to this; amounts are of its one line, in rials."""
    waiting = iter(NUMBERS)
    with inside("amal"):
        clinic.make_codes()
        doctor = clinic.a_practitioner(clinic.Mark())
        known = clinic.a_contract(clinic.Mark()).services
        clinic.a_contract(clinic.Mark(), payer=clinic.GAMMA, known=known)
        db.session.commit()

    def made(
        adjudication: str, *, status: str = "adjudicated", asked: str = "10.000", approved: str | None = None,
        reason: str | None = None, days_ago: int = 0, attempts: int = 1, withdrawals: int = 0, payer: str = clinic.ALPHA, took: float = 2,
    ) -> UUID:  # fmt: skip
        with inside("amal"):
            mark = clinic.Mark()
            patient = clinic.a_patient(mark, civil_id=next(waiting))
            policy = clinic.a_policy(patient.id, mark, payer=payer)
            claim = visits.a_draft(policy, doctor, days_ago=days_ago)
            _decide(claim, adjudication, status, Decimal(asked), approved, reason)
            claim.attempts, claim.withdrawals = attempts, withdrawals
            claim.submitted_at = now() - timedelta(days=took)
            claim.judged_at = now() if claim.approved is not None else None
            db.session.commit()
            return claim.id

    return made


def _decide(
    claim: Claim, adjudication: str, status: str, asked: Decimal, approved: str | None, reason: str | None
) -> None:  # fmt: skip
    (line,) = claim.lines
    line.net = line.unit_price = claim.net = asked
    line.patient_share = claim.patient_share = Decimal("0.000")
    line.payer_share = claim.payer_share = asked
    claim.status, claim.adjudication = status, adjudication
    if approved is not None:
        claim.approved = line.approved = Decimal(approved)
        line.outcome, line.reason_code = adjudication, reason
