"""A judged claim of three lines, and the ways an insurer answers what follows it."""

from __future__ import annotations

import io
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image

from app.claims import service
from app.claims.answers import apply_answer
from app.claims.models import Claim
from app.documents import service as documents
from app.exchange.messages import ClaimAnswer, ClaimAnswerLine, Refusal, Reply
from app.kernel.clock import now
from app.kernel.db import db
from app.patients.queries import policy
from tests.claims.conftest import clinics, draft_of, source
from tests.clinics import Clinic, in_clinic, noor, seeb
from tests.factories import visits

__all__ = ["clinics", "draft_of", "in_clinic", "noor", "seeb", "source"]

OMR = Decimal
# What the fixtures' insurer says of consultation, blood count and long-term sugar: 20 % are the patient's.
DENIED_TWO = {2: "MNEC-003", 3: "AUTH-001"}


def judge(claim: Claim, denied: dict[int, str], reference: str = "PAY-1") -> Claim:
    """Let the insurer judge: these lines denied for a reason, all others approved in full."""
    lines = tuple(
        ClaimAnswerLine(
            sequence=line.sequence,
            outcome="denied" if line.sequence in denied else "approved",
            approved=OMR("0.000") if line.sequence in denied else line.payer_share,
            reasons=(Refusal(code=denied[line.sequence], text="Not needed"), Refusal(code="X-7", text="Nor this"))
            if line.sequence in denied
            else (),
        )
        for line in claim.lines
    )  # fmt: skip
    verdict = "approved" if not denied else "denied" if len(denied) == len(lines) else "partial"
    answered(
        claim, ClaimAnswer(outcome="judged", judgement=verdict, reference=reference, lines=lines)
    )
    return claim


def answered(claim: Claim, answer: ClaimAnswer) -> None:
    apply_answer(
        Reply(
            kind="claim", message_id=service.last_submission(claim).message_id, subject_kind="claim",
            subject_id=claim.id, answer=answer, received_at=now(), inbound_id=uuid4(),
        )
    )  # fmt: skip


def a_picture(colour: str = "white") -> bytes:
    """A small JPEG file."""
    found = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(found, "JPEG")
    return found.getvalue()


def attach(claim: Claim, title: str = "Result") -> Any:
    return documents.add("claim", claim.id, a_picture(), title=title, kind="lab_result")


def a_judged(place: Clinic, denied: dict[int, str] | None = None, **wishes: Any) -> Claim:
    """A claim of the clinic in scope that was sent and judged; `denied` is sequence -> reason."""
    draft = visits.a_draft(
        policy(place.policy_id), place.practitioner_id,
        **{"services": ("CONS-GP", "LAB-CBC", "LAB-A1C"), **wishes},
    )  # fmt: skip
    claim = judge(visits.send(draft), DENIED_TWO if denied is None else denied)
    db.session.commit()
    return claim


@pytest.fixture
def make_judged(in_clinic) -> Callable[..., Claim]:
    """Claims of Noor that were judged."""
    return partial(a_judged, in_clinic)


@pytest.fixture
def judged(make_judged) -> Claim:
    """Consultation approved; blood count and long-term sugar denied."""
    return make_judged()
