"""What is handed over meets what is on file already: the same patient, the units of others, one lend."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from app.exchange.messages import (
    HELD_BACK,
    PRESCRIPTION,
    RELEASED,
    DeliveryNote,
    HandedOut,
    PrescriptionAnswer,
    Reply,
)
from app.exchange.messages.prescriptions import RELEASED_AGAIN
from app.kernel.clock import now, today
from app.kernel.db import db
from app.patients.models import Patient
from app.pharmacy.prescriptions import ending, expiring, fetching, service, taking_up, task_queries
from app.pharmacy.prescriptions.errors import (
    NotHandedOver,
    NumberOfAnother,
    OpenFromPaper,
    ParticularsDiffer,
)
from app.pharmacy.prescriptions.history import TASK_SUBJECT
from app.pharmacy.prescriptions.models import EXCHANGE, GIVE_BACK, Prescription, PrescriptionTask
from app.pharmacy.prescriptions.service import NewLine, NewPrescription
from app.pharmacy.prescriptions.taking_up import Chosen
from app.prescribing.ordered import Ordered, OrderedDocument, OrderedMedicine
from tests.factories import clinic, ordered, shelf

TOKEN, CIVIL_ID, BORN = "ERX-1002", "20114587", date(1991, 7, 2)
TAKEN = {1: Chosen("AMOX"), 2: Chosen("PARA")}


@pytest.fixture
def fatma(in_wadi) -> Patient:
    """A patient of a pharmacy with two medicines."""
    shelf.a_medicine("AMOX", name_en="Amoxicillin")
    shelf.a_medicine("PARA", name_en="Paracetamol")
    return clinic.a_patient(civil_id=CIVIL_ID, born=BORN)


def lent(*supplied: str, **changes: Any) -> Ordered:
    """Twenty units of each medicine, and what others supplied of them."""
    medicines = tuple(
        OrderedMedicine(sequence=place, name=name, code=name, quantity=Decimal(20), supplied=Decimal(units))
        for place, (name, units) in enumerate(zip(("DEMO-A", "DEMO-P"), supplied or ("0", "0"), strict=True), start=1)
    )  # fmt: skip
    usual = {
        "prescriber_name": "Dr Salim", "prescriber_licence": "DEMO-D-9", "written_on": today(),
        "expires_on": today() + timedelta(days=30), "medicines": medicines,
        "documents": (OrderedDocument(kind="civil_id", number=CIVIL_ID),), "name_en": "Fatma", "sex": "female", "birth_date": BORN,
    }  # fmt: skip
    return Ordered(**{**usual, **changes})


def a_paper(one: Patient, *codes: str, reference: str = TOKEN) -> Prescription:
    """The paper as the counter enters it while the line is down."""
    lines = tuple(NewLine(local_code=code, quantity=Decimal(20)) for code in codes or ("AMOX", "PARA"))  # fmt: skip
    return service.enter(
        NewPrescription(
            patient_id=one.id, prescriber_name="Dr Salim", prescriber_licence="DEMO-D-9", written_on=today(),
            expires_on=today() + timedelta(days=30), reference=reference, lines=lines,
        )
    )  # fmt: skip


def put(one: Patient, ordered: Ordered) -> Prescription:
    return taking_up.put_on_file(ordered, TOKEN, EXCHANGE, one, TAKEN)


def test_the_paper_of_somebody_else_is_not_taken_for_the_order(fatma):
    other = clinic.a_patient(civil_id="20773458", name="Nasra bint Hamed", arabic="نصرة بنت حمد", phone=None)  # fmt: skip
    paper = a_paper(other)
    with pytest.raises(NumberOfAnother):
        put(fatma, lent())
    assert (paper.source, paper.status) == ("paper", "open")


def test_a_paper_takes_over_what_others_supplied_and_is_lent_from_now_on(fatma):
    paper = a_paper(fatma, "PARA", "AMOX")  # The clerk began with the second line.
    found = put(fatma, lent("5", "0"))
    assert (found.id, found.source, found.status) == (paper.id, "exchange", "open")
    assert {line.local_code: line.supplied for line in found.lines} == {"AMOX": 5, "PARA": 0}


def test_a_paper_of_which_others_supplied_everything_is_completed(fatma):
    paper = a_paper(fatma)
    assert (put(fatma, lent("20", "20")).id, paper.status) == (paper.id, "completed")


def test_the_record_that_was_merged_away_is_the_same_person(fatma):
    earlier = clinic.a_patient(civil_id="20773458", name="Fatma Al Siyabi", phone=None)
    paper = a_paper(earlier)
    earlier.merged_into = fatma.id
    db.session.flush()
    assert put(fatma, lent()).id == paper.id


def test_a_number_of_our_own_is_no_prescribers_number(fatma):
    ours = a_paper(fatma, reference="")
    with pytest.raises(service.AlreadyEntered):
        taking_up.put_on_file(lent(), ours.number, EXCHANGE, fatma, TAKEN)
    assert ours.source == "paper"


@pytest.mark.parametrize(
    "told", [{"birth_date": date(1991, 7, 3)}, {"sex": "male"}], ids=["birth date", "sex"]
)
def test_the_same_number_with_other_particulars_is_not_taken_for_our_patient(fatma, told):
    for expected in (None, fatma.id):
        with pytest.raises(ParticularsDiffer):
            taking_up.patient_of(lent(**told), expected)
    assert (fatma.birth_date, fatma.sex) == (BORN, "female")


@pytest.mark.parametrize(
    "told", [{}, {"birth_date": None}, {"sex": "unknown"}, {"name_en": "Another spelling"}]
)
def test_what_one_side_does_not_say_makes_nobody_another(fatma, told):
    assert taking_up.patient_of(lent(**told)).id == fatma.id


def twice(one: Patient) -> tuple[UUID, UUID]:
    """Two questions of one number, without and with a patient, both answered with the prescription."""
    answer = ordered.an_answer(TOKEN)
    return ordered.a_task(TOKEN, answer), ordered.a_task(TOKEN, answer, patient_id=one.id)


def told_to_let_go() -> int:
    wished = PrescriptionTask.wish == GIVE_BACK
    return db.session.scalar(select(func.count(PrescriptionTask.id)).where(wished)) or 0


def test_what_is_open_here_is_not_let_go_of_by_its_second_question(fatma):
    first, second = twice(fatma)
    made = taking_up.take_up(first, {1: Chosen("PARA")})
    held = fetching.give_back(second)
    assert held is not None
    assert (held.id, held.status, told_to_let_go()) == (made.id, "open", 0)
    assert task_queries.task(second).prescription_id == made.id


def test_what_is_given_back_is_not_taken_up_by_its_second_question(fatma):
    first, second = twice(fatma)
    assert fetching.give_back(first) is None
    assert told_to_let_go() == 1
    with pytest.raises(NotHandedOver):
        taking_up.take_up(second, {1: Chosen("PARA")})


def test_what_is_released_is_not_taken_up_by_its_second_question(fatma):
    first, second = twice(fatma)
    ending.release(taking_up.take_up(first, {1: Chosen("PARA")}).id)
    with pytest.raises(NotHandedOver):
        taking_up.take_up(second, {1: Chosen("PARA")})
    assert told_to_let_go() == 1


def test_what_is_open_from_paper_is_joined_or_cancelled_before_it_is_given_back(fatma):
    a_paper(fatma, "PARA")
    task = ordered.a_task(TOKEN, ordered.an_answer(TOKEN))
    with pytest.raises(OpenFromPaper):
        fetching.give_back(task)
    assert (task_queries.task(task).status, told_to_let_go()) == ("handed_over", 0)


@pytest.mark.parametrize(("days", "ended"), [(30, 0), (31, 1)])
def test_a_prescription_ends_after_its_last_day(fatma, clock, days, ended):
    paper = a_paper(fatma)
    clock.shift(timedelta(days=days))
    assert (expiring.end_what_ran_out(), expiring.end_what_ran_out()) == (ended, 0)
    assert paper.status == ("expired" if ended else "open")


@pytest.mark.parametrize("road", ["paper", "exchange"])
def test_the_number_of_a_cancelled_one_is_entered_and_taken_up_anew(fatma, road):
    earlier = put(fatma, lent()) if road == EXCHANGE else a_paper(fatma)
    ending.cancel(earlier.id)
    anew = a_paper(fatma)
    ending.cancel(anew.id)
    again = put(fatma, lent())
    assert [one.status for one in (earlier, anew, again)] == ["cancelled", "cancelled", "open"]
    assert again.id not in (earlier.id, anew.id)
    assert earlier.reference == TOKEN


def test_a_released_paper_that_comes_back_is_entered_with_what_was_handed_out(fatma):
    earlier = a_paper(fatma)
    service.move_items(earlier, {earlier.lines[0].id: earlier.lines[0].item.supply(Decimal(5))})
    ending.release(earlier.id)
    again = a_paper(fatma, "PARA", "AMOX")
    assert {line.local_code: line.supplied for line in again.lines} == {"AMOX": 5, "PARA": 0}
    assert (earlier.status, again.status) == ("released", "open")


@pytest.mark.parametrize("back", ["other medicines", "another patient", "a lend"])
def test_what_does_not_go_on_where_a_released_one_stood_is_not_entered_twice(fatma, back):
    earlier = put(fatma, lent()) if back == "a lend" else a_paper(fatma)
    service.move_items(earlier, {earlier.lines[0].id: earlier.lines[0].item.supply(Decimal(5))})
    ending.release(earlier.id)
    one, codes = fatma, ("AMOX", "PARA")
    if back == "another patient":
        one = clinic.a_patient(civil_id="20773458", name="Nasra bint Hamed", arabic="نصرة بنت حمد", phone=None)  # fmt: skip
    elif back == "other medicines":
        codes = ("PARA",)
    with pytest.raises(service.AlreadyEntered):
        a_paper(one, *codes)
    assert earlier.reference_index is not None


def test_giving_back_at_the_counter_what_is_open_here_leads_to_it(as_, people, inside, clock):
    with inside("faris"):
        shelf.a_medicine("PARA", name_en="Paracetamol")
        first, second = twice(clinic.a_patient())
        made = taking_up.take_up(first, {1: Chosen("PARA")}).id
        db.session.commit()
    told = as_("faris").post("pharmacy.give_back", {}, task_id=second, follow=True)
    assert "This prescription is open here, so it was not given back." in told.text
    assert told.response.request.path.endswith(str(made))


def word_to_let_go() -> PrescriptionTask:
    return db.session.scalars(select(PrescriptionTask).where(PrescriptionTask.wish == GIVE_BACK)).one()  # fmt: skip


def answer_to(task: PrescriptionTask, answer: PrescriptionAnswer) -> Reply:
    return Reply(
        kind=PRESCRIPTION, message_id=task.message_id, subject_kind=TASK_SUBJECT, subject_id=task.id,
        answer=answer, received_at=now(), inbound_id=uuid4(),
    )  # fmt: skip


def test_cash_and_what_was_given_up_are_told_when_it_goes_back(fatma, monkeypatch):
    """In the prescriber's units, by the order's own number of the line, though the paper stands otherwise."""
    a_paper(fatma, "PARA", "AMOX")
    answer = ordered.an_answer(TOKEN)
    twice_as_many = replace(answer.medicines[0], sequence=2, quantity=Decimal(40))
    task = ordered.a_task(TOKEN, replace(answer, medicines=(answer.medicines[0], twice_as_many)))
    made = taking_up.take_up(task, TAKEN)
    para, amox = made.lines
    assert (para.ordered_sequence, amox.ordered_sequence) == (2, 1)
    service.move_items(made, {
        para.id: para.item.supply(Decimal(5), cash=True).give_up(Decimal(2)),
        amox.id: amox.item.supply(Decimal(3)),
    })  # fmt: skip
    sent = []
    send = fetching.outbox.send
    monkeypatch.setattr(fetching.outbox, "send", lambda asked, **more: sent.append(asked) or send(asked, **more))  # fmt: skip
    ending.release(made.id)
    assert sent[0].handed_out == (
        HandedOut(sequence=1, supplied=Decimal(3)),
        HandedOut(sequence=2, supplied=Decimal(10), cash=Decimal(10), not_supplied=Decimal(4)),
    )


def released_while_asked(one: Patient) -> tuple[PrescriptionTask, PrescriptionTask]:
    """A prescription let go of while it is asked for once more: that question, and the word to let go."""
    made = taking_up.take_up(ordered.a_task(TOKEN, ordered.an_answer(TOKEN)), {1: Chosen("PARA")})
    late = fetching.ask(TOKEN, one.id)
    ending.release(made.id)
    return late, word_to_let_go()


def test_a_question_that_fails_after_it_was_let_go_does_not_stick(fatma):
    late, _word = released_while_asked(fatma)
    for news in (HELD_BACK, RELEASED):
        fetching.note_delivery(
            DeliveryNote(message_id=late.message_id, kind=PRESCRIPTION, subject_id=late.id, news=news, at=now())
        )  # fmt: skip
    assert (late.status, task_queries.open_tasks()) == ("let_go", [])


@pytest.mark.parametrize(("is_back_first", "words"), [(False, 1), (True, 2)])
def test_what_is_lent_after_it_was_let_go_goes_back_at_once(fatma, is_back_first, words):
    late, word = released_while_asked(fatma)
    if is_back_first:
        fetching.apply_answer(answer_to(word, PrescriptionAnswer(outcome=RELEASED_AGAIN)))
    for _ in range(2):
        fetching.apply_answer(answer_to(late, ordered.an_answer(TOKEN)))
    assert (late.status, told_to_let_go()) == ("let_go", words)
