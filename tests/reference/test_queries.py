from __future__ import annotations

from datetime import date

import pytest

from app.kernel.db import db
from app.kernel.errors import NotFound
from app.reference import queries
from app.reference.imports import Edition, load_list
from app.reference.systems import ICD_10_CM
from tests.reference.conftest import SAMPLE, listed
from tests.reference.counting import counted_queries

TODAY = date(2026, 11, 22)


def found(words, on=TODAY, **options):
    return [hit.code for hit in queries.search_codes(ICD_10_CM, words, on, **options)]


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("j06", ["J06.0", "J06.9", "J06"]),
        ("J06.9", ["J06.9"]),
        ("J069", ["J06.9"]),
        ("j٠٦٫٩", ["J06.9"]),
        ("J06", ["J06.0", "J06.9", "J06"]),
        ("knee left", ["M25.562"]),
        ("left kn", ["M25.562"]),
        ("infec resp upp", ["J06.9", "J06"]),
        ("flu", ["J11.1", "J11"]),
        ("زكام", ["J06.9", "J06"]),
        ("ضغط", ["I10"]),
        ("الضغط", ["I10"]),
        ("pressure", ["I10"]),
        ("sugar", ["E11.9", "E10.9"]),
        ("سكري", ["E11.9", "E10.9"]),
        ("السكري النوع الثاني", ["E11.9"]),
        ("fracture tibia", ["S82.101A", "S82.101S"]),
        ("diabetes mellitus 1", ["E10.9"]),
        ("zzz", []),
        ("", []),
        ("  ", []),
        ("%", []),
        ("_", []),
        ("' & | !", []),
    ],
)
def test_search(icd, typed, codes):
    assert found(typed) == codes


def test_what_can_be_claimed_comes_before_headings(icd):
    hits = queries.search_codes(ICD_10_CM, "influenza", TODAY)
    assert [hit.billable for hit in hits] == [True, False]


def test_a_hit_speaks_the_language_where_it_can(icd):
    (hit,) = queries.search_codes(ICD_10_CM, "I10", TODAY)
    assert hit.shown("ar") == "ارتفاع ضغط الدم الأولي"
    assert hit.shown("en") == hit.display == "Essential (primary) hypertension"
    (knee,) = queries.search_codes(ICD_10_CM, "M25.562", TODAY)
    assert knee.shown("ar") == "Pain in left knee"


def test_the_limit_is_kept(icd):
    assert len(found("j", limit=2)) == 2
    assert found("j", limit=2) == ["J06.0", "J06.9"]


def test_a_code_is_found_only_on_its_days(icd):
    without = listed(*(row for row in SAMPLE if row[0] != "I10"))
    load_list(without, Edition(system=ICD_10_CM, version="2027", valid_from=date(2027, 1, 1)))
    db.session.flush()
    assert found("I10", date(2026, 12, 31)) == ["I10"]
    assert found("I10", date(2027, 1, 1)) == []
    assert found("I10", date(2015, 9, 30)) == []
    assert queries.code(ICD_10_CM, "I10").valid_to == date(2026, 12, 31)


def test_codes_are_found_however_they_are_typed(icd):
    by_typed = queries.codes_by(ICD_10_CM, ["j069", "I10", "nope"])
    assert {typed: one.code for typed, one in by_typed.items()} == {"j069": "J06.9", "I10": "I10"}
    assert queries.code(ICD_10_CM, "nope") is None
    assert queries.codes_by(ICD_10_CM, []) == {}


def test_many_codes_cost_one_query(icd):
    with counted_queries() as counted:
        queries.codes_by(ICD_10_CM, [row[0] for row in SAMPLE])
    assert counted.number == 1


def test_systems_know_their_address(icd):
    assert queries.system("demo-drugs").uri == "http://dhamani.om/terminology/CodeSystem/demo-drugs"
    with pytest.raises(NotFound):
        queries.system("nowhere")


def test_payers_hold_on_their_days(context):
    alpha = queries.payer_by_licence("DEMO-ALPHA")
    assert alpha.name_en == "AlphaCare"
    assert queries.payer(alpha.id) is alpha
    assert queries.payer_by_licence("DEMO-NOBODY") is None
    alpha.valid_to = date(2026, 11, 21)
    db.session.flush()
    assert "AlphaCare" not in [payer.name_en for payer in queries.payers(TODAY)]
    assert "AlphaCare" in [payer.name_en for payer in queries.payers(date(2026, 11, 21))]
    assert alpha.id in queries.all_payers()
