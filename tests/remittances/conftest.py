"""A clinic whose claims were judged, and payments for them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from uuid import uuid4

import pytest

from app.claims import service as claims
from app.claims.answers import apply_answer
from app.claims.models import Claim
from app.exchange.messages import ClaimAnswer, ClaimAnswerLine, Refusal, Reply
from app.kernel.clock import now
from app.patients.queries import policy
from app.remittances.models import Remittance
from app.remittances.receiving import NewLine, NewRemittance, receive
from tests import database
from tests.clinics import Clinic, clinics_of, furnished, in_clinic, noor
from tests.factories import clinic as made
from tests.factories import visits

__all__ = ["in_clinic", "noor"]

OMR = Decimal


@pytest.fixture
def source(request, cluster, template) -> str:
    """Tests of clinics begin with clinics at work."""
    wanted = "clinics" in request.fixturenames
    return furnished(cluster, made.GAMMA) if wanted else database.TEMPLATE


@pytest.fixture
def clinics(app, people, clock) -> dict[str, Clinic]:
    """Noor's things and the same again in Seeb, committed."""
    return clinics_of(app, people)


def answered(claim: Claim, answer: ClaimAnswer) -> Claim:
    """The payer's answer arrives."""
    message_id = claims.last_submission(claim).message_id
    apply_answer(
        Reply(
            kind="claim", message_id=message_id, subject_kind="claim", subject_id=claim.id, answer=answer,
            received_at=now(), inbound_id=uuid4(),
        )
    )  # fmt: skip
    return claim


def partly(claim: Claim, *approved: str, reference: str = "PAY-1") -> Claim:
    """Judged line by line with these approved amounts; a line not approved in full has a reason."""
    lines = tuple(
        ClaimAnswerLine(
            sequence=line.sequence,
            outcome="approved" if OMR(amount) == line.payer_share else "partial",
            approved=OMR(amount),
            reasons=() if OMR(amount) == line.payer_share else (Refusal(code="MNEC-003"),),
        )
        for line, amount in zip(claim.lines, approved, strict=True)
    )
    whole = all(one.outcome == "approved" for one in lines)
    judgement = "approved" if whole else "partial"
    return answered(claim, ClaimAnswer(outcome="judged", judgement=judgement, reference=reference, lines=lines))  # fmt: skip


def a_judged_claim(
    place: Clinic, *approved: str, reference: str = "PAY-1", days_ago: int = 0
) -> Claim:
    """A claim that was sent and judged: 12.500 and 4.200, of which the patient bears a tenth."""
    draft = visits.a_draft(
        policy(place.policy_id), place.practitioner_id, services=("CONS-GP", "LAB-CBC"), days_ago=days_ago
    )  # fmt: skip
    claim = visits.send(draft)
    shares = approved or tuple(str(line.payer_share) for line in claim.lines)
    return partly(claim, *shares, reference=reference)


@pytest.fixture
def judged(in_clinic) -> Callable[..., Claim]:
    return lambda *approved, **how: a_judged_claim(in_clinic, *approved, **how)


def pay(*lines: NewLine, reference: str = "", amount: str = "", **more) -> Remittance:
    """A remittance of the exchange with these lines."""
    whole = OMR(amount) if amount else sum((one.amount for one in lines), OMR(0))
    number = reference or f"R-{uuid4().hex[:8]}"
    given = {"paid_on": now().date(), **more}
    return receive(NewRemittance(origin="exchange", reference=number, payment_reference=f"T-{number}", amount=whole, lines=lines, **given))  # fmt: skip


def for_(claim: Claim, amount: str, **more) -> NewLine:
    """An amount for a claim, named by its newest sending."""
    return NewLine(amount=OMR(amount), claim_identifier=f"{claim.number}-{claim.attempts}", **more)
