"""Visits of a clinic: checks of cover and claims, each led by the real verbs to where it stands."""

from __future__ import annotations

import io
from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from PIL import Image

from app.claims import service as claims
from app.claims.answers import apply_answer, note_delivery
from app.claims.history import move
from app.claims.models import Claim
from app.claims.service import NewClaim
from app.claims.values import ClaimDraft, DiagnosisDraft, LineDraft
from app.disputes import service as disputes
from app.disputes.models import Dispute
from app.disputes.rules import Answers
from app.documents import service as documents
from app.eligibility import service as eligibility
from app.eligibility.models import EligibilityCheck
from app.exchange import inside, journal
from app.exchange.messages import DeliveryNote, Refusal, Reply
from app.exchange.models import Message
from app.kernel.clock import now, today
from app.kernel.db import db
from app.patients.models import Policy
from app.tenants.queries import facilities
from app.tenants.scope import find
from tests.factories import clinic


def a_draft(
    policy: Policy, practitioner_id: UUID, *, services: tuple[str, ...] = ("CONS-GP",), days_ago: int = 0,
    diagnoses: tuple[str, ...] = ("J06.9",), referral: str = "", approval_id: UUID | None = None,
) -> Claim:  # fmt: skip
    """A claim of one visit, ready to be sent."""
    day = today() - timedelta(days=days_ago)
    branch = facilities()[0].id
    claim = claims.start_draft(
        NewClaim(
            patient_id=policy.patient_id,
            payer_id=policy.payer_id,
            policy_id=policy.id,
            facility_id=branch,
            service_date=day,
            practitioner_id=practitioner_id,
        )
    )
    draft = ClaimDraft(
        patient_id=policy.patient_id,
        policy_id=policy.id,
        practitioner_id=practitioner_id,
        facility_id=branch,
        service_date=day,
        referral_number=referral,
        approval_id=approval_id,
        diagnoses=tuple(
            DiagnosisDraft(sequence=n, code=code, kind="principal" if n == 1 else "secondary")
            for n, code in enumerate(diagnoses, start=1)
        ),
        lines=tuple(
            LineDraft(
                sequence=n,
                local_code=local_code,
                service_date=day,
                quantity=Decimal(1),
                pointers=(1,),
            )
            for n, local_code in enumerate(services, start=1)
        ),
    )
    return claims.save_draft(claim.id, draft, claim.version)


def send(claim: Claim) -> Claim:
    """Put it in the queue."""
    return claims.submit(claim.id, claim.version)


def a_sent_and_a_draft() -> tuple[Claim, Claim]:
    """Two claims of one patient in a clinic that had nothing before: one at its payer, one begun three days ago."""
    clinic.load_codes()
    doctor = clinic.a_practitioner()
    clinic.a_contract()
    policy = clinic.a_policy(clinic.a_patient().id)
    db.session.flush()
    return send(a_draft(policy, doctor)), a_draft(policy, doctor, days_ago=3)


def answered(claim: Claim, answer: object, message_id: UUID | None = None) -> None:
    """The payer's answer to the newest sending of a claim."""
    apply_answer(
        Reply(
            kind="claim", message_id=message_id or claims.last_submission(claim).message_id, subject_kind="claim",
            subject_id=claim.id, answer=answer, received_at=now(), inbound_id=uuid4(),
        )
    )  # fmt: skip


def told(
    claim: Claim, news: str, *, kind: str = "claim", refusal: Refusal | None = None, message_id: UUID | None = None
) -> None:  # fmt: skip
    """News of a message's way."""
    identity = message_id or claims.last_submission(claim).message_id
    note_delivery(
        DeliveryNote(message_id=identity, kind=kind, subject_id=claim.id, news=news, at=now(), refusal=refusal)
    )  # fmt: skip


def ask(policy: Policy) -> EligibilityCheck:
    """Ask the policy's payer about today."""
    return eligibility.ask(policy.patient_id, policy.payer_id)


def message_of(subject_id: UUID) -> Message:
    """The newest message about a claim or a check."""
    query = db.select(Message).where(Message.subject_id == subject_id)
    return db.session.scalars(query.order_by(Message.position.desc())).first()


def hold(message: Message) -> None:
    """The message cannot leave, and a person must act."""
    journal.step(message, "taken")
    inside.hold(message, "cannot_be_opened", certain=True)


def take(message: Message) -> None:
    """The worker took it and was cut off before a byte left."""
    journal.step(message, "taken")


def close(claim_id: UUID) -> None:
    """Nothing more is expected of this claim."""
    move(find(Claim, claim_id, for_update=True), "closed")


def complain(claim_id: UUID) -> Dispute:
    """A complaint about every line that was cut, with a paper, ready to be sent."""
    lines = [
        line.sequence for line in find(Claim, claim_id).lines if line.approved < line.payer_share
    ]
    answers = Answers(claim_wrong=False, decision_wrong=True, only_missing=False)
    dispute = disputes.open_dispute(
        claim_id, answers, lines=lines, comment="The result proves the need."
    )
    picture = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(picture, "JPEG")
    documents.add(
        "claim", dispute.following_claim_id, picture.getvalue(), title="Result", kind="lab_result"
    )
    return dispute
