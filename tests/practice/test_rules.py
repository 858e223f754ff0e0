"""What is missing before going live, and the practice patients: no database."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from app.going_live import rules
from app.going_live.rules import LINES, Readiness
from app.practice.gaps import PAGES, worded
from app.practice.stories import GROUPS, STORIES
from app.sandbox.scenarios import SCENARIOS

CODE = re.compile(r" \((?:MNEC-\d+|AUTH-\d+|GE-\d+|1658)\)")
TODAY = date(2026, 11, 22)
READY = Readiness(
    rehearsed=dict.fromkeys(LINES, 1), licence_ends=(TODAY,), practitioners=1, contracts=1,
    price_lists=1, has_plan=True, has_line=True,
)  # fmt: skip
MISSING = (
    ({"licence_ends": ()}, [rules.NO_LICENCE]),
    ({"licence_ends": (None, TODAY)}, [rules.NO_LICENCE]),
    ({"licence_ends": (date(2026, 11, 21),)}, [rules.LICENCE_OVER]),
    ({"practitioners": 0}, [rules.NO_PRACTITIONER]),
    ({"contracts": 0, "price_lists": 0}, [rules.NO_CONTRACT, rules.NO_PRICES]),
    ({"has_plan": False}, [rules.NO_PLAN]),
    ({"has_line": False}, [rules.NO_LINE]),
    ({"rehearsed": {"eligibility": 3}}, [f"rehearsal_{one}" for one in ("approval", "claim", "resubmission", "outage")]),
)  # fmt: skip


def test_whoever_has_everything_misses_nothing():
    assert rules.gaps(READY, TODAY) == []
    assert rules.is_green(READY.rehearsed)
    assert not rules.is_green({**READY.rehearsed, "outage": 0})


@pytest.mark.parametrize(("changes", "named"), MISSING, ids=[row[1][0] for row in MISSING])
def test_each_gap_is_named(changes, named):
    assert rules.gaps(replace(READY, **changes), TODAY) == named


def test_only_gaps_of_the_rehearsal_and_of_the_operator_may_be_asked_with():
    assert rules.may_ask(["rehearsal_outage", rules.NO_LINE])
    for name in set(rules.GAPS) - {rules.NO_LINE, *(f"rehearsal_{one}" for one in LINES)}:
        assert not rules.may_ask([name]), name


def test_every_gap_has_words_and_a_page():
    assert set(rules.GAPS) == set(PAGES)
    shown = worded(["rehearsal_claim", rules.NO_PLAN])
    assert [(one.about, one.endpoint, one.waits) for one in shown] == [
        (LINES["claim"], "practice.index", False), ("", "plans.index", True),
    ]  # fmt: skip


def test_the_practice_patients_are_those_the_simulated_exchange_plays():
    # Our sentences have neither a bare per cent sign nor a code.
    ours = {"10 % up": "10 per cent, up", "20 % w": "20 per cent w"}
    played = []
    for one in SCENARIOS:
        words = CODE.sub("", one.title_en)
        for theirs, mine in ours.items():
            words = words.replace(theirs, mine)
        played.append((one.civil_id, one.name, words))
    assert [(one.civil_id, one.name, one.words) for one in STORIES] == played
    assert {one.group for one in STORIES} == set(GROUPS)
