from __future__ import annotations

import pytest

from app.kernel.db import db
from app.practitioners import service
from tests import doors
from tests.practitioners.test_service import SALIM
from tests.reference.counting import counted_queries

FORM = {
    "name_en": "Maryam", "name_ar": "مريم", "role": "dentist", "specialty": "Dentistry", "licence_number": "moh-9",
    "licence_from-day": "1", "licence_from-month": "1", "licence_from-year": "2025",
    "licence_to-day": "20", "licence_to-month": "12", "licence_to-year": "٢٠٢٦", "active": "y",
}  # fmt: skip


@pytest.fixture
def salim(inside, clock):
    with inside("amal"):
        one = service.add_practitioner(SALIM).id
        db.session.commit()
    return one


def test_the_list_reminds(salim, as_):
    page = as_("badr").get("/practitioners/")
    (row,) = page.rows()
    assert row[0].startswith("Salim")
    assert "Licence ends soon" in row[5]
    assert "39 days left" in row[5]
    assert "1 licence needs attention" in page.text


def test_the_list_costs_the_same_whatever_its_length(salim, as_, inside):
    from dataclasses import replace

    client = as_("amal")
    client.get("/practitioners/")
    with counted_queries() as few:
        client.get("/practitioners/")
    with inside("amal"):
        for number in range(10):
            service.add_practitioner(replace(SALIM, licence_number=f"X{number}"))
        db.session.commit()
    with counted_queries() as many:
        assert len(client.get("/practitioners/").rows()) == 11
    assert many.number == few.number


def test_adding_one_with_payers(as_, app, clock):
    from app.reference import queries as reference

    with app.app_context():
        alpha = str(reference.payer_by_licence("DEMO-ALPHA").id)
    client = as_("amal")
    page = client.post("/practitioners/new", {**FORM, "payers": alpha}, follow=True)
    (row,) = page.rows()
    assert (row[1], row[3], row[6]) == ("Dentist", "MOH-9", "1")
    wrong = client.post("/practitioners/new", FORM, 422)
    assert wrong.errors == ["Another practitioner has this licence number. Check it."]
    assert wrong.value("licence_number") == "moh-9"


def test_a_payer_that_is_not_listed_cannot_be_ticked(as_, clock):
    page = as_("amal").post("/practitioners/new", {**FORM, "payers": "nonsense"}, 422)
    assert page.errors


def test_renewing_a_licence(salim, as_):
    client = as_("amal")
    assert "Licence ends soon" in client.get(f"/practitioners/{salim}").text
    renewed = FORM | {"licence_to-year": "2030"}
    page = client.post(f"/practitioners/{salim}", renewed, follow=True)
    assert "Licensed" in page.rows()[0][5]
    early = FORM | {"licence_to-year": "2020"}
    assert client.post(f"/practitioners/{salim}", early, 422).errors == [
        "The licence ends before it begins. Correct one of the days."
    ]


def test_an_empty_list_says_what_to_do(as_, clock):
    assert "No practitioners yet" in as_("amal").get("/practitioners/").text


PEOPLE = ("amal", "badr", "huda", "salim", "nadia", "salma", "")
TABLE = {
    "/practitioners/": (200, 200, 403, 403, 200, 200, 303),
    "/practitioners/new": (200, 403, 403, 403, 403, 200, 303),
    "/practitioners/{salim}": (200, 403, 403, 403, 403, 404, 303),
}


@pytest.mark.parametrize("name", PEOPLE)
def test_who_may_enter(salim, as_, name):
    assert doors.pages(as_(name), TABLE, salim=salim) == doors.column(TABLE, PEOPLE, name)
