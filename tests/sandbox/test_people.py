"""Who the people of the simulated exchange are: told, scripted, or made up the same way each time."""

from datetime import date

from app.demo.people import PATIENTS
from app.sandbox import people
from app.sandbox.people import SCRIPTED, Particulars, made_up
from app.sandbox.prescription_scripts import SCRIPTS
from tests.sandbox import letters

NUMBER = "20114587"


def test_the_people_of_the_script_are_those_of_the_demo():
    on_file = {one.civil_id: Particulars(one.sex, one.born) for one in PATIENTS}
    asked_about = {script.civil_id for script in SCRIPTS.values()} & set(on_file)

    assert asked_about
    assert {number: SCRIPTED.get(number) for number in asked_about} == {number: on_file[number] for number in asked_about}  # fmt: skip


def test_nobody_else_is_the_same_person_twice_or_changes():
    numbers = [str(10_000_100 + n) for n in range(200)]
    drawn = [made_up(number) for number in numbers]

    assert drawn == [made_up(number) for number in numbers]
    assert {one.sex for one in drawn} == {"female", "male"}
    assert len({one.born for one in drawn}) > 190
    assert all(date(1940, 1, 1) <= one.born < date(2020, 1, 1) for one in drawn)


def test_what_a_provider_told_of_a_person_is_what_the_exchange_says(sandbox, noor, time):
    with sandbox.extensions["sandbox"].engine.begin() as connection:
        before = people.particulars(connection, NUMBER)
    noor.say(letters.eligibility(time.now, NUMBER))
    with sandbox.extensions["sandbox"].engine.begin() as connection:
        after = people.particulars(connection, NUMBER)

    assert before == made_up(NUMBER)
    assert after == Particulars("female", date(1990, 4, 1)) != before
