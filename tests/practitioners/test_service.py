from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.kernel.db import db
from app.kernel.errors import NotFound
from app.practitioners import queries, service
from app.practitioners.errors import LicenceEndsFirst, LicenceTaken
from app.practitioners.service import PractitionerFacts
from app.reference import queries as reference
from tests.reference.counting import counted_queries

SALIM = PractitionerFacts(
    licence_number="MOH-1",
    name_en="Salim",
    name_ar="سالم",
    role="doctor",
    specialty="General practice",
    licence_from=date(2024, 1, 1),
    licence_to=date(2026, 12, 31),
)


@pytest.fixture
def alpha(context):
    return reference.payer_by_licence("DEMO-ALPHA").id


def test_added_listed_and_found(in_noor, alpha):
    salim = service.add_practitioner(SALIM, [alpha])
    assert queries.practitioner(salim.id) is salim
    assert queries.by_licence("MOH-1") is salim
    assert queries.listed_payers(salim.id) == {alpha}
    assert queries.by_ids([salim.id]) == {salim.id: salim}
    assert queries.by_ids([]) == {}
    service.list_with(salim.id, [])
    assert queries.listed_payers(salim.id) == frozenset()


@pytest.mark.parametrize(
    ("on", "listed"),
    [
        (date(2023, 12, 31), False),
        (date(2024, 1, 1), True),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), False),
    ],
)
def test_only_the_licensed_can_be_chosen_on_a_day(in_noor, on, listed):
    service.add_practitioner(SALIM)
    assert bool(queries.practitioners(on)) is listed
    assert len(queries.practitioners()) == 1


def test_who_left_cannot_be_chosen(in_noor):
    service.add_practitioner(replace(SALIM, active=False))
    assert queries.practitioners(date(2026, 1, 1)) == []


def test_a_licence_names_one_person_and_ends_after_it_begins(in_noor):
    salim = service.add_practitioner(SALIM)
    with pytest.raises(LicenceTaken):
        service.add_practitioner(replace(SALIM, name_en="Other"))
    with pytest.raises(LicenceEndsFirst):
        service.add_practitioner(
            replace(SALIM, licence_number="MOH-2", licence_to=date(2023, 1, 1))
        )
    renewed = service.correct_practitioner(salim.id, replace(SALIM, licence_to=date(2030, 1, 1)))
    assert renewed.licence_to == date(2030, 1, 1)


def test_strangers_do_not_exist(inside, alpha):
    with inside("salma"):
        stranger = service.add_practitioner(SALIM, [alpha]).id
        db.session.commit()
    with inside("amal"):
        with pytest.raises(NotFound):
            queries.practitioner(stranger)
        with pytest.raises(NotFound):
            service.list_with(stranger, [])
        assert queries.listed_payers(stranger) == frozenset()
        assert queries.all_listings() == {}
        service.add_practitioner(SALIM)


def test_all_listings_cost_one_query(in_noor, alpha):
    for number in range(5):
        service.add_practitioner(replace(SALIM, licence_number=f"MOH-{number}"), [alpha])
    with counted_queries() as counted:
        assert set(queries.all_listings().values()) == {frozenset({alpha})}
    assert counted.number == 1
