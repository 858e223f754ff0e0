"""Which setting holds: payer over clinic over contract, by the day of service."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

from app.claims.rulebook import rules
from app.claims.rulebook.rules import LOCKED, Setting
from app.claims.scrubbing import EDITS

ALPHA, BETA = UUID(int=1), UUID(int=2)
JAN, JUNE = date(2026, 1, 1), date(2026, 6, 1)


def told(*settings: Setting, payer=ALPHA, on=JUNE):
    return rules.parameters(settings, payer, on)


def setting(severity=None, payer=None, begins=JAN, ends=None, entered=1, **parameters):
    return Setting(
        edit="CHK-13", payer_id=payer, valid_from=begins, valid_to=ends, severity=severity,
        parameters=parameters, entered_at=datetime(2026, 1, entered, tzinfo=UTC),
    )  # fmt: skip


def test_nothing_set():
    assert told() == {}


def test_for_all_and_for_one_payer():
    general = setting("info", eligibility_max_age_hours=48, near_duplicate_days=5)
    special = setting("block", payer=ALPHA, eligibility_max_age_hours=12)
    assert told(general, special) == {
        "severities": {"CHK-13": "block"},
        "eligibility_max_age_hours": 12,
        "near_duplicate_days": 5,
    }
    assert told(general, special, payer=BETA)["severities"] == {"CHK-13": "info"}
    assert told(general, special, payer=BETA)["eligibility_max_age_hours"] == 48


def test_a_payer_row_without_severity_leaves_the_clinics():
    assert told(setting("info"), setting(payer=ALPHA, near_duplicate_days=1)) == {
        "severities": {"CHK-13": "info"},
        "near_duplicate_days": 1,
    }


def test_both_ends_are_inclusive():
    limited = setting("off", begins=date(2026, 5, 2), ends=date(2026, 5, 31))
    for day, is_told in ((1, False), (2, True), (31, True)):
        assert bool(told(limited, on=date(2026, 5, day))) is is_told
    assert not told(limited, on=JUNE)


def test_the_one_that_began_last_holds_and_an_ended_one_gives_way():
    old, new = setting("warn", begins=JAN), setting("block", begins=JUNE)
    assert told(new, old, on=JUNE)["severities"]["CHK-13"] == "block"
    assert told(new, old, on=date(2026, 5, 31))["severities"]["CHK-13"] == "warn"
    ramadan = setting("off", begins=date(2026, 2, 18), ends=date(2026, 3, 19))
    assert told(old, ramadan, on=date(2026, 3, 1))["severities"]["CHK-13"] == "off"
    assert told(old, ramadan, on=date(2026, 3, 20))["severities"]["CHK-13"] == "warn"


def test_of_two_from_one_day_the_one_entered_last_holds():
    first, second = setting("warn", entered=1), setting("off", entered=2)
    assert told(second, first)["severities"]["CHK-13"] == "off"


def test_an_empty_setting_goes_back_to_what_was_delivered():
    assert told(setting("off", begins=JAN), setting(begins=JUNE)) == {}


def test_over_the_contract():
    agreed = {"filing_window_days": 60, "near_duplicate_days": 2, "severities": {"CHK-13": "info", "CHK-14": "warn"}}  # fmt: skip
    own = {"near_duplicate_days": 7, "severities": {"CHK-13": "block"}}
    assert rules.over(agreed, own) == {
        "filing_window_days": 60,
        "near_duplicate_days": 7,
        "severities": {"CHK-13": "block", "CHK-14": "warn"},
    }


def test_what_is_locked_stays_a_block_whoever_says_otherwise():
    word = {"severities": {"CHK-01": "off"}}
    assert rules.over(word, {})["severities"] == {}
    assert rules.over({}, word)["severities"] == {}


def test_only_delivered_blocks_are_locked():
    assert {EDITS[code].severity for code in LOCKED} == {"block"}
