"""Each kind of list: what it creates, changes, refuses, and that our own download changes nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.contracts import coding
from app.contracts.services import ServiceFacts, add_service, by_local_code
from app.imports import writing
from app.imports.cells import NOT_IN_LIST
from app.imports.exporting import present
from app.imports.judging_now import comparison
from app.imports.kinds import kind_named
from app.kernel.db import db
from app.kernel.sheets import write_table
from app.patients import queries, service
from app.patients.importing import PERHAPS_HERE
from app.patients.values import NewDocument, NewPatient
from app.pharmacy.medicines.models import Medicine
from app.reference.imports import Edition, ListedCode, load_list
from tests.imports.conftest import imported, undone

PEOPLE = (
    "الرقم المدني;الاسم;Name;تاريخ الميلاد;الجنس;الهاتف\n"
    "٢٠٦٦١١٢٢;مريم بنت سالم;Maryam Salim;1990-02-03;أنثى;91234567\n"
    "20663344;;Said Ali;5/5/1985;M;+968 9234 5678\n"
).encode()
SERVICES = "Code,Name,Name in Arabic,Category\nLAB-1,Complete blood count,صورة دم,Laboratory\nLAB-2,Fasting glucose,سكر,مختبر\n".encode()  # fmt: skip
MEDICINES = (
    "Our code,Name in English,Name in Arabic,Active ingredients,Strength,Form,Unit,Dose unit,Units in a box,From age\n"
    "DEMO-AMC,Amoxiclav 625,أموكسيكلاف,amoxicillin / أموكسيسيلين; clavulanic acid,625 mg,Tablet,tablet,tablet,14,12\n"
).encode()


def repaired(one):
    return {(repair.column, repair.sentence) for repair in comparison(one).repairs}


def again(app, look, kind, language="ar"):
    with app.test_request_context(headers={"Accept-Language": language}):
        content = write_table("xlsx", present(kind_named(kind), None), right_to_left=True)
    return look(content, kind)


@pytest.fixture
def code_list(context):
    codes = [ListedCode(code="DEMO-2001", display_en="Complete blood count"), ListedCode(code="DEMO-2002", display_en="Glucose")]  # fmt: skip
    load_list(codes, Edition(system="demo-services", version="1", valid_from=date(2020, 1, 1)))
    db.session.commit()


def test_patients_are_found_by_their_document_and_never_registered_twice(app, look):
    one = imported(look(PEOPLE, "patients"))
    assert one.counts["written_created"] == 2
    maryam = queries.find_by_document("20661122")
    assert (maryam.name_ar, maryam.sex, queries.phone(maryam)) == ("مريم بنت سالم", "female", "+96891234567")  # fmt: skip
    assert [row.id for row in queries.search("Maryam")] == [maryam.id]
    assert look(PEOPLE, "patients").counts["same"] == 2
    same = again(app, look, "patients")
    assert (same.counts["created"], same.counts["changed"], same.counts["broken"]) == (0, 0, 0)
    changed = imported(look(PEOPLE.replace(b"91234567", b"91234568"), "patients"))
    assert changed.counts["written_changed"] == 1
    assert queries.phone(queries.find_by_document("20661122")) == "+96891234568"
    assert undone(changed).counts["undone"] == 1
    service.add_document(queries.find_by_document("20663344").id, NewDocument(kind="passport", number="AB12345"))  # fmt: skip
    assert undone(one).counts["undone"] == 2
    assert queries.find_by_document("20661122") is None


def test_somebody_alike_is_not_registered_by_a_list(look):
    service.register(NewPatient(name_en="Maryam Salim", birth_date=date(1990, 2, 3)))
    one = look(PEOPLE, "patients")
    assert one.counts["created"] == 1
    assert repaired(one) == {("number", PERHAPS_HERE)}


def test_an_unlikely_number_is_named(look):
    one = look(PEOPLE.replace(b"20663344", b"12"), "patients")
    assert {column for column, _sentence in repaired(one)} == {"number"}


def test_codes_are_mapped_from_a_list_and_taken_back(app, look, code_list):
    imported(look(SERVICES, "services"))
    codes = b"Our code,Name,Code on the exchange\nLAB-1,whatever,demo2001\nLAB-2,,DEMO-9\nNO-1,,DEMO-2002\n"  # fmt: skip
    one = look(codes, "codes")
    assert (one.counts["changed"], one.counts["broken"]) == (1, 2)
    assert {column for column, _sentence in repaired(one)} == {"code", "local_code"}
    imported(one)
    blood = by_local_code("LAB-1")
    assert coding.current(blood.id).code == "DEMO-2001"
    same = again(app, look, "codes")
    assert (same.counts["changed"], same.counts["broken"], same.counts["same"]) == (0, 0, 2)
    assert undone(one).counts["undone"] == 1
    assert coding.current(blood.id) is None


def test_services_are_undone_unless_something_hangs_on_them(look, code_list):
    one = imported(look(SERVICES, "services"))
    coding.accept(by_local_code("LAB-1").id, "demo-services", "DEMO-2001")
    gone = undone(one)
    assert (gone.counts["undone"], gone.counts["kept"]) == (1, 1)
    assert by_local_code("LAB-2") is None


def test_a_category_we_do_not_know_is_offered_ours(look):
    one = look(SERVICES.replace("مختبر".encode(), b"Bloods"), "services")
    assert repaired(one) == {("category", NOT_IN_LIST)}


def test_medicines_come_with_their_service(app, look):
    one = imported(look(MEDICINES, "medicines"))
    medicine = db.session.scalars(db.select(Medicine)).one()
    assert [(part.name, part.name_ar) for part in medicine.ingredients] == [("amoxicillin", "أموكسيسيلين"), ("clavulanic acid", "")]  # fmt: skip
    assert (medicine.pack_size, medicine.min_age, medicine.controlled) == (Decimal(14), 12, False)
    same = again(app, look, "medicines")
    assert (same.counts["same"], same.counts["changed"], same.counts["broken"]) == (1, 0, 0)
    changed = imported(look(MEDICINES.replace(b",14,12", b",28,12"), "medicines"))
    assert undone(changed).counts["undone"] == 1
    assert undone(one).counts["undone"] == 1
    assert db.session.scalar(db.select(db.func.count()).select_from(Medicine)) == 0
    add_service(ServiceFacts(local_code="X", name_en="X", name_ar="س", category="procedure"))
    assert look(MEDICINES.replace(b"DEMO-AMC", b"X"), "medicines").counts["broken"] == 1


def test_twins_of_one_file_are_both_registered_though_written_lot_by_lot(look, monkeypatch):
    monkeypatch.setattr(writing, "LOT", 1)
    twins = "Civil ID,Name,Birth date\n20660001,Sara Salim Said,2020-01-01\n20660002,Sarah Salim Said,2020-01-01\n"  # fmt: skip
    assert imported(look(twins.encode(), "patients")).counts["written_created"] == 2
