"""FSA's table of integration types, line by line: what each applicant is told, and what is asked first."""

from __future__ import annotations

from datetime import date

import pytest

from app.onboarding.integration import ENTITIES, Decision, Facts, Row, decide, questions
from migrations.first_lists import INTEGRATION_TYPES, SINCE

TODAY = date(2026, 11, 22)
ROWS = tuple(
    Row(entity, outcome, low, high, own, SINCE)
    for entity, low, high, own, outcome in INTEGRATION_TYPES
)

TABLE = {
    "hospital": (Facts("hospital"), "system_to_system"),
    "hospital without contract": (Facts("hospital", has_contracts=False), "system_to_system"),
    "medical centre or polyclinic": (Facts("medical_center", has_contracts=True), "both"),
    "clinic": (Facts("clinic", has_contracts=True), "saas"),
    "pharmacy, 1 branch, no server": (Facts("pharmacy", 1, "no", True), "saas"),
    "pharmacy, 9 branches, no server": (Facts("pharmacy", 9, "no", True), "saas"),
    "pharmacy, 11 branches, own servers": (Facts("pharmacy", 11, "yes"), "system_to_system"),
    "pharmacy, 500 branches, own servers": (Facts("pharmacy", 500, "yes"), "system_to_system"),
    "pharmacy, exactly 10, no server": (Facts("pharmacy", 10, "no", True), "person"),
    "pharmacy, exactly 10, own servers": (Facts("pharmacy", 10, "yes", True), "person"),
    "pharmacy, 11 without servers": (Facts("pharmacy", 11, "no", True), "person"),
    "pharmacy, 3 with servers": (Facts("pharmacy", 3, "yes", True), "person"),
    "pharmacy, 3, not sure": (Facts("pharmacy", 3, "unsure", True), "person"),
    "pharmacy, 12, not sure": (Facts("pharmacy", 12, "unsure", True), "person"),
    "insurer": (Facts("insurer"), "not_here"),
    "TPA": (Facts("tpa"), "not_here"),
    "government": (Facts("government"), "not_here"),
    "clinic without contract": (Facts("clinic", has_contracts=False), "no_contract"),
    "small pharmacy without contract": (Facts("pharmacy", 2, "no", False), "no_contract"),
    "mixed pharmacy without contract": (Facts("pharmacy", 10, "no", False), "no_contract"),
    "a kind the table does not know": (Facts("laboratory", has_contracts=True), "person"),
}
ASKED = {
    "nothing said": (Facts(), "entity"),
    "clinic": (Facts("clinic"), "contracts"),
    "pharmacy": (Facts("pharmacy"), "branches"),
    "pharmacy with branches": (Facts("pharmacy", 4), "systems"),
    "pharmacy with both": (Facts("pharmacy", 4, "no"), "contracts"),
}


@pytest.mark.parametrize("case", TABLE)
def test_each_line_of_the_table(case):
    facts, outcome = TABLE[case]
    assert decide(facts, ROWS, TODAY) == Decision(outcome)


@pytest.mark.parametrize("case", ASKED)
def test_what_matters_is_asked_first(case):
    facts, question = ASKED[case]
    assert decide(facts, ROWS, TODAY) == Decision(asks=question)


@pytest.mark.parametrize("entity", ENTITIES)
def test_every_kind_of_establishment_has_its_line(entity):
    assert any(row.entity == entity for row in ROWS)


def test_branches_and_systems_are_asked_only_where_they_matter():
    asked = {entity: questions(Facts(entity), ROWS, TODAY) for entity in ("clinic", "pharmacy")}
    assert asked == {
        "clinic": ("entity", "contracts"),
        "pharmacy": ("entity", "branches", "systems", "contracts"),
    }


def test_rows_that_disagree_go_to_a_person():
    rows = (*ROWS, Row("clinic", "system_to_system"))
    assert decide(Facts("clinic", has_contracts=True), rows, TODAY).outcome == "person"


def test_a_row_holds_on_its_days_and_no_other():
    """From 2027 clinics may use either way: the table changes, the code does not."""
    old, new = date(2026, 12, 31), date(2027, 1, 1)
    rows = (Row("clinic", "saas", valid_to=old), Row("clinic", "both", valid_from=new))
    told = [decide(Facts("clinic", has_contracts=True), rows, day).outcome for day in (old, new)]
    assert told == ["saas", "both"]
