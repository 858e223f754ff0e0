"""Asking and hearing: one question, one journalled message, and the honest verdict."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from app.audit.models import AuditEvent
from app.eligibility import queries, rules, service, suggesting
from app.eligibility.errors import NoDocument, NothingToAdopt
from app.eligibility.states import ANSWERED, ASKED, FAILED
from app.exchange.messages import (
    HELD_BACK,
    REFUSED,
    RELEASED,
    UNCLEAR,
    Benefit,
    DeliveryNote,
    EligibilityAnswer,
    ErrorNotice,
    PolicyAnswer,
    Refusal,
    Reply,
)
from app.exchange.models import Message
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.patients import queries as patients
from app.patients.service import register
from app.patients.values import NewDocument, NewPatient, NewPolicy
from app.reference.queries import payer_by_licence

pytestmark = pytest.mark.usefixtures("in_noor")

DAY = date(2026, 11, 22)
GOOD = PolicyAnswer(
    in_force=True, member_number="G-77", plan_name="Gold", valid_from=date(2026, 1, 1),
    valid_to=date(2026, 12, 31), copay_percent=Decimal(10), copay_max=Decimal("3.000"),
    benefits=(Benefit(category="imaging", approval_required=True, limit=Decimal("100.000"), used=Decimal("40.000")),),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _now(clock):
    return clock


@pytest.fixture
def gamma():
    return payer_by_licence("DEMO-GAMMA").id


@pytest.fixture
def salim(gamma):
    return register(
        NewPatient(
            name_en="Salim Rashid", birth_date=date(1988, 3, 12), sex="male",
            document=NewDocument(kind="civil_id", number="12345678"),
            policy=NewPolicy(payer_id=gamma, valid_from=date(2026, 1, 1), plan_name="Silver"),
        )
    ).id  # fmt: skip


def reply(check, *policies, received_at=None, **changes):
    return Reply(
        kind="eligibility", message_id=check.message_id, subject_kind=service.SUBJECT, subject_id=check.id,
        answer=EligibilityAnswer(**{"outcome": "complete", "policies": policies, "reference": "R-1", **changes}),
        received_at=received_at or now(), inbound_id=uuid4(),
    )  # fmt: skip


def news(check, what, refusal=None):
    return DeliveryNote(message_id=check.message_id, kind="eligibility", subject_id=check.id, news=what, at=now(), refusal=refusal)  # fmt: skip


def messages():
    return db.session.scalar(select(func.count()).select_from(Message))


def test_asking_journals_one_message(salim, gamma):
    check = service.ask(salim, gamma)
    assert (check.status, check.service_date, check.verdict) == (ASKED, DAY, None)
    message = db.session.scalars(select(Message).where(Message.id == check.message_id)).one()
    assert (message.kind, message.subject_id) == ("eligibility", check.id)
    assert check.policy_id == patients.policies(salim)[0].id


def test_asking_twice_at_once_asks_once(salim, gamma):
    first = service.ask(salim, gamma)
    assert service.ask(salim, gamma).id == first.id
    assert service.ask(salim, gamma, again=True).id == first.id
    assert messages() == 1


def test_a_fresh_answer_is_reused_and_an_old_one_is_not(salim, gamma, clock):
    first = service.ask(salim, gamma)
    service.apply_answer(reply(first, GOOD))
    assert service.ask(salim, gamma).id == first.id
    second = service.ask(salim, gamma, again=True)
    assert second.id != first.id
    service.apply_answer(reply(second, GOOD))
    clock.shift(timedelta(minutes=rules.REUSE_MINUTES, seconds=1))
    assert service.ask(salim, gamma).id not in {first.id, second.id}


def test_an_undetermined_answer_is_never_reused(salim, gamma):
    first = service.ask(salim, gamma)
    service.apply_answer(reply(first, outcome="queued"))
    assert first.verdict == rules.UNDETERMINED
    assert service.ask(salim, gamma).id != first.id


def test_no_document_no_question(gamma):
    one = register(NewPatient(name_en="Newborn of Maha", birth_date=DAY))
    with pytest.raises(NoDocument):
        service.ask(one.id, gamma)
    assert messages() == 0


def test_an_unknown_patient_or_insurer_is_not_found(salim):
    with pytest.raises(NotFound):
        service.ask(uuid4(), uuid4())
    with pytest.raises(NotFound):
        service.ask(salim, uuid4())


def test_the_answer_is_kept_whole(salim, gamma):
    check = service.ask(salim, gamma)
    service.apply_answer(reply(check, GOOD, replace(GOOD, plan_name="Second")))
    assert (check.status, check.verdict, check.plan_name, check.reference) == (
        ANSWERED,
        "covered",
        "Gold",
        "R-1",
    )
    assert (check.copay_percent, check.copay_max) == (Decimal(10), Decimal("3.000"))
    assert queries.member_number(check) == "G-77"
    assert check.benefits[0]["limit"] == "100.000"
    assert check.others[0]["plan_name"] == "Second"
    assert queries.latest(salim, gamma, DAY).id == check.id
    assert queries.latest(salim, gamma, DAY + timedelta(days=1)) is None


def test_the_same_answer_twice_changes_nothing(salim, gamma):
    check = service.ask(salim, gamma)
    once = reply(check, GOOD)
    service.apply_answer(once)
    service.apply_answer(once)
    assert (check.status, check.verdict) == (ANSWERED, "covered")


def test_an_older_answer_never_overwrites_a_newer_one(salim, gamma):
    check = service.ask(salim, gamma)
    service.apply_answer(reply(check, GOOD))
    late = replace(GOOD, in_force=False)
    service.apply_answer(reply(check, late, received_at=now() - timedelta(minutes=1)))
    assert check.verdict == "covered"


def test_a_notice_of_trouble_is_undetermined_not_a_no(salim, gamma):
    check = service.ask(salim, gamma)
    told = replace(
        reply(check), answer=ErrorNotice(refusals=(Refusal(code="GE-00012", text="Away"),))
    )
    service.apply_answer(told)
    assert (check.verdict, check.reason_code, check.reason_text) == (
        "undetermined",
        "payer_unreachable",
        "Away",
    )


@pytest.mark.parametrize(
    ("what", "refusal", "reason"),
    [
        (UNCLEAR, None, "not_delivered"),
        (HELD_BACK, None, "not_delivered"),
        (REFUSED, None, "refused"),
        (REFUSED, Refusal(code="BV-00186", text="Wrong"), "refused"),
    ],
)
def test_what_goes_wrong_on_the_way_is_undetermined(salim, gamma, what, refusal, reason):
    check = service.ask(salim, gamma)
    service.note_delivery(news(check, what, refusal))
    assert (check.status, check.verdict, check.reason_code) == (FAILED, "undetermined", reason)
    service.apply_answer(reply(check, GOOD))
    assert (check.status, check.verdict, check.reason_code) == (ANSWERED, "covered", None)


def test_a_released_question_waits_again(salim, gamma):
    check = service.ask(salim, gamma)
    service.note_delivery(news(check, HELD_BACK))
    service.note_delivery(news(check, RELEASED))
    assert (check.status, check.verdict) == (ASKED, None)


def test_news_after_the_answer_changes_nothing(salim, gamma):
    check = service.ask(salim, gamma)
    service.apply_answer(reply(check, GOOD))
    service.note_delivery(news(check, UNCLEAR))
    assert (check.status, check.verdict) == (ANSWERED, "covered")


def test_the_last_known_answer_has_its_age(salim, gamma, clock):
    first = service.ask(salim, gamma)
    service.apply_answer(reply(first, GOOD))
    clock.shift(timedelta(days=3))
    second = service.ask(salim, gamma)
    assert queries.last_known(second).id == first.id


def test_the_policy_changes_only_when_a_person_takes_the_answer_over(salim, gamma):
    check = service.ask(salim, gamma)
    service.apply_answer(reply(check, GOOD))
    (policy,) = patients.policies(salim)
    assert policy.plan_name == "Silver"
    told = {name: (kept, said) for name, kept, said in suggesting.differences(check)}
    assert told["plan_name"] == ("Silver", "Gold")
    assert told["valid_to"] == (None, date(2026, 12, 31))
    suggesting.adopt(check.id)
    assert (policy.plan_name, policy.valid_to, policy.copay_max) == (
        "Gold",
        date(2026, 12, 31),
        Decimal("3.000"),
    )
    assert patients.member_number(policy) == "G-77"
    with pytest.raises(NothingToAdopt):
        suggesting.adopt(check.id)


def test_an_answer_without_a_policy_on_file_becomes_one(salim):
    alpha = payer_by_licence("DEMO-ALPHA").id
    check = service.ask(salim, alpha)
    service.apply_answer(reply(check, GOOD))
    suggesting.adopt(check.id)
    assert [p.payer_id for p in patients.policies_on(salim, DAY)][-1] == alpha


def test_every_step_leaves_one_trace_without_patient_data(salim, gamma):
    check = service.ask(salim, gamma)
    service.apply_answer(reply(check, GOOD))
    db.session.commit()
    query = select(AuditEvent).where(AuditEvent.subject_id == check.id).order_by(AuditEvent.seq)
    events = list(db.session.scalars(query))
    assert [event.event for event in events] == ["eligibility.asked", "eligibility.answered"]
    assert "G-77" not in str([event.changes for event in events])


def test_the_list_of_a_day_pages_by_keys(salim, gamma, clock):
    for _ in range(30):
        check = service.ask(salim, gamma, again=True)
        service.apply_answer(reply(check, GOOD))
        clock.shift(timedelta(seconds=1))
    first = queries.asked_on(DAY)
    second = queries.asked_on(DAY, cursor=first.next)
    assert (len(first.rows), len(second.rows), second.next) == (25, 5, None)
    assert queries.asked_on(DAY, cursor=second.previous).rows == first.rows
    assert queries.asked_on(DAY - timedelta(days=1)).rows == []
    assert queries.asked_on(DAY, verdict="not_covered").rows == []
    with pytest.raises(NotFound):
        queries.asked_on(DAY, cursor="nonsense")
