"""What differs, row by row; and a template in the rows of an entry page."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.claims.habits import rules
from app.claims.habits.rules import LineSaid, Present, VisitSaid

OMR = Decimal


def visit(diagnoses="J06.9", *lines):
    return VisitSaid(
        diagnoses=tuple(diagnoses.split()),
        lines=tuple(LineSaid(code=code, quantity=OMR(n), unit_price=OMR(price)) for code, n, price in lines),
    )  # fmt: skip


CONS, CBC = ("CONS", "1", "12.500"), ("CBC", "1", "4.200")

# fmt: off
COMPARED = [
    # ours                                 theirs                                what differs
    (visit("J06.9", CONS),                 visit("J06.9", CONS),                 []),
    (visit("", CONS),                      visit("", CONS),                      []),
    (visit("J06.9 I10"),                   visit("J06.9"),                       [("diagnosis_added", "I10", None, "I10")]),
    (visit("J06.9"),                       visit("J06.9 I10"),                   [("diagnosis_left_out", "I10", "I10", None)]),
    (visit("I10"),                         visit("J06.9"),                       [("principal", "I10", "J06.9", "I10")]),
    (visit("I10 J06.9"),                   visit("J06.9 I10"),                   [("principal", "I10", "J06.9", "I10")]),
    (visit("J06.9", CONS, CBC),            visit("J06.9", CONS),                 [("line_added", "CBC", None, OMR(1))]),
    (visit("J06.9", CONS),                 visit("J06.9", CONS, CBC),            [("line_left_out", "CBC", OMR(1), None)]),
    (visit("J06.9", ("CBC", "2", "4.2")),  visit("J06.9", ("CBC", "1", "4.2")),  [("quantity", "CBC", OMR(1), OMR(2))]),
    (visit("J06.9", ("CBC", "1", "4.5")),  visit("J06.9", ("CBC", "1", "4.2")),  [("price", "CBC", OMR("4.2"), OMR("4.5"))]),
    (visit("J06.9", ("CBC", "1.0", "4.200")), visit("J06.9", ("CBC", "1", "4.2")), []),
    (visit("J06.9", CBC, CBC),             visit("J06.9", CBC),                  [("line_added", "CBC", None, OMR(1))]),
    (visit("J06.9", CBC, CONS),            visit("J06.9", CONS, CBC),            []),
]
# fmt: on


@pytest.mark.parametrize(("ours", "theirs", "found"), COMPARED)
def test_what_two_claims_say_differently(ours, theirs, found):
    told = [(d.kind, d.code, d.theirs, d.ours) for d in rules.differences(ours, theirs)]
    assert told == found


def present(**changes):
    values = {
        "prices": {"CONS": OMR("12.500"), "CBC": OMR("4.200")}, "on_file": frozenset({"CONS", "CBC", "X"}),
        "valid_codes": frozenset({"J06.9", "I10"}),
    }  # fmt: skip
    return Present(**{**values, **changes})


# fmt: off
SINCE = [
    (visit("J06.9", CONS, CBC),           present(),                                   []),
    (visit("J06.9", CONS),                present(prices={"CONS": OMR("13")}),         [("price", "CONS", OMR("12.500"), OMR("13"))]),
    (visit("J06.9", CONS, CONS),          present(prices={"CONS": OMR("13")}),         [("price", "CONS", OMR("12.500"), OMR("13"))]),
    (visit("J06.9", ("X", "1", "2")),     present(),                                   [("not_in_contract", "X", OMR(2), None)]),
    (visit("J06.9", ("GONE", "1", "2")),  present(),                                   [("service_gone", "GONE", None, None)]),
    (visit("J06.9 E11.9", CONS),          present(),                                   [("code_retired", "E11.9", "E11.9", None)]),
    (visit("J06.9"),                      present(same_policy=False),                  [("policy_changed", "", None, None)]),
    (visit("J06.9"),                      present(practitioner_works=False),           [("practitioner_gone", "", None, None)]),
]
# fmt: on


@pytest.mark.parametrize(("last", "today", "found"), SINCE)
def test_what_of_the_last_visit_no_longer_holds(last, today, found):
    assert [(d.kind, d.code, d.theirs, d.ours) for d in rules.since(last, today)] == found


EMPTY = [("lines-0-service", ""), ("lines-0-quantity", "1"), ("lines-0-pointers", "1"), ("diagnoses-0-code", "")]  # fmt: skip


def rows(typed, box):
    return [value for name, value in typed if name.endswith(f"-{box}")]


def test_a_template_fills_the_empty_rows_and_goes_on_below():
    typed = [("policy", "p"), *EMPTY]
    filled = rules.fill(typed, ["J06.9", "I10"], [("CONS", OMR(1)), ("CBC", OMR("2.000"))])
    assert ("policy", "p") in filled.typed
    assert rows(filled.typed, "code") == ["J06.9", "I10"]
    assert rows(filled.typed, "service") == ["CONS", "CBC"]
    assert rows(filled.typed, "quantity") == ["1", "2"]
    assert (filled.diagnoses, filled.services) == (("J06.9", "I10"), ("CONS", "CBC"))


# fmt: off
KEPT = [
    # a row of the page                                        what stands in its box afterwards
    ([("lines-0-service", "LAB")],                             ["LAB", "CONS"]),
    ([("lines-0-service", ""), ("lines-0-unit_price", "3")],   ["", "CONS"]),
    ([("lines-0-service", ""), ("lines-0-pick", "LAB")],       ["", "CONS"]),
    ([("lines-0-service", "cons")],                            ["cons"]),
    ([("lines-0-service", " ")],                               ["CONS"]),
    ([],                                                       ["CONS"]),
]
# fmt: on


@pytest.mark.parametrize(("typed", "services"), KEPT)
def test_a_template_touches_nothing_that_stands_there(typed, services):
    filled = rules.fill(typed, [], [("CONS", OMR(1))])
    assert rows(filled.typed, "service") == services
    assert filled.services == (("CONS",) if "CONS" in services else ())
