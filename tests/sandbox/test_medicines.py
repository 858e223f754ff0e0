"""What a payer minds in a pharmacy's claim: rules at their edges, then over HTTP."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.sandbox import medicines, prescriptions
from app.sandbox.prescription_scripts import SCRIPTS
from app.sandbox.reading import days_of_supply, pointers
from tests.sandbox import letters
from tests.sandbox.conftest import outcomes, reasons
from tests.sandbox.test_adjudication import claim, line

PAID_ON = date(2026, 11, 1)


# fmt: off
MINDED = [
    ("pharmacy",     "claim",            "DEMO-A",    "RX-1", False, ""),
    ("pharmacy",     "claim",            "DEMO-A",    "",     False, "AUTH-013"),
    ("pharmacy",     "preauthorization", "DEMO-A",    "",     False, ""),
    ("pharmacy",     "claim",            "DEMO-A-NF", "RX-1", False, "NCOV-027"),
    ("pharmacy",     "preauthorization", "DEMO-A-NF", "RX-1", False, "NCOV-027"),
    ("pharmacy",     "claim",            "DEMO-NF-A", "RX-1", False, ""),
    ("pharmacy",     "claim",            "DEMO-A",    "RX-1", True,  "DUPL-002"),
    ("professional", "claim",            "DEMO-A-NF", "",     True,  ""),
]
# fmt: on


@pytest.mark.parametrize(("kind", "use", "code", "prescription", "held", "reason"), MINDED)
def test_what_is_minded(kind, use, code, prescription, held, reason):
    one = line(code=code)
    said = claim(one, kind=kind, use=use, prescription=prescription)

    assert medicines.objection(one, said, frozenset({1} if held else ())) == reason


# fmt: off
REFILLS = [
    (30, 0,  True),
    (30, 22, True),    # three quarters of 30 are 22.5: due after 23 days
    (30, 23, False),
    (28, 20, True),
    (28, 21, False),
    (1,  0,  True),
    (1,  1,  False),
    (30, -1, False),   # supplied before the earlier one
]
# fmt: on


@pytest.mark.parametrize(("days", "after", "held"), REFILLS)
def test_a_refill_is_due_when_three_quarters_are_used(days, after, held):
    one = line(code="DEMO-A", day=PAID_ON + timedelta(days=after))
    other = line(code="DEMO-B", day=one.day, sequence=2)

    found = medicines.still_held([one, other], [("s", "DEMO-A", PAID_ON, days)])

    assert found == (frozenset({1}) if held else frozenset())
    assert medicines.still_held([one], [("other list", "DEMO-A", PAID_ON, days)]) == frozenset()


def test_a_supply_on_the_same_prescription_is_no_refill(noor, time):
    half = {**letters.AMOX, "quantity": "10"}
    rest = {**letters.AMOX, "quantity": "8"}
    assert outcomes(noor.say(letters.medicine(time.now, half))) == ["approved"]
    assert outcomes(noor.say(letters.medicine(time.now, rest))) == ["approved"]
    again = noor.say(letters.medicine(time.now, {**letters.AMOX, "quantity": "7"}, on="RX-2"))

    assert (outcomes(again), reasons(again)) == (["rejected"], ["DUPL-002"])


def test_a_claim_without_its_prescription_is_denied_and_an_unlisted_drug_too(noor, time):
    unlisted = {**letters.AMOX, "code": "DEMO-RX-OTHER-NF"}
    assert reasons(noor.say(letters.medicine(time.now, letters.AMOX, on=""))) == ["AUTH-013"]
    assert reasons(noor.say(letters.medicine(time.now, letters.AMOX, unlisted))) == ["NCOV-027"]


@pytest.mark.parametrize("pointer", [[], [9], None])
def test_a_medicine_without_its_days_is_turned_back(noor, time, pointer):
    letter = letters.medicine(time.now, letters.AMOX)
    letter.focal["item"][0]["informationSequence"] = pointer
    answer = noor.say(letter)

    assert [one["code"]["coding"][0]["code"] for one in answer["error"]] == ["BV-00376"]


def test_days_of_supply_are_read_from_the_entry_a_line_points_at():
    noon = datetime(2026, 11, 22, 8, tzinfo=UTC)
    letter = letters.medicine(noon, letters.AMOX, {**letters.AMOX, "code": "DEMO-B", "days": "5"})
    known = days_of_supply(letter.focal)

    assert [known[n] for item in letter.focal["item"] for n in pointers(item)] == [10, 5]


# fmt: off
PARTS = [
    ("pharmacy",     "RX-1", "RX-1", "DEMO-A", True),
    ("pharmacy",     "RX-1", "RX-2", "DEMO-A", False),
    ("pharmacy",     "RX-1", "RX-1", "DEMO-B", False),   # more of it billed than was prescribed
    ("pharmacy",     "",     "",     "DEMO-A", False),
    ("professional", "RX-1", "RX-1", "DEMO-A", False),
]
# fmt: on


@pytest.mark.parametrize(("kind", "prescription", "earlier", "code", "part"), PARTS)
def test_another_part_of_a_prescription_is_no_duplicate(kind, prescription, earlier, code, part):
    said = claim(line(code=code), kind=kind, use="claim", prescription=prescription)

    assert medicines.another_part(said, earlier, code, frozenset({"DEMO-B"})) == part


def test_equal_parts_on_one_day_are_paid_up_to_what_was_prescribed(sandbox, noor, time):
    one = {**letters.AMOX, "code": "DEMO-D003", "quantity": "1"}
    with sandbox.extensions["sandbox"].engine.begin() as connection:
        prescriptions.keep(connection, "ERX-2002", SCRIPTS["ERX-2002"], time.now)  # Two boxes.
    for reason in ([], [], ["DUPL-001"]):
        assert reasons(noor.say(letters.medicine(time.now, one, on="ERX-2002"))) == reason


def test_a_paper_has_parts_and_another_paper_is_a_duplicate(noor, time):
    for on, reason in (("RX-1", []), ("RX-1", []), ("RX-2", ["DUPL-001"])):
        assert reasons(noor.say(letters.medicine(time.now, letters.AMOX, on=on))) == reason, on
