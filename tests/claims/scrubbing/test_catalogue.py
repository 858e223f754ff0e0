from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.claims.errors import UnknownParameter
from app.claims.scrubbing import EDITS, check
from app.claims.scrubbing.catalogue import FIELDS, GROUPS, PARTS, _collect
from app.claims.scrubbing.settings import Settings, read
from app.claims.values import SEVERITIES, CoverageFacts
from tests.claims.scrubbing import (
    test_coverage,
    test_diagnosis,
    test_identity,
    test_money,
    test_provider,
    test_services,
    test_timing,
)
from tests.claims.scrubbing.facts import CLEAN, claim, found, line, patient, replace

TABLES = (
    test_identity.EDGES, test_coverage.EDGES, test_provider.EDGES, test_diagnosis.EDGES,
    test_services.EDGES, test_money.EDGES, test_timing.EDGES,
)  # fmt: skip
# What depends on a payer's parameters or on the calendar has a table of its own.
ELSEWHERE = {"CHK-37", "CHK-45", "CHK-84"}

# fmt: off
GROUPED = {
    "identity":  range(1, 11),
    "coverage":  range(11, 21),
    "provider":  range(21, 27),
    "diagnosis": range(27, 38),
    "services":  range(38, 51),
    "money":     range(77, 84),
    "timing":    range(84, 90),
}
# fmt: on


def test_every_edit_of_the_seven_groups_is_in_force():
    by_group = {name: set(numbers) for name, numbers in GROUPED.items()}

    for edit in EDITS.values():
        by_group[edit.group].remove(edit.number)
    assert not any(by_group.values())


def test_codes_are_unique_and_of_one_form():
    assert [code for code in EDITS if code != f"CHK-{EDITS[code].number:02d}"] == []
    with pytest.raises(ValueError, match="two edits bear one number"):
        _collect((*GROUPS, GROUPS[0]))


def test_a_module_without_edits_adds_none():
    assert _collect([ModuleType("empty")]) == {}


@pytest.mark.parametrize("code", EDITS)
def test_each_edit_says_what_it_looks_for(code):
    edit = EDITS[code]

    assert edit.severity in SEVERITIES
    assert edit.title.endswith(".")
    assert set(edit.parameters) <= set(vars(Settings()))


@pytest.mark.parametrize("code", sorted(set(EDITS) - ELSEWHERE))
def test_each_edit_stands_on_both_sides_in_a_table(code):
    rows = [expected for table in TABLES for _, expected in table]

    assert any(word.startswith(code) for expected in rows for word in expected)
    assert any(not any(word.startswith(code) for word in expected) for expected in rows)


def test_fields_are_known_to_the_form():
    for table in TABLES:
        for facts, _ in table:
            for finding in check(facts):
                name, _, rest = finding.field.partition("-")
                assert name in FIELDS
                assert not rest or rest.partition("-")[2] in PARTS


def test_findings_come_all_at_once_in_the_order_of_the_form():
    wrong = replace(
        line(quantity=CLEAN.total * -1, in_contract=False, pointers=()),
        patient=patient(name_ar="", name_en="", birth_date=None).patient,
        coverage=CoverageFacts(),
    )
    words = found(wrong)
    places = [FIELDS.index(word.split()[1].partition("-")[0]) for word in words]

    assert {word.split()[0] for word in words} >= {
        "CHK-01", "CHK-03", "CHK-11", "CHK-28", "CHK-41", "CHK-77", "CHK-83",
    }  # fmt: skip
    assert all(one <= other for one, other in pairwise(places))


def test_blocks_come_before_warnings_at_one_field():
    facts = patient(name_ar="", name_en="", sex="", identities=CLEAN.patient.identities)
    warned = {"severities": {"CHK-01": "warn"}}

    assert found(facts) == ["CHK-01 patient", "CHK-05 patient"]
    assert found(facts, warned) == ["CHK-05 patient", "CHK-01 patient"]


def test_a_payer_may_change_a_severity_or_switch_an_edit_off():
    facts = claim(eligibility=None)

    (plain,) = check(facts)
    (strict,) = check(facts, {"severities": {"CHK-13": "block"}})
    assert (plain.severity, strict.severity) == ("warn", "block")
    assert check(facts, {"severities": {"CHK-13": "off"}}) == ()


# fmt: off
UNREADABLE = [
    {"eligibility_max_age_hour": 24},
    {"eligibility_max_age_hours": "a day"},
    {"eligibility_max_age_hours": None},
    {"filing_window_days": -1},
    {"filing_amber": "1.1"},
    {"refuse_unspecified": "no"},
    {"attachment_types": "application/pdf"},
    {"severities": {"CHK-01": "fatal"}},
    {"severities": ["CHK-01"]},
]
# fmt: on


@pytest.mark.parametrize("parameters", UNREADABLE)
def test_parameters_that_cannot_be_read_are_refused_by_name(parameters):
    with pytest.raises(UnknownParameter) as refusal:
        read(parameters)

    assert refusal.value.details["name"] in parameters


def test_every_parameter_can_be_given_as_the_database_gives_it():
    given = {
        "eligibility_max_age_hours": "48", "free_follow_up_days": 14, "refuse_unspecified": True,
        "vat_rate": "0.05", "filing_window_days": None, "filing_amber": "0.5",
        "filing_red": "0.8", "filing_reminder_days": 20, "filing_late_reminder_days": 25,
        "near_duplicate_days": 0, "attachment_max_bytes": 5_000_000, "attachment_max_count": 3,
        "attachment_types": ["application/pdf"], "severities": {"CHK-02": "off"},
    }  # fmt: skip

    assert set(given) == set(vars(Settings()))
    assert read(given).attachment_types == ("application/pdf",)
    assert read(given).eligibility_max_age_hours == 48


ROWS = st.sampled_from([facts for table in TABLES for facts, _ in table])


@given(ROWS, ROWS, ROWS, ROWS, ROWS)
def test_any_mixture_of_faults_is_told_without_falling_over(who, cover, where, what, done):
    mixed = replace(
        who,
        coverage=cover.coverage,
        eligibility=cover.eligibility,
        provider=where.provider,
        diagnoses=what.diagnoses,
        lines=done.lines,
        total=done.total,
    )
    places = [(finding.code, finding.field, finding.sentence) for finding in check(mixed)]

    assert {code for code, _, _ in places} <= set(EDITS)
    assert len(places) == len(set(places))


def test_the_handbook_lists_every_edit_as_it_is():
    handbook = (Path(__file__).parents[3] / "docs/checker.md").read_text("utf-8")

    for edit in EDITS.values():
        payer = "yes" if edit.data_driven else ""
        assert f"| {edit.code} | {edit.severity} | {edit.title} | {payer} |\n" in handbook
    for name in vars(Settings()):
        assert f"| `{name}` |" in handbook
