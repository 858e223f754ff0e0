"""Papers, words between clinic and payer, and what nobody could read."""

from __future__ import annotations

import hashlib
from datetime import date
from uuid import UUID, uuid4

from app.conversations import queries as threads
from app.conversations import service as conversations
from app.documents import service as documents
from app.exchange import inbox, outbox
from app.exchange.messages import COMMUNICATION, REFUSED, CommunicationReceived, DeliveryNote, Reply
from app.kernel.clock import now
from app.tenants import papers as own_papers
from app.tenants.papers import PaperBrought
from tests.cast import Person
from tests.factories import paper
from tests.factories.clinic import Mark
from tests.rooms.names import Ids


def papers_of_all_kinds(ids: Ids, mark: Mark, owner: Person) -> None:
    """A paper that can go, one that an insurer has, and one of the patient's to be used again."""
    scan = paper.a_pdf(words=mark.latin)
    ids["own_paper"] = own_papers.keep(
        PaperBrought(
            kind="moh_licence", number=f"MOH-{mark.latin}", expires_on=date(2027, 1, 31),
            content_type="application/pdf", sha256=hashlib.sha256(scan).hexdigest(), body=scan,
        )
    ).id  # fmt: skip
    ids["paper"] = documents.add(
        "claim", ids["claim_partial"], scan, title=mark.en("Report"), kind="report"
    ).id
    ids["paper_sent"] = documents.add(
        "claim", ids["claim_denied"], scan, title=mark.en("X-ray"), kind="x_ray"
    ).id
    documents.mark_sent("claim", ids["claim_denied"])
    ids["paper_patient"] = documents.add(
        "patient", ids["patient_approved"], paper.a_png(note=mark.latin), title=mark.en("Card"), kind="id_card"
    ).id  # fmt: skip


def words_with_payers(ids: Ids, mark: Mark, owner: Person) -> None:
    """Two questions about a claim, and words of ours that nobody took."""
    for name in ("question", "question_second"):
        ids[name] = a_question(ids, mark, "claim_pended", name)
    told = conversations.tell("claim", ids["claim_pended"], mark.en("Words"))
    ids["words_failed"] = told.id
    outbox.withdraw(told.message_id)
    conversations.note_delivery(
        DeliveryNote(
            message_id=told.message_id, kind=COMMUNICATION, subject_id=told.id, news=REFUSED, at=now()
        )
    )  # fmt: skip


def a_question(ids: Ids, mark: Mark, claim: str, reference: str) -> UUID:
    """A payer's question, as the inbox hands it up; its id."""
    said = CommunicationReceived(reference=reference, about="", texts=(mark.en("Please explain."),))
    conversations.apply_request(
        Reply(
            kind=COMMUNICATION, message_id=None, subject_kind="claim", subject_id=ids[claim],
            answer=said, received_at=now(), inbound_id=uuid4(),
        )
    )  # fmt: skip
    return next(one.id for one in threads.thread("claim", ids[claim]) if one.reference == reference)


def trouble(ids: Ids, mark: Mark, owner: Person) -> None:
    """What went wrong or waits: parked and unread messages of theirs."""
    ids["inbound_parked"] = inbox.keep(f"not a message {mark.latin}".encode())
    ids["inbound_received"] = inbox.keep(f"nor is this {mark.latin}".encode())
