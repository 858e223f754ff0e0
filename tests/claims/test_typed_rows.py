"""Rows as typed: renumbered, added, removed; and the address of each finding on the page."""

from __future__ import annotations

import pytest

from app.claims.forms import CANCEL_REASONS
from app.claims.reasons import DENIALS, REFUSALS, sentence_of
from app.claims.states import EVENT_WORDS
from app.claims.story import CANCEL_WORDS, EVENT_TONES, TOLD
from app.claims.wording import box_of
from app.kernel import typed_rows
from app.sandbox.denials import REASONS

A = [
    ("lines-0-service", "a"),
    ("lines-0-quantity", "1"),
    ("lines-7-service", "b"),
    ("lines-7-quantity", "2"),
]

# pressed                   the services afterwards
BUTTONS = [
    ([],                            None),
    ([("add_line", "1")],           ["a", "b", ""]),
    ([("remove_line", "0")],        ["b"]),
    ([("remove_line", "7")],        ["a"]),
    ([("remove_line", "3")],        ["a", "b"]),
    ([("remove_line", "x")],        ["a", "b"]),
    ([("add_diagnosis", "1")],      ["a", "b"]),
]  # fmt: skip

# finding's field           box
BOXES = [
    ("policy",                "policy"),
    ("patient",               "patient-panel"),
    ("eligibility",           "patient-panel"),
    ("lines",                 "lines-0-service"),
    ("lines-2-code",          "lines-2-service"),
    ("lines-2-quantity",      "lines-2-quantity"),
    ("lines-0-net",           "lines-0-unit_price"),
    ("lines-0-patient_share", "lines-0-unit_price"),
    ("lines-1-pointers",      "lines-1-pointers"),
    ("diagnoses",             "diagnoses-0-code"),
    ("diagnoses-3-kind",      "diagnoses-3-code"),
    ("total",                 "amounts"),
]  # fmt: skip


def test_rows_are_counted_anew_and_buttons_left_out():
    typed = typed_rows.in_order(
        [*A, ("csrf_token", "x"), ("_once", "y"), ("check", "1"), ("policy", "p")]
    )
    assert typed == [
        ("lines-0-service", "a"), ("lines-0-quantity", "1"),
        ("lines-1-service", "b"), ("lines-1-quantity", "2"), ("policy", "p"),
    ]  # fmt: skip
    assert typed_rows.count(typed, "line") == 2
    assert typed_rows.count(typed, "diagnosis") == 0


@pytest.mark.parametrize(("button", "services"), BUTTONS)
def test_buttons_of_rows(button, services):
    after = typed_rows.after_button([*A, *button])
    if services is None:
        assert after is None
    else:
        assert [value for name, value in after if name.endswith("service")] == services
        assert {name.split("-")[1] for name, _ in after if name.startswith("lines")} == {
            str(n) for n in range(len(services))
        }


@pytest.mark.parametrize(("field", "box"), BOXES)
def test_each_finding_has_a_box(field, box):
    assert box_of(field) == box


def test_every_denial_of_the_common_list_has_our_own_words():
    assert set(REASONS) <= set(DENIALS)
    assert not set(DENIALS) & set(REFUSALS)
    assert all(sentence_of(code) for code in REASONS)
    assert sentence_of("NO-SUCH") is None
    assert sentence_of(None) is None


def test_every_told_event_has_words_and_every_reason_to_cancel_too():
    assert not set(TOLD) & set(EVENT_WORDS)
    assert set(EVENT_TONES) <= set(TOLD) | set(EVENT_WORDS)
    assert {value for value, _label in CANCEL_REASONS} == set(CANCEL_WORDS)
