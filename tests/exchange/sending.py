"""Sending from Noor Clinic, and what climbed up."""

from __future__ import annotations

from uuid import UUID

from app.exchange import outbox
from app.exchange.messages import CLAIMS, DESK, ClaimAnswer, DeliveryNote, Question, Reply
from app.kernel.db import db
from app.kernel.ids import new_id
from tests.exchange import samples
from tests.exchange.conftest import Desk


def send_claim(
    desk: Desk,
    identifier: str,
    *,
    payer: str = "DEMO-ALPHA",
    civil_id: str = "10000001",
    **known: object,
) -> UUID:
    said = samples.claim(
        identifier, desk.noor, samples.Party(licence=payer, name=payer), civil_id, **known
    )
    found = outbox.send(
        said,
        payer_id=desk.payer_ids[payer],
        stream=CLAIMS,
        subject_kind="claim",
        subject_id=new_id(),
    )
    db.session.commit()
    return found


def send_approval(desk: Desk, identifier: str, **known: object) -> UUID:
    """An approval request to AlphaCare, on its way."""
    return send(desk, samples.approval(identifier, provider=desk.noor, **known), "approval")


def send(desk: Desk, said: Question, subject_kind: str, subject_id: UUID | None = None) -> UUID:
    """Any message to AlphaCare, in the stream of claims."""
    found = outbox.send(
        said,
        payer_id=desk.payer_ids["DEMO-ALPHA"],
        stream=CLAIMS,
        subject_kind=subject_kind,
        subject_id=subject_id or new_id(),
    )
    db.session.commit()
    return found


def ask(desk: Desk, identifier: str, civil_id: str = "10000001") -> UUID:
    said = samples.question(identifier, desk.noor, civil_id=civil_id)
    found = outbox.send(
        said,
        payer_id=desk.payer_ids["DEMO-ALPHA"],
        stream=DESK,
        subject_kind="eligibility_check",
        subject_id=new_id(),
    )
    db.session.commit()
    return found


def answers(replies: list[object], kind: type = ClaimAnswer) -> list[object]:
    return [
        reply.answer
        for reply in replies
        if isinstance(reply, Reply) and isinstance(reply.answer, kind)
    ]


def news(replies: list[object], message_id: UUID) -> list[str]:
    return [
        note.news
        for note in replies
        if isinstance(note, DeliveryNote) and note.message_id == message_id
    ]
