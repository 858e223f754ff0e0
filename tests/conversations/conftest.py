"""A claim of Noor that its payer has, and a way to let the payer speak about it."""

from __future__ import annotations

from types import SimpleNamespace
from uuid import uuid4

import pytest

from app.conversations import service
from app.exchange.messages import COMMUNICATION, CommunicationReceived, Reply
from app.kernel.clock import now
from app.kernel.db import db
from tests.clinics import inside
from tests.factories import visits

__all__ = ["inside"]


@pytest.fixture
def noor(inside, clock):
    """Ids of a sent claim, a draft, and their patient."""
    with inside("amal"):
        sent, draft = visits.a_sent_and_a_draft()
        found = SimpleNamespace(
            claim=sent.id, number=f"{sent.number}-1", draft=draft.id, patient=sent.patient_id,
            message=visits.message_of(sent.id).id, doctor=sent.practitioner_id,
        )  # fmt: skip
        db.session.commit()
    return found


@pytest.fixture
def asks(inside, noor):
    """`asks("words")` lets the payer ask about the claim, as the inbox hands it up; the question's id."""

    def ask(words="Please send the report.", *, reference="Q-1", claim=None, by=None, **more):
        from app.conversations import queries

        said = CommunicationReceived(
            reference=reference, about=noor.number, texts=(words,), due_at=by, **more
        )
        with inside("amal"):
            service.apply_request(
                Reply(
                    kind=COMMUNICATION, message_id=noor.message, subject_kind="claim",
                    subject_id=claim or noor.claim, answer=said, received_at=now(), inbound_id=uuid4(),
                )
            )  # fmt: skip
            db.session.commit()
            found = [one.id for one in queries.thread("claim", claim or noor.claim) if one.reference == reference]  # fmt: skip
        return found[0] if found else None

    return ask


@pytest.fixture
def cancelled(inside, noor):
    """The claim of Noor, cancelled."""
    from app.claims.history import move
    from app.claims.models import Claim
    from app.tenants.scope import find

    with inside("amal"):
        claim = find(Claim, noor.claim, for_update=True)
        move(claim, "acknowledged")
        move(claim, "cancel_confirmed")
        db.session.commit()
    return noor.claim
