"""A prescription that lies at the exchange, from the scan to the counter, against the simulated exchange in this process."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.contracts import services
from app.exchange.dhamani.adapter import Dhamani
from app.exchange.messages import (
    HELD_BACK,
    RELEASED,
    UNCLEAR,
    DeliveryNote,
    PrescriptionAnswer,
    Reply,
)
from app.exchange.models import Inbound
from app.kernel.clock import now, today
from app.kernel.db import db
from app.patients import queries as patients
from app.patients.models import Patient
from app.pharmacy.dispensing import service as dispensing
from app.pharmacy.dispensing.gathering import at_counter
from app.pharmacy.dispensing.values import Pass
from app.pharmacy.prescriptions import ending, fetching, taking_up, task_queries
from app.pharmacy.prescriptions.errors import (
    AnswerOfAnother,
    LineUnmatched,
    NotHandedOver,
    NotOfThisPatient,
    PrescriptionExpired,
)
from app.pharmacy.prescriptions.models import Prescription
from app.pharmacy.prescriptions.taking_up import Chosen
from app.reference.imports import Edition, ListedCode, load_list
from app.reference.systems import DEMO_DRUGS
from tests.factories import clinic, counter, ordered, shelf, wire

TAKEN_UP = {1: Chosen("AMOVARIL"), 2: Chosen("TIROZINE")}


@pytest.fixture
def line(app, cluster, database_name):
    with wire.in_process(app, cluster, f"{database_name}_erx") as simulator:
        yield simulator


@pytest.fixture
def shop(app, people, inside, clock, line):
    """A pharmacy that has two of the invented drugs on its code map."""
    with inside("faris"):
        counter.make_codes()
        codes = [ListedCode(code=code, display_en=code) for code in ("DEMO-D003", "DEMO-D006")]
        load_list(codes, Edition(system=DEMO_DRUGS, version="erx", valid_from=date(2024, 1, 1)))
        for local_code, drug in (("AMOVARIL", "DEMO-D003"), ("TIROZINE", "DEMO-D006")):
            medicine = shelf.a_medicine(local_code, name_en=local_code.title())
            services.map_code(medicine.service_id, DEMO_DRUGS, drug, date(2025, 1, 1))
            shelf.received(medicine.id)
        shelf.a_medicine("OTHER", name_en="Other")
        db.session.commit()
    return people["faris"].tenant_id


@pytest.fixture
def ask(inside, shop):
    """Ask for a token and let the worker bring the answer; the task."""

    def asked(token, **more):
        with inside("faris"):
            task_id = fetching.ask(token, **more).id
            db.session.commit()
        wire.deliver_all(shop)
        return task_id

    return asked


def as_released(line, token, holder="DEMO-P-OTHER"):
    """Another pharmacy holds the prescription, at the simulated exchange."""
    engine = line.application.extensions["sandbox"].engine
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE sandbox.prescription SET holder = %s WHERE token = %s", (holder, token))  # fmt: skip


def outcome(inside, task_id):
    with inside("faris"):
        task = task_queries.task(task_id)
        return task.status, task.reason


def test_from_the_scan_to_the_counter_and_back(as_, inside, shop, line):
    faris = as_("faris")
    waiting = faris.post("pharmacy.scan", {"code": "erx-1002"}, follow=True)
    assert "Asking the exchange" in waiting.text
    task_id = waiting.response.request.path.rsplit("/", 1)[1]
    assert "This page opens the prescription by itself" in faris.get("pharmacy.fetched_piece", task_id=task_id).text  # fmt: skip
    assert "ERX-1002" in faris.get("pharmacy.index").text
    wire.deliver_all(shop)
    assert faris.get("pharmacy.fetched_piece", status=286, task_id=task_id).response.headers["HX-Redirect"].endswith(task_id)  # fmt: skip
    shown = faris.get("pharmacy.fetched", task_id=task_id)
    for words in ("Demo Person 10000002", "Dr Demo Prescriber", "DEMO-DR-0042", "Tirozine", "Amovaril", "not on file yet"):  # fmt: skip
        assert words in shown.text
    typed = {name: shown.value(name) for name in ("lines-0-sequence", "lines-0-service", "lines-1-sequence", "lines-1-service")}  # fmt: skip
    opened = faris.post("pharmacy.take_up", typed, task_id=task_id, follow=True)
    assert "Tirozine" in opened.text
    assert "Exchange" in opened.text
    paper = opened.response.request.path.rsplit("/", 1)[1]
    again = faris.post("pharmacy.scan", {"code": "ERX-1002"})
    assert again.response.location.endswith(paper)
    released = faris.post("pharmacy.release_prescription", {}, prescription_id=paper, follow=True)
    assert "The exchange is being told that others may have this prescription." in released.text
    wire.deliver_all(shop)
    engine = line.application.extensions["sandbox"].engine
    with engine.connect() as connection:
        holders = connection.exec_driver_sql("SELECT holder FROM sandbox.prescription WHERE token = 'ERX-1002'").all()  # fmt: skip
    assert holders == [(None,)]
    assert "being told" not in faris.get("pharmacy.show", prescription_id=paper).text


@pytest.mark.parametrize(
    ("token", "state", "reason", "words"),
    [
        ("ERX-9999", "turned_down", "unknown", "knows no prescription of this number"),
        ("ERX-2001", "turned_down", "run_out", "This prescription has expired"),
    ],
)
def test_why_none_is_handed_over(ask, as_, inside, token, state, reason, words):
    task_id = ask(token)
    assert outcome(inside, task_id) == (state, reason)
    shown = as_("faris").get("pharmacy.fetched", task_id=task_id)
    assert words in shown.text
    assert "Enter the paper instead" in shown.text


def test_another_pharmacy_holds_it_until_it_lets_go(ask, as_, inside, line):
    first = ask("ERX-1002")
    with inside("faris"):
        fetching.give_back(first)
        db.session.commit()
    as_released(line, "ERX-1002")
    held = ask("ERX-1002")
    assert outcome(inside, held) == ("turned_down", "taken")
    assert "Another pharmacy has taken this prescription up" in as_("faris").get("pharmacy.fetched", task_id=held).text  # fmt: skip
    as_released(line, "ERX-1002", None)
    assert outcome(inside, ask("ERX-1002"))[0] == "handed_over"


def test_two_counters_take_the_same_number_up_and_there_is_one_prescription(ask, inside):
    task_id = ask("ERX-1002")
    taken = {1: Chosen("TIROZINE"), 2: Chosen("AMOVARIL")}
    with inside("faris"):
        assert fetching.ask("erx-1002").id == task_id
        first = taking_up.take_up(task_id, taken)
        second = taking_up.take_up(task_id, {})
        assert second.id == first.id
        assert first.source == "exchange"
        assert [(line.local_code, line.quantity, line.ordered_code) for line in first.lines] == [
            ("TIROZINE", Decimal(1), "DEMO-D006"),
            ("AMOVARIL", Decimal(1), "DEMO-D003"),
        ]
        assert db.session.scalar(select(func.count()).select_from(Prescription)) == 1
        assert patients.patient(first.patient_id).name_en == "Demo Person 10000002"


def test_what_was_released_is_taken_up_again_as_the_same_one(ask, inside):
    taken = {1: Chosen("TIROZINE"), 2: Chosen("AMOVARIL")}
    first_task = ask("ERX-1002")
    with inside("faris"):
        first = taking_up.take_up(first_task, taken).id
        ending.release(first)
        db.session.commit()
    second_task = ask("ERX-1002")
    with inside("faris"):
        found = taking_up.take_up(second_task, {})
        assert (found.id, found.status) == (first, "open")
        assert task_queries.task(second_task).prescription_id == first


def test_a_cancelled_one_goes_back_to_the_exchange(ask, inside, shop):
    task_id = ask("ERX-1002")
    with inside("faris"):
        made = taking_up.take_up(task_id, {1: Chosen("TIROZINE"), 2: Chosen("AMOVARIL")})
        ending.cancel(made.id)
        db.session.commit()
        told = task_queries.last_let_go(made.id)
    assert told is not None
    wire.deliver_all(shop)
    assert outcome(inside, told.id) == ("let_go", "")


@pytest.fixture
def came_back(ask, inside, line, shop, clock):
    """A supply in cash of what the exchange lent, taken back after the rest was released; the prescription and its supply."""

    def made(taken_by=None):
        taken = {1: Chosen("TIROZINE", Decimal(5)), 2: Chosen("AMOVARIL", Decimal(5))}
        task_id = ask("ERX-1002")
        with inside("faris"):
            found = taking_up.take_up(task_id, taken)
            db.session.commit()
            place = counter.Shop(found.patient_id, None, None, shelf.branch(), None, {})
            alerts = at_counter(found, place.facility_id, today()).alerts
            passes = {one.fingerprint: Pass(reason="prescriber_confirmed") for one in alerts}
            draft = counter.a_draft(place, found, {"quantity": "5", "cash": True, "days": 5}, {}, passes=passes)  # fmt: skip
            supplied = dispensing.supply(found.id, draft, found.version).id
            ending.release(found.id)
            db.session.commit()
            paper = found.id
        wire.deliver_all(shop)
        as_released(line, "ERX-1002", taken_by)
        clock.shift(60)
        with inside("faris"):
            dispensing.reverse(supplied, "not_collected")
            db.session.commit()
        wire.deliver_all(shop)
        return paper

    return made


def supplied_there(line):
    engine = line.application.extensions["sandbox"].engine
    with engine.connect() as connection:
        lines = connection.exec_driver_sql("SELECT lines FROM sandbox.prescription WHERE token = 'ERX-1002'").scalar_one()  # fmt: skip
    return [Decimal(one.get("supplied", 0)) for one in lines]


def test_what_comes_back_after_it_was_given_back_is_told_to_the_exchange(came_back, line, as_):
    faris = as_("faris")
    shown = faris.get("pharmacy.show", prescription_id=came_back()).text
    assert supplied_there(line) == [0, 0]
    assert ("Released" in shown, "Tell the exchange again" in shown) == (True, False)


def test_what_the_exchange_does_not_take_down_needs_somebody(came_back, line, as_, shop, clock):
    faris = as_("faris")
    paper = came_back(taken_by="DEMO-P-OTHER")
    assert supplied_there(line) == [1, 0]
    assert "did not take down what became of a prescription" in faris.get("home.index").text
    assert "another pharmacy may hold it" in faris.get("pharmacy.show", prescription_id=paper).text
    as_released(line, "ERX-1002", None)
    clock.shift(60)
    faris.post("pharmacy.tell_again", {}, prescription_id=paper)
    wire.deliver_all(shop)
    assert supplied_there(line) == [0, 0]
    assert "did not take down" not in faris.get("home.index").text
    again = faris.post("pharmacy.tell_again", {}, prescription_id=paper, follow=True)
    assert "knows already what became of this prescription" in again.text


def test_a_line_without_a_medicine_is_named_and_what_is_chosen_is_remembered(ask, as_, inside):
    task_id = ask("ERX-1005")  # Amovaril, Tirozine, and Oralvane that nobody mapped.
    faris = as_("faris")
    shown = faris.get("pharmacy.fetched", task_id=task_id)
    assert "Its code is not mapped to a medicine of yours" in shown.text
    typed = {f"lines-{row}-{box}": shown.value(f"lines-{row}-{box}") for row in range(3) for box in ("sequence", "service")}  # fmt: skip
    refused = faris.post("pharmacy.take_up", typed, status=422, task_id=task_id)
    assert "The service of this line is missing" in refused.text
    typed |= {"lines-2-service": "OTHER", "lines-2-quantity": "10"}
    faris.post("pharmacy.take_up", typed, task_id=task_id)
    with inside("faris"):
        made = db.session.scalars(select(Prescription)).one()
        assert [(line.local_code, line.quantity) for line in made.lines] == [("AMOVARIL", 1), ("TIROZINE", 1), ("OTHER", 10)]  # fmt: skip
    next_task = ask("ERX-1001")  # Amovaril, an insulin nobody mapped, Oralvane.
    with inside("faris"):
        found = task_queries.matches(task_queries.ordered(task_queries.task(next_task)))
    assert [one.local_code for one in found] == ["AMOVARIL", "", "OTHER"]


def test_it_must_be_of_the_patient_whose_page_was_open(ask, as_, inside):
    with inside("faris"):
        other = clinic.a_patient().id
        db.session.commit()
    asked = as_("faris").post("pharmacy.fetch_for", {"code": "ERX-1002"}, patient_id=other)
    task_id = re.sub(r".*/", "", asked.response.location)
    assert ask("ERX-1002", patient_id=other) == UUID(task_id)
    shown = as_("faris").get("pharmacy.fetched", task_id=task_id)
    assert "not of the patient you opened" in shown.text
    assert "Take up and open" not in shown.text
    with inside("faris"):
        with pytest.raises(NotOfThisPatient):
            taking_up.take_up(UUID(task_id), {})
        assert db.session.scalar(select(func.count()).select_from(Prescription)) == 0


def test_nothing_is_put_on_file_that_is_not_whole(ask, inside, clock):
    task_id = ask("ERX-1002")
    with inside("faris"):
        people = db.session.scalar(select(func.count()).select_from(Patient))
        with pytest.raises(LineUnmatched):
            taking_up.take_up(task_id, {1: Chosen("TIROZINE")})
        db.session.rollback()
        assert db.session.scalar(select(func.count()).select_from(Patient)) == people
        clock.move_to(date(2027, 3, 1))
        with pytest.raises(PrescriptionExpired):
            taking_up.take_up(task_id, TAKEN_UP)
        db.session.rollback()
        fetching.give_back(task_id)
        with pytest.raises(NotHandedOver):
            taking_up.take_up(task_id, TAKEN_UP)


def test_a_line_that_is_down_keeps_the_number_for_the_paper(as_, inside, shop):
    with inside("faris"):
        patient = clinic.a_patient().id
        task_id = fetching.ask("ERX-1002").id
        for news, state in ((HELD_BACK, "failed"), (RELEASED, "asked"), (UNCLEAR, "failed")):
            note = DeliveryNote(message_id=task_id, kind="prescription", subject_id=task_id, news=news, at=now())  # fmt: skip
            fetching.note_delivery(note)
            assert task_queries.task(task_id).status == state
        db.session.commit()
    faris = as_("faris")
    assert "the answer cannot be read" in faris.get("pharmacy.fetched", task_id=task_id).text
    unknown = faris.post("pharmacy.paper_instead", {"code": "29999999"}, status=422, task_id=task_id)  # fmt: skip
    assert "Nobody with this number is on file" in unknown.text
    paper = faris.post("pharmacy.paper_instead", {"code": "20114587"}, task_id=task_id, follow=True)
    assert paper.value("reference") == "ERX-1002"
    assert str(patient) in paper.response.request.path


@pytest.mark.parametrize("lacks", ["patient", "prescriber", "issued_on", "expires_on"])
def test_an_answer_that_lacks_a_part_is_no_prescription(lacks):
    with pytest.raises(AnswerOfAnother):
        fetching.ordered_of(ordered.an_answer("ERX-1002", **{lacks: None}))


def test_an_answer_that_cannot_be_used_is_parked_in_sight(ask, inside, monkeypatch):
    whole = fetching.ordered_of
    monkeypatch.setattr(fetching, "ordered_of", lambda answer: whole(replace(answer, patient=None)))
    task_id = ask("ERX-1002")
    assert outcome(inside, task_id) == ("asked", "")
    with inside("faris"):
        assert db.session.scalars(select(Inbound.problem)).all() == ["AnswerOfAnother"]


def test_an_answer_about_another_prescription_is_refused(ask, inside):
    with inside("faris"):
        task = fetching.ask("ERX-1002")
        answer = PrescriptionAnswer(outcome="handed_over", reference="ERX-1003")
        reply = Reply(kind="prescription", message_id=task.message_id, subject_kind="prescription_task", subject_id=task.id, answer=answer, received_at=now(), inbound_id=task.id)  # fmt: skip
        with pytest.raises(AnswerOfAnother):
            fetching.apply_answer(reply)


def test_without_prescriptions_at_the_exchange_the_number_is_unknown(as_, shop, monkeypatch):
    monkeypatch.setattr(Dhamani, "has_prescriptions", False)
    answer = as_("faris").post("pharmacy.scan", {"code": "ERX-1002"}, status=422)
    assert "No prescription of number ERX-1002 is on file" in answer.text
