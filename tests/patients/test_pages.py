"""The patients' pages as people of each role see them."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.kernel.db import db
from app.patients import queries, service
from app.patients.values import Correction, NewDocument, NewPatient, NewPolicy
from app.reference.queries import payer_by_licence

pytestmark = pytest.mark.usefixtures("clock")

TYPED = {
    "kind": "civil_id",
    "number": "12345678",
    "name_ar": "سالم راشد الحارثي",
    "name_en": "Salim Rashid Al-Harthy",
    "sex": "male",
    "birth_date-day": "12",
    "birth_date-month": "مارس",
    "birth_date-year": "١٩٨٨",
    "phone": "٩١٢٣ ٤٥٦٧",
}


@pytest.fixture
def salim(inside):
    with inside("huda"):
        one = service.register(
            NewPatient(
                name_en=TYPED["name_en"], name_ar=TYPED["name_ar"], birth_date=date(1988, 3, 12),
                sex="male", phone="+96891234567",
                document=NewDocument(kind="civil_id", number="12345678"),
                policy=NewPolicy(payer_id=payer_by_licence("DEMO-GAMMA").id, valid_from=date(2026, 1, 1),
                                 member_number="G-77", plan_name="Gold"),
            )
        )  # fmt: skip
        db.session.commit()
        return one.id


def reads(inside, event):
    with inside("amal"):
        return list(
            db.session.scalars(select(AuditEvent.actor_id).where(AuditEvent.event == event))
        )


def test_huda_registers_a_patient_in_both_scripts(as_):
    huda = as_("huda")
    page = huda.post("patients.register", TYPED, follow=True)
    assert "Salim Rashid Al-Harthy" in page.heading
    assert "سالم راشد الحارثي" in page.heading
    for shown in ("000001", "12345678", "12 Mar 1988", "38 years", "Male", "+968 9123 4567"):
        assert shown in page.text
    assert "Registered under file number 000001." in page.text


def test_what_is_wrong_is_said_beside_the_field_and_kept(as_):
    page = as_("huda").post(
        "patients.register",
        {**TYPED, "birth_date-month": "13", "phone": "12", "number": "12A"},
        status=422,
    )
    assert any("Birth date is not a real day" in error for error in page.errors)
    assert any("is not a telephone number" in error for error in page.errors)
    assert page.value("birth_date-month") == "13"
    assert page.value("phone") == "12"
    assert page.value("name_ar") == TYPED["name_ar"]
    assert page.title.startswith("Error:")


def test_a_refusal_of_the_rules_lands_beside_its_field(as_):
    page = as_("huda").post("patients.register", {**TYPED, "birth_date-year": "2027"}, status=422)
    assert page.errors == ["The birth date lies in the future. Correct the day or the year."]


def test_the_same_document_leads_to_the_record(as_, salim):
    page = as_("huda").post("patients.register", TYPED, status=422)
    assert page.heading == "This patient is here already"
    assert f"/patients/{salim}" in page.links
    assert "Register as a new patient" not in page.text


def test_a_likely_duplicate_is_a_choice_and_nothing_is_lost(as_, salim):
    huda = as_("huda")
    typed = {
        **TYPED,
        "number": "87654321",
        "phone": "",
        "name_en": "Saleem Rashed Harthi",
        "name_ar": "",
    }
    page = huda.post("patients.register", typed, status=422)
    assert page.heading == "This person may be here already"
    assert "same birth date, similar name" in page.text
    for name, value in typed.items():
        assert page.value(name) == value
    back = huda.post("patients.start", typed, status=200)
    assert back.value("name_en") == "Saleem Rashed Harthi"
    again = huda.post("patients.register", {**typed, "sure": "1"}, follow=True)
    assert "000002" in again.text


def test_the_same_form_sent_twice_registers_once(as_, inside):
    huda, once = as_("huda"), "6a3c5d60-0000-4000-8000-000000000001"
    first = huda.post("patients.register", TYPED, once=once)
    second = huda.post("patients.register", TYPED, once=once)
    assert first.location == second.location
    with inside("huda"):
        assert len(queries.search("Salim")) == 1


@pytest.mark.parametrize("who", ["harthi", "الحارثي", "91234567", "12345678", "000001"])
def test_search_shows_who_it_is_without_the_number(as_, inside, salim, who):
    page = as_("salim").post("patients.search", {"who": who}, status=200)
    assert f"/patients/{salim}" in page.links
    assert "…678" in page.text
    assert "12345678" not in page.html.replace('value="12345678"', "")
    assert len(reads(inside, "patients.listed")) == 1


def test_a_search_writes_nothing_and_may_be_sent_again(as_, salim):
    huda, once = as_("huda"), "6a3c5d60-0000-4000-8000-000000000002"
    for who in ("salim", "harthi"):
        assert (
            f"/patients/{salim}" in huda.post("patients.search", {"who": who}, 200, once=once).links
        )


def test_a_piece_of_the_page_while_typing(as_, salim):
    huda = as_("huda")
    found = huda.client.post(
        "/patients/search",
        data={"who": "salim", "csrf_token": huda.csrf()},
        headers={"HX-Request": "true"},
    )
    assert found.status_code == 200
    assert found.text.lstrip().startswith('<div id="found">')
    assert str(salim) in found.text
    assert found.headers["Cache-Control"] == "no-store"


def test_nobody_found_offers_a_way_on(as_):
    page = as_("huda").post("patients.search", {"who": "Nobody Here"}, status=200)
    assert "Nobody found" in page.text
    assert "/patients/new" in page.links
    assert "/patients/new" not in as_("salim").post("patients.search", {"who": "Nobody"}, 200).links


def test_opening_a_patient_leaves_a_trace(as_, inside, salim, people):
    as_("nadia").get("patients.show", patient_id=salim)
    assert reads(inside, "patient.opened") == [people["nadia"].user_id]


def test_the_patients_page_in_arabic(as_, salim):
    amal = as_("amal")
    amal.post("/language", {"language": "ar", "next": "/"})
    page = amal.get("patients.show", patient_id=salim)
    assert page.all("html")[0].get("dir") == "rtl"
    for shown in ("سالم راشد الحارثي", "وثائق التأمين", "38 سنة", "غاما للتأمين", "سارية"):
        assert shown in page.text


def test_a_doctor_sees_and_cannot_change(as_, salim):
    page = as_("salim").get("patients.show", patient_id=salim)
    assert "G-77" in page.text
    assert f"/patients/{salim}/correct" not in page.links
    assert f"/patients/{salim}/policies/new" not in page.links


def test_a_stranger_meets_nobody(as_, salim):
    salma = as_("salma")
    missing = salma.get("/patients/00000000-0000-7000-8000-000000000000", status=404)
    assert salma.get("patients.show", status=404, patient_id=salim).text == missing.text
    assert "Nobody found" in salma.post("patients.search", {"who": "12345678"}, 200).text


def test_correcting_from_a_stale_page_shows_both(as_, inside, salim):
    huda = as_("huda")
    page = huda.get("patients.correct", patient_id=salim)
    typed = {
        "version": page.value("version"), "name_ar": "سالم", "name_en": "Salim Mine", "sex": "male",
        "birth_date": "1988-03-12", "phone": "91234567",
    }  # fmt: skip
    with inside("badr"):
        service.correct(salim, Correction(version=1, name_ar="سالم", name_en="Salim Theirs", sex="male",
                                          birth_date=date(1988, 3, 12), phone="+96891234567"))  # fmt: skip
        db.session.commit()
    stale = huda.post("patients.correct", typed, status=422, patient_id=salim)
    assert ["Name in Latin letters", "Salim Theirs", "Salim Mine"] in stale.rows()
    assert stale.value("name_en") == "Salim Mine"
    saved = huda.post(
        "patients.correct",
        {**typed, "version": stale.value("version")},
        patient_id=salim,
        follow=True,
    )
    assert "Salim Mine" in saved.heading


def test_policies_are_added_corrected_and_ended(as_, inside, salim):
    huda = as_("huda")
    with inside("huda"):
        beta = str(payer_by_licence("DEMO-BETA").id)
    wrong = huda.post("patients.add_policy", {"payer_id": beta, "relationship": "self", "valid_from": "2026-01-01",
                      "valid_to": "2025-01-01"}, status=422, patient_id=salim)  # fmt: skip
    assert wrong.errors == ["The last day lies before the first day. Correct one of them."]
    page = huda.post("patients.add_policy", {"payer_id": beta, "relationship": "spouse", "valid_from": "2026-01-01",
                     "sex": "female", "copay_percent": "٢٠", "copay_max": "5"}, patient_id=salim, follow=True)  # fmt: skip
    assert any("BetaTPA" in row[1] and "20%" in row[5] for row in page.rows())
    with inside("huda"):
        policy = queries.policies(salim)[1].id
    form = huda.get("patients.correct_policy", policy_id=policy)
    assert form.value("valid_from-year") == "2026"
    assert form.value("copay_percent") == "20"
    assert form.value("sex") == "female"
    ended = huda.post(
        "patients.end_policy", {"last_day": "2026-11-21"}, policy_id=policy, follow=True
    )
    assert any("Ended" in " ".join(row) for row in ended.rows())


def test_documents_are_added_and_the_last_one_stays(as_, inside, salim):
    huda = as_("huda")
    page = huda.post("patients.add_document", {"kind": "civil_id", "number": "1234567", "country": "OM"},
                     patient_id=salim, follow=True)  # fmt: skip
    assert "usually have 8 digits" in page.text
    with inside("huda"):
        first, second = queries.documents(salim)
    assert (
        "is removed"
        in huda.post("patients.remove_document", document_id=second.id, follow=True).text
    )
    assert (
        "only document"
        in huda.post("patients.remove_document", document_id=first.id, follow=True).text
    )


def test_two_records_of_one_person_become_one(as_, inside, salim):
    huda = as_("huda")
    with inside("huda"):
        twin = service.register(
            NewPatient(name_en="Saleem Rashed Harthi", birth_date=date(1988, 3, 12)), sure=True
        ).id
        db.session.commit()
    page = huda.get("patients.merge", patient_id=salim)
    assert f"/patients/{twin}" in page.links
    assert huda.post("patients.merge", {"file_number": "77"}, status=422, patient_id=salim).errors
    merged = huda.post("patients.merge_in", patient_id=salim, duplicate_id=twin, follow=True)
    assert "are one now" in merged.text
    assert huda.get("patients.show", status=303, patient_id=twin).location == f"/patients/{salim}"
