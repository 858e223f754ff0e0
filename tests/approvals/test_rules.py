"""Who needs approval, whose time is over, what is left: by rule, on both sides of each edge."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from app.approvals import rules
from app.approvals.answers_page import BOXES
from app.approvals.rules import Requirement, ServiceAsked, Shape
from app.approvals.values import ABOVE, NO, YES

OMR = Decimal
XRAY = ServiceAsked(local_code="IMG-CHEST", category="imaging", code="X-1")
BEGAN = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)


def rule(scope, target="", level=YES, **more):
    return Requirement(scope=scope, target=target, level=level, **more)


@pytest.mark.parametrize(
    ("kept", "flagged", "answered", "level", "source"),
    [
        ([], False, (), NO, "nobody"),
        ([rule("category", "imaging")], False, (), YES, "rule"),
        ([rule("category", "laboratory")], False, (), NO, "nobody"),
        ([rule("code", "X-1")], False, (), YES, "rule"),
        ([rule("code", "")], False, (), NO, "nobody"),
        ([rule("everything")], False, (), YES, "rule"),
        ([rule("category", "imaging"), rule("service", "IMG-CHEST", NO)], False, (), NO, "rule"),
        ([rule("service", "IMG-CHEST"), rule("everything", level=NO)], False, (), YES, "rule"),
        ([rule("code", "X-1", NO), rule("category", "imaging")], False, (), NO, "rule"),
        ([], True, (), YES, "price_list"),
        ([rule("service", "IMG-CHEST", NO)], True, (), YES, "price_list"),
        ([], False, ("imaging",), YES, "answer"),
        ([], False, ("all",), YES, "answer"),
        ([], False, ("laboratory",), NO, "nobody"),
        ([rule("everything", level=ABOVE, threshold=OMR(100))], False, ("imaging",), YES, "answer"),
    ],
)
def test_who_speaks_and_who_counts(kept, flagged, answered, level, source):
    service = ServiceAsked(local_code="IMG-CHEST", category="imaging", code="X-1", flagged=flagged)
    need = rules.need_of(service, kept, answered)
    assert (need.level, need.source) == (level, source)


def test_of_two_rules_alike_the_newer_counts():
    old = rule("category", "imaging", YES, valid_from=date(2025, 1, 1))
    new = rule("category", "imaging", NO, valid_from=date(2026, 1, 1))
    assert rules.need_of(XRAY, [new, old]).level == NO


def test_a_category_of_ours_without_a_counterpart_is_never_matched_by_silence():
    odd = ServiceAsked(local_code="X", category="")
    assert rules.need_of(odd, [], ("imaging",)).level == NO


@pytest.mark.parametrize(
    ("amount", "applies"), [("99.999", False), ("100.000", False), ("100.001", True)]
)
def test_above_a_threshold_means_above(amount, applies):
    need = rules.need_of(XRAY, [rule("everything", level=ABOVE, threshold=OMR("100.000"))])
    assert need.applies(OMR(amount)) is applies


def test_the_papers_of_a_rule_come_with_the_dot():
    need = rules.need_of(XRAY, [rule("everything", documents=("report", "x_ray"), note="Room 4")])
    assert (need.documents, need.note) == (("report", "x_ray"), "Room 4")


@pytest.mark.parametrize(
    ("seconds", "tone", "left", "late"),
    [
        (0, "green", 30, 0),
        (14 * 60 + 59, "green", 16, 0),
        (15 * 60, "amber", 15, 0),
        (29 * 60 + 1, "amber", 1, 0),
        (30 * 60, "amber", 0, 0),
        (30 * 60 + 1, "red", 0, 0),
        (31 * 60, "red", 0, 1),
        (300 * 60, "red", 0, 270),
    ],
)
def test_the_clock(seconds, tone, left, late):
    stands = rules.clock(BEGAN, 30, BEGAN + timedelta(seconds=seconds))
    assert (stands.tone, stands.minutes_left, stands.late) == (tone, left, late)


@pytest.mark.parametrize("count", [0, 4])
def test_odds_are_silent_below_five(count):
    assert rules.odds([(10, "approved")] * count) is None


def test_odds_from_five_on():
    found = rules.odds(
        [(10, "approved"), (20, "partial"), (22, "approved"), (30, "refused"), (90, "approved")]
    )
    assert found is not None
    assert (found.minutes, found.percent, found.count) == (22, 80, 5)


@pytest.mark.parametrize(
    ("status", "first", "last", "on", "holds"),
    [
        ("approved", date(2026, 11, 1), date(2026, 11, 30), date(2026, 10, 31), False),
        ("approved", date(2026, 11, 1), date(2026, 11, 30), date(2026, 11, 1), True),
        ("approved", date(2026, 11, 1), date(2026, 11, 30), date(2026, 11, 30), True),
        ("partial", date(2026, 11, 1), date(2026, 11, 30), date(2026, 12, 1), False),
        ("approved", None, None, date(2030, 1, 1), True),
        ("pended", None, None, date(2026, 11, 22), False),
        ("refused", None, None, date(2026, 11, 22), False),
    ],
)
def test_when_it_may_be_used(status, first, last, on, holds):
    assert rules.holds(status, first, last, on) is holds


def test_nothing_but_what_was_granted_ends():
    day = date(2026, 11, 22)
    assert rules.status_on("approved", date(2026, 11, 21), day) == "expired"
    assert rules.status_on("refused", date(2026, 11, 21), day) == "refused"


@pytest.mark.parametrize(
    ("units", "left", "days", "wants"),
    [
        ("6", "6", 30, False),
        ("6", "2", 8, False),
        ("6", "2", 7, True),
        ("6", "2", 0, True),
        ("6", "2", -1, False),
        ("6", "1", 30, True),
        ("6", "0", 30, False),
        ("6", "0", 3, False),
        ("1", "1", 30, False),
        ("6", "1", None, True),
    ],
)
def test_when_a_renewal_is_proposed(units, left, days, wants):
    assert rules.wants_renewal(OMR(units), OMR(left), days) is wants


@pytest.mark.parametrize(
    ("outcome", "quantity", "amount", "granted"),
    [
        ("approved", None, None, "3"),
        ("approved", "2", None, "2"),
        ("approved", "9", None, "3"),
        ("partial", None, "20.000", "2"),
        ("partial", None, "29.999", "2"),
        ("partial", None, None, "0"),
        ("partial", "2", None, "2"),
        ("denied", None, None, "0"),
        ("partial", "-1", None, "0"),
    ],
)
def test_units_that_are_proven(outcome, quantity, amount, granted):
    found = rules.granted_units(
        OMR(3), OMR("30.000"), outcome,
        None if quantity is None else OMR(quantity), None if amount is None else OMR(amount),
    )  # fmt: skip
    assert found == OMR(granted)


def test_a_free_line_proves_no_units():
    assert rules.granted_units(OMR(3), OMR(0), "partial", None, OMR(5)) == 0


@pytest.mark.parametrize(
    ("vat", "tax", "net"), [("standard", "1.875", "39.375"), ("exempt", "0.000", "37.500")]
)
def test_amounts_of_a_line(vat, tax, net):
    assert rules.line_amounts(OMR(3), OMR("12.500"), vat) == (OMR(tax), OMR(net))


WHOLE = {
    "kind": "professional", "has_policy": True, "has_practitioner": True, "diagnoses": 1, "lines": 1,
    "has_justification": True,
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({}, ()),
        ({"has_practitioner": False}, ("practitioner",)),
        ({"has_member_number": False}, ("member_number",)),
        ({"has_policy": False, "has_member_number": False}, ("policy",)),
        ({"practitioner_is_licensed": False}, ("practitioner_licence",)),
        ({"facility_is_licensed": False}, ("facility_licence",)),
        ({"diagnoses": 0}, ("diagnosis",)),
        ({"lines": 0}, ("line",)),
        ({"has_justification": False}, ("justification",)),
        ({"unmapped": ("DRESSING",)}, ("mapping",)),
        ({"period_runs": False}, ("period",)),
        ({"kind": "oral", "without_site": ("T1",)}, ("site",)),
        ({"kind": "oral"}, ()),
        ({"without_site": ("T1",), "without_days": ("D1",)}, ()),
        ({"kind": "pharmacy", "without_days": ("D1",)}, ("days_supply", "prescription_number")),
        ({"kind": "pharmacy", "has_prescription": True}, ()),
        ({"kind": "vision"}, ("lenses",)),
        ({"kind": "vision", "has_prescription": True}, ()),
    ],
)
def test_each_type_has_its_own_fields(changes, missing):
    assert rules.missing(Shape(**{**WHOLE, **changes})) == missing
    assert set(missing) <= set(rules.MISSING)


def test_whatever_may_be_missing_has_its_box():
    assert set(BOXES) == set(rules.MISSING)


@pytest.mark.parametrize(
    ("first", "last", "service_from", "holds"),
    [
        (None, None, "2026-11-22", True),
        ("2026-11-22", "2026-11-22", "2026-11-22", True),
        ("2026-11-23", None, "2026-11-22", False),
        (None, "2026-11-21", "2026-11-22", False),
        # Planned: the licence holds today and may be renewed by then.
        (None, "2026-11-22", "2026-12-05", True),
        (None, "2026-11-21", "2026-12-05", False),
        # Done before: it held on that day, or did not.
        (None, "2026-11-21", "2026-11-20", True),
        ("2026-11-21", None, "2026-11-20", False),
    ],
)
def test_a_licence_holds_when_the_request_is_made(first, last, service_from, holds):
    days = [date.fromisoformat(one) if one else None for one in (first, last, service_from)]
    assert rules.is_licensed(*days, date(2026, 11, 22)) is holds
