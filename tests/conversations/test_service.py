"""What a payer asks is kept once, what we answer is sent, and nothing said is lost."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, func, select, text

from app.approvals import requirements
from app.approvals.requirements import Times
from app.audit.models import AuditEvent
from app.claims.models import Claim
from app.conversations import errors, queries, service
from app.conversations.errors import NumberUsedTwice
from app.conversations.models import Communication
from app.documents import queries as papers
from app.documents import service as documents
from app.exchange.connections import gateway
from app.exchange.errors import AnswersNothing, AttachmentTooLarge
from app.exchange.messages import (
    COMMUNICATION,
    DISPATCHED,
    HELD_BACK,
    REFUSED,
    RELEASED,
    Attachment,
    CommunicationReceived,
    DeliveryNote,
    Refusal,
    Reply,
)
from app.exchange.models import Message
from app.kernel.clock import now, today
from app.kernel.db import db, psycopg_url
from app.kernel.errors import NotFound
from app.patients.queries import policy
from app.reference.queries import payer
from app.tenants.scope import find
from tests.factories import paper, visits


def news(one, what, **more):
    service.note_delivery(
        DeliveryNote(message_id=one.message_id, kind=COMMUNICATION, subject_id=one.id, news=what, at=now(), **more)
    )  # fmt: skip


def test_a_question_is_kept_sealed_and_its_clock_runs(inside, noor, asks, cluster, database_name):
    question = asks("Why was Zainab examined twice?")
    with inside("amal"):
        one = queries.communication(question)
        assert queries.text_of(one) == "Why was Zainab examined twice?"
        assert (one.status, one.about) == ("asked", noor.number)
        assert one.due_at - one.asked_at == timedelta(minutes=30)
        assert [open_.id for open_ in queries.unanswered()] == [question]
    engine = create_engine(psycopg_url(cluster.url(database_name)))
    with engine.connect() as connection:
        sealed = connection.execute(text("SELECT text_sealed FROM communications")).scalar_one()
    engine.dispose()
    assert b"Zainab" not in bytes(sealed)


def test_one_clock_runs_for_answers_and_questions(inside, noor, asks):
    """The clinic's own minutes for the payer, else its own for every payer, else what the list of payers says."""
    with inside("amal"):
        payer_id = find(Claim, noor.claim).payer_id
        assert requirements.answer_minutes(payer_id) == payer(payer_id).approval_minutes == 30
    for number, (whose, minutes) in enumerate(((None, 45), ("own", 20)), start=2):
        with inside("amal"):
            times = Times(minutes=minutes)
            requirements.set_times(payer_id if whose else None, times, today())
            db.session.commit()
        question = asks(reference=f"Q-{number}")
        with inside("amal"):
            one = queries.communication(question)
            assert one.due_at - one.asked_at == timedelta(minutes=minutes)


def test_the_same_question_twice_is_one(inside, asks):
    assert asks() == asks()
    with inside("amal"):
        assert db.session.scalar(select(func.count(Communication.id))) == 1


def test_a_question_that_came_again_is_noted(inside, asks):
    question = asks()
    asks()
    with inside("amal"):
        events = [
            one.event
            for one in db.session.scalars(
                select(AuditEvent).where(AuditEvent.subject_id == question)
            )
        ]
    assert events.count("communication.repeated") == 1


def test_payers_number_as_they_like(inside, noor, asks):
    """The same number about another record, or of another numbering, is another question; other words are parked."""
    first = asks(reference="1")
    with inside("amal"):
        other = visits.send(
            visits.a_draft(policy(find(Claim, noor.claim).policy_id), noor.doctor, days_ago=9)
        ).id
        db.session.commit()
    second = asks(reference="1", claim=other)
    asks("And the x-ray?", reference="1", reference_system="http://other")
    with inside("amal"):
        assert [one.reference_system for one in queries.thread("claim", noor.claim)] == [
            "",
            "http://other",
        ]
        assert len(queries.unanswered()) == 3
    assert first != second
    with pytest.raises(NumberUsedTwice):
        asks("Something else.", reference="1")


def test_an_answer_leaves_with_its_papers_and_stops_the_clock(inside, noor, asks):
    question = asks()
    with inside("badr"):
        report = documents.add("claim", noor.claim, paper.a_pdf(), title="Report", kind="report")
        told = service.tell("claim", noor.claim, "Here it is.", in_reply_to=question, documents=(report.id,))  # fmt: skip
        db.session.commit()
        asked, message = queries.communication(question), find(Message, told.message_id)
        assert (asked.status, asked.answered_at) == ("answered", now())
        assert queries.unanswered() == []
        assert (message.kind, message.status, message.subject_id) == ("communication", "queued", told.id)  # fmt: skip
        assert [row.is_sent for row in papers.documents_of("communication", told.id)] == [True]
        assert [queries.text_of(one) for one in queries.thread("claim", noor.claim)] == ["Please send the report.", "Here it is."]  # fmt: skip


