"""A prescription from the clinic that wrote it to the pharmacy that scans it: once, with consent, and nothing else crosses."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.kernel.clock import today
from app.kernel.db import db
from app.pharmacy.prescriptions import ending, fetching, from_clinic, taking_up
from app.pharmacy.prescriptions.errors import (
    HeldElsewhere,
    NotHeldHere,
    NotOfThisPatient,
    TokenUnknown,
    WithdrawnByClinic,
)
from app.pharmacy.prescriptions.models import Prescription
from app.pharmacy.prescriptions.service import move_items
from app.pharmacy.prescriptions.taking_up import Chosen
from app.prescribing import mailbox, queries, service
from app.prescribing.errors import (
    EndsTooEarly,
    HoldsTooLong,
    NoConsent,
    NotAPrescriber,
    TakenAlready,
)
from app.prescribing.service import NewWritten, NewWrittenLine
from app.prescribing.tokens import new_token
from app.tenants.scope import find
from tests.clinics import inside
from tests.factories import clinic, shelf

__all__ = ["inside"]


@pytest.fixture
def visit(app, people, inside):
    """A patient and a doctor of Noor, committed."""
    with inside("amal"):
        patient, doctor = clinic.a_patient().id, clinic.a_practitioner()
        db.session.commit()
    return patient, doctor


@pytest.fixture
def new(visit):
    def made(**changes):
        line = NewWrittenLine(name="Amoxicillin 500 mg", quantity=Decimal(21), dose=Decimal(1), times_a_day=Decimal(3), days=7, directions="After food")  # fmt: skip
        usual = {"patient_id": visit[0], "practitioner_id": visit[1], "expires_on": today() + timedelta(days=200), "lines": (line,), "consent_given_by": "patient"}  # fmt: skip
        return NewWritten(**{**usual, **changes})

    return made


@pytest.fixture
def token(inside, new):
    """The token of a prescription that lies in the mailbox."""
    with inside("amal"):
        made = service.write(new())
        db.session.commit()
        return queries.token_of(made)


@pytest.fixture
def shop(inside, people):
    with inside("faris"):
        shelf.a_medicine("MED-AMOX", name_en="Amoxicillin")
        db.session.commit()


def how_it_stands(inside, token):
    with inside("amal"):
        found = db.session.scalars(select(service.WrittenPrescription)).one()
        return queries.states([found])


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"consent_given_by": ""}, NoConsent),
        ({"expires_on": -1}, EndsTooEarly),
        ({"expires_on": 366}, HoldsTooLong),
    ],
)
def test_what_a_clinic_may_not_write(inside, new, changes, refusal):
    days = {name: today() + timedelta(days=value) if name == "expires_on" else value for name, value in changes.items()}  # fmt: skip
    with inside("amal"), pytest.raises(refusal):
        service.write(new(**days))


def test_a_pharmacist_prescribes_nothing(inside, new):
    with inside("amal"):
        other = clinic.a_practitioner(licence="DEMO-D-77", role="pharmacist")
        with pytest.raises(NotAPrescriber):
            service.write(new(practitioner_id=other))


def test_from_the_doctor_to_the_counter(as_, inside, visit, shop, people):
    doctor = as_("amal")
    typed = {
        "practitioner": str(visit[1]), "lines-0-service": "Amoxicillin 500 mg", "lines-0-quantity": "21",
        "lines-0-dose": "1", "lines-0-times_a_day": "3", "lines-0-days": "7", "lines-0-directions": "After food",
        "expires_on": (today() + timedelta(days=30)).isoformat(),
    }  # fmt: skip
    refused = doctor.post("prescribing.new", typed, status=422, patient_id=visit[0])
    assert "Without the patient&#39;s agreement" in refused.response.text
    shown = doctor.post("prescribing.new", {**typed, "consent_given_by": "guardian"}, patient_id=visit[0], follow=True)  # fmt: skip
    assert "Waiting for a pharmacy" in shown.text
    assert "The patient's guardian" in shown.text
    code = re.search(r"MQ(-[0-9A-Z]{5}){6}", shown.response.text).group()
    faris = as_("faris")
    handed = faris.post("pharmacy.scan", {"code": code.lower()}, follow=True)
    for words in ("Prescription from a clinic", "Amoxicillin 500 mg", "After food", "registers the patient"):  # fmt: skip
        assert words in handed.text
    task_id = handed.response.request.path.rsplit("/", 1)[1]
    opened = faris.post("pharmacy.take_up", {"lines-0-sequence": "1", "lines-0-service": "MED-AMOX", "lines-0-quantity": "21"}, task_id=task_id, follow=True)  # fmt: skip
    assert "Clinic" in opened.text
    written = shown.response.request.path.rsplit("/", 1)[1]
    again = doctor.get("prescribing.show", prescription_id=written)
    assert "Taken up by a pharmacy" in again.text
    assert code not in again.text
    assert "can no longer be withdrawn" in doctor.post("prescribing.withdraw", {}, prescription_id=written, follow=True).text  # fmt: skip
    assert faris.post("pharmacy.scan", {"code": code.replace("-", "")}).response.location.endswith(opened.response.request.path)  # fmt: skip
    for who, event in (("amal", "written_prescription.written"), ("faris", "prescription_task.taken_up")):  # fmt: skip
        with inside(who):
            assert event in db.session.scalars(select(AuditEvent.event)).all()


def test_a_wrong_code_hears_why(as_, shop, token):
    faris = as_("faris")
    damaged = faris.post("pharmacy.scan", {"code": token.text[:-1]}, status=422)
    assert "This code is damaged or mistyped" in damaged.text
    unknown = faris.post("pharmacy.scan", {"code": new_token().text}, status=422)
    assert "No clinic has laid down a prescription" in unknown.text


def test_it_is_handed_out_once_and_back_again(inside, token, shop):
    with inside("faris"):
        task_id = from_clinic.take(token).id
        assert from_clinic.take(token).id == task_id
        db.session.commit()
    with inside("salma"), pytest.raises(HeldElsewhere):
        from_clinic.take(token)
    with inside("faris"):
        fetching.give_back(task_id)
        db.session.commit()
    assert how_it_stands(inside, token) == ["lying"]


def test_what_was_partly_supplied_goes_back_with_what_is_left(inside, token, shop):
    with inside("faris"):
        made = taking_up.take_up(from_clinic.take(token).id, {1: Chosen("MED-AMOX", Decimal(42))})
        (line,) = made.lines
        line.item = line.item.supply(Decimal(14))
        db.session.flush()
        ending.release(made.id)
        db.session.commit()
    assert how_it_stands(inside, token) == ["lying"]
    with inside("salma"):
        told = from_clinic.from_text(str(from_clinic.take(token).ordered))
    # A third of ours is a third of theirs.
    assert [(one.quantity, one.supplied) for one in told.medicines] == [(21, 7)]


@pytest.mark.parametrize(("another_supplied", "told"), [(0, 0), (3, 3)])
def test_what_comes_back_after_it_was_laid_back_is_left_for_the_next(inside, token, shop, another_supplied, told):  # fmt: skip
    with inside("faris"):
        made = taking_up.take_up(from_clinic.take(token).id, {1: Chosen("MED-AMOX", Decimal(42))})
        (line,) = made.lines
        line.item = line.item.supply(Decimal(14))
        ending.release(made.id)
        db.session.commit()
        paper = made.id
    with inside("salma"):
        letter = mailbox.take(token)[1]
        assert letter.count('"7.000"') == 1
        more = letter.replace('"7.000"', f'"{7 + another_supplied}.000"')
        assert mailbox.give_back(token, more)
        db.session.commit()
    with inside("faris"):
        made = find(Prescription, paper)
        (line,) = made.lines
        move_items(made, {line.id: line.item.take_back(Decimal(14))})
        db.session.commit()
    assert how_it_stands(inside, token) == ["lying"]
    with inside("salma"):
        (one,) = from_clinic.from_text(mailbox.take(token)[1]).medicines
        assert (one.quantity, one.supplied) == (21, told)
        db.session.commit()
    with inside("faris"):  # Somebody else holds it now: it is theirs.
        made = find(Prescription, paper)
        (line,) = made.lines
        move_items(made, {line.id: line.item.supply(Decimal(14))})
        assert mailbox.take(token)[0] == "taken"


def test_what_the_mailbox_does_not_know_as_ours_is_not_given_back(inside, token, shop):
    with inside("faris"):
        task_id = from_clinic.take(token).id
        assert mailbox.give_back(token, "another letter")
        with pytest.raises(NotHeldHere):
            fetching.give_back(task_id)
        db.session.rollback()
        made = taking_up.take_up(from_clinic.take(token).id, {1: Chosen("MED-AMOX")})
        assert mailbox.give_back(token, "another letter")
        with pytest.raises(NotHeldHere):
            ending.release(made.id)


def test_a_letter_that_cannot_be_read_stays_in_the_mailbox(as_, inside, token, shop):
    with inside("faris"):
        task_id = from_clinic.take(token).id
        fetching.give_back(task_id)
        from_clinic.mailbox.take(token)
        mailbox.give_back(token, "no prescription")
        db.session.commit()
    said = as_("faris").post("pharmacy.fetch_again", {}, task_id=task_id, follow=True)
    assert "This prescription cannot be read" in said.text
    assert how_it_stands(inside, token) == ["lying"]


def test_what_was_taken_without_a_patient_is_still_asked_whether_it_is_this_patients(inside, token, shop):  # fmt: skip
    with inside("faris"):
        other = clinic.a_patient(civil_id="20773458", name="Nasra bint Hamed", arabic="نصرة بنت حمد").id  # fmt: skip
        task = from_clinic.take(token)
        assert from_clinic.take(token, other).id == task.id
        with pytest.raises(NotOfThisPatient):
            taking_up.take_up(task.id, {1: Chosen("MED-AMOX")})
        from_clinic.take(token)  # Scanned at the counter, as the refusal says.
        assert taking_up.take_up(task.id, {1: Chosen("MED-AMOX")}).patient_id != other


def test_our_name_stands_beside_the_ordered_one_and_other_particulars_are_refused(as_, inside, token, shop):  # fmt: skip
    with inside("faris"):
        clinic.a_patient(name="Shamsa bint Saif", arabic="شمسة بنت سيف", born=date(1990, 1, 1))
        task_id = from_clinic.take(token).id
        db.session.commit()
    faris = as_("faris")
    shown = faris.get("pharmacy.fetched", task_id=task_id)
    for words in ("Shamsa bint Saif", "Fatma bint Khalfan", "The birth date or sex on the prescription is not that"):  # fmt: skip
        assert words in shown.text
    assert "Take up and open" not in shown.text
    typed = {"lines-0-sequence": "1", "lines-0-service": "MED-AMOX", "lines-0-quantity": "21"}
    refused = faris.post("pharmacy.take_up", typed, status=409, task_id=task_id)
    assert refused.errors[0].startswith("The birth date or sex on the prescription is not that")


def test_what_was_withdrawn_opens_nothing(inside, token, shop):
    with inside("amal"):
        found = db.session.scalars(select(service.WrittenPrescription)).one()
        service.withdraw(found.id)
        db.session.commit()
    assert how_it_stands(inside, token) == ["withdrawn"]
    with inside("faris"):
        with pytest.raises(WithdrawnByClinic):
            from_clinic.take(token)
        with pytest.raises(TokenUnknown):
            from_clinic.take(new_token())


def test_a_taken_one_is_not_withdrawn(inside, token, shop):
    with inside("faris"):
        from_clinic.take(token)
        db.session.commit()
    with inside("amal"):
        found = db.session.scalars(select(service.WrittenPrescription)).one()
        with pytest.raises(TakenAlready):
            service.withdraw(found.id)
