from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.claims.scrubbing import EDITS, check
from app.claims.scrubbing.catalogue import FIELDS, GROUPS, PARTS, _collect
from app.claims.scrubbing.parameters import PARAMETERS
from app.claims.scrubbing.settings import Settings
from app.claims.values import SEVERITIES, CoverageFacts
from tests.claims.scrubbing import (
    test_approval,
    test_coverage,
    test_diagnosis,
    test_identity,
    test_money,
    test_pharmacy,
    test_provider,
    test_services,
    test_timing,
)
from tests.claims.scrubbing.facts import CLEAN, claim, found, line, patient, replace

TABLES = (
    test_identity.EDGES, test_coverage.EDGES, test_provider.EDGES, test_diagnosis.EDGES,
    test_services.EDGES, test_approval.EDGES, test_pharmacy.EDGES, test_money.EDGES,
    test_timing.EDGES,
)  # fmt: skip
# fmt: off
GROUPED = {
    "identity":  range(1, 11),
    "coverage":  range(11, 21),
    "provider":  range(21, 27),
    "diagnosis": range(27, 38),
    "services":  range(38, 51),
    "approval":  range(51, 60),
    "prescription": (*range(60, 66), 73, 76),
    "medicines": (*range(66, 73), 74, 75),
    "money":     range(77, 84),
    "timing":    range(84, 90),
}
# fmt: on


def test_all_eighty_nine_edits_are_in_force():
    assert [edit.number for edit in EDITS.values()] == list(range(1, 90))
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


def test_a_hold_stands_between_blocks_and_warnings():
    facts = patient(name_ar="", name_en="", sex="", identities=())
    held = {"severities": {"CHK-01": "hold"}}

    assert [(f.code, f.severity) for f in check(facts, held)] == [
        ("CHK-05", "block"), ("CHK-01", "hold"), ("CHK-01", "hold"),
    ]  # fmt: skip


def test_a_payer_may_change_a_severity_or_switch_an_edit_off():
    facts = claim(eligibility=None)

    (plain,) = check(facts)
    (strict,) = check(facts, {"severities": {"CHK-13": "block"}})
    assert (plain.severity, strict.severity) == ("warn", "block")
    assert check(facts, {"severities": {"CHK-13": "off"}}) == ()


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
    for parameter in PARAMETERS.values():
        row = f"| `{parameter.name}` | {parameter.kind.name} |"
        assert row in handbook
        assert f"| {parameter.sentence} |" in handbook