def test_the_way_of_our_words_is_told(inside, noor):
    with inside("badr"):
        told = service.tell("claim", noor.claim, "One more remark.")
        for what, status in ((DISPATCHED, "sent"), (DISPATCHED, "sent"), (HELD_BACK, "held"), (RELEASED, "queued"), (DISPATCHED, "sent")):  # fmt: skip
            news(told, what)
            assert told.status == status


def test_an_answer_nobody_took_lets_the_question_wait_again(inside, noor, asks):
    question = asks()
    with inside("badr"):
        told = service.tell("claim", noor.claim, "Here.", in_reply_to=question)
        first = told.message_id
        news(told, REFUSED, refusal=Refusal(code="BV-00233", text="names people"))
        assert (told.status, told.problem_code) == ("failed", "BV-00233")
        assert [one.id for one in queries.unanswered()] == [question]
        service.send_again(told.id)
        assert told.status == "queued"
        assert told.message_id != first
        assert queries.unanswered() == []
        assert queries.text_of(told) == "Here."


def test_news_of_an_earlier_sending_changes_nothing(inside, noor):
    with inside("badr"):
        told = service.tell("claim", noor.claim, "Here.")
        first = told.message_id
        news(told, REFUSED)
        service.send_again(told.id)
        service.note_delivery(DeliveryNote(message_id=first, kind=COMMUNICATION, subject_id=told.id, news=REFUSED, at=now()))  # fmt: skip
        assert told.status == "queued"


def test_about_a_cancelled_claim_words_are_kept_and_not_sent(inside, asks, cancelled):
    question = asks("Is it right?")
    with inside("badr"):
        asked = queries.communication(question)
        assert (asked.status, asked.after_end, asked.due_at) == ("closed", True, None)
        before = db.session.scalar(select(func.count(Message.id)))
        told = service.tell("claim", cancelled, "It was cancelled.", in_reply_to=question)
        assert (told.status, told.message_id) == ("kept", None)
        assert db.session.scalar(select(func.count(Message.id))) == before
        assert queries.text_of(told) == "It was cancelled."


def test_a_file_too_large_for_the_message_is_named_before_anything_leaves(
    inside, noor, monkeypatch
):
    with inside("badr"):
        report = documents.add("claim", noor.claim, paper.a_pdf(), title="Report", kind="report")
        small = replace(gateway().limits, file_bytes=100)
        monkeypatch.setattr(type(gateway()), "limits", property(lambda _self: small))
        before = db.session.scalar(select(func.count(Message.id)))
        with pytest.raises(AttachmentTooLarge):
            service.tell("claim", noor.claim, "Here.", documents=(report.id,))
        assert db.session.scalar(select(func.count(Message.id))) == before


def test_there_is_nothing_to_say_about_what_was_never_sent(inside, noor):
    with inside("badr"), pytest.raises(errors.NothingToSpeakAbout):
        service.tell("claim", noor.draft, "Hello.")


def test_only_papers_that_belong_here_travel(inside, noor):
    with inside("badr"):
        with pytest.raises(errors.PaperOfSomethingElse):
            service.tell("claim", noor.claim, "Here.", documents=(uuid4(),))
        other = documents.keep(paper.a_pdf(words="other"), title="Other", kind="other")
        with pytest.raises(errors.PaperOfSomethingElse):
            service.tell("claim", noor.claim, "Here.", documents=(other.id,))


def test_a_question_is_closed_without_an_answer(inside, noor, asks):
    question = asks()
    with inside("badr"):
        service.close(question)
        assert queries.unanswered() == []
        told = service.tell("claim", noor.claim, "A remark.")
        with pytest.raises(errors.NoQuestion):
            service.close(told.id)


def test_a_payers_files_are_looked_at_like_anybodys(inside, asks):
    def file(title, body, kind="application/pdf"):
        digest = hashlib.sha256(body).hexdigest()
        return Attachment(title=title, content_type=kind, body=body, sha256=digest)

    files = file("Form", paper.a_pdf()), file("Trap", paper.a_pdf(paper.with_script))
    question = asks(attachments=files)
    with inside("badr"):
        assert queries.communication(question).files_refused == 1
        assert [row.title for row in papers.documents_of("communication", question)] == ["Form"]


def test_what_is_about_nothing_of_ours_is_not_taken(inside, noor):
    said = CommunicationReceived(reference="Q", about="nobody's", texts=("What?",))
    for kind, identity in (("eligibility_check", uuid4()), ("", None)):
        with inside("amal"), pytest.raises(AnswersNothing):
            service.apply_request(Reply(kind=COMMUNICATION, message_id=None, subject_kind=kind, subject_id=identity, answer=said, received_at=now(), inbound_id=uuid4()))  # fmt: skip


def test_another_clinic_finds_nothing(inside, noor, asks):
    question = asks()
    with inside("salma"):
        with pytest.raises(NotFound):
            queries.communication(question)
        with pytest.raises(NotFound):
            service.tell("claim", noor.claim, "Hello.")
        assert queries.thread("claim", noor.claim) == []
        assert queries.unanswered() == []
