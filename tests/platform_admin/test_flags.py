"""What a reviewer is warned of, as a table; no database."""

from __future__ import annotations

from datetime import date

import pytest

from app.onboarding.integration import PERSON
from app.onboarding.tasks import CIVIL_ID, LABELS, LICENCE
from app.platform_admin import flags
from app.platform_admin.flags import Facts, Flag

TODAY = date(2026, 11, 22)
CASES = (
    (Facts(), []),
    (Facts(branches=9), []),
    (Facts(branches=10), [Flag(flags.TEN_BRANCHES)]),
    (Facts(branches=11), []),
    (Facts(outcome=PERSON), [Flag(flags.BY_A_PERSON)]),
    (Facts(looks_like="gmail.com"), [Flag(flags.LOOKS_ALIKE, about="gmail.com")]),
    (Facts(last_days={LICENCE: date(2026, 11, 21)}), [Flag(flags.EXPIRED, "danger", LABELS[LICENCE])]),
    (Facts(last_days={LICENCE: date(2026, 11, 22)}), [Flag(flags.SOON, about=LABELS[LICENCE])]),
    (Facts(last_days={CIVIL_ID: date(2026, 12, 22)}), [Flag(flags.SOON, about=LABELS[CIVIL_ID])]),
    (Facts(last_days={CIVIL_ID: date(2026, 12, 23)}), []),
    (Facts(last_days={CIVIL_ID: None}), []),
    (Facts(same_registration=True), [Flag(flags.SAME_REGISTRATION, "danger")]),
    (Facts(same_licence=True), [Flag(flags.SAME_LICENCE, "danger")]),
    (Facts(sheet_complete=False), [Flag(flags.SHEET_INCOMPLETE)]),
    (Facts(other_branches=True), [Flag(flags.OTHER_BRANCHES, "danger")]),
    (Facts(other_registration=True), [Flag(flags.OTHER_REGISTRATION, "danger")]),
    (Facts(other_licence=True), [Flag(flags.OTHER_LICENCE, "danger")]),
    (Facts(lacks_list=True), [Flag(flags.NO_LIST)]),
    (Facts(working_days=10), []),
    (Facts(working_days=11), [Flag(flags.LATE, "danger")]),
)  # fmt: skip


@pytest.mark.parametrize(("facts", "wanted"), CASES)
def test_each_thing_is_told(facts, wanted):
    assert flags.flags(facts, TODAY, 10) == wanted


def test_the_gravest_come_first():
    found = flags.flags(Facts(branches=10, same_licence=True, sheet_complete=False), TODAY, 10)
    assert [flag.tone for flag in found] == ["danger", "warning", "warning"]
