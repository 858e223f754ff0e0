"""Filters of a list: what is understood narrows it, what is not says so and narrows nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask_babel import Babel
from werkzeug.datastructures import MultiDict

from app.kernel.clock import telling
from app.kernel.filtering import DayBox, FilterForm, whole_number
from app.kernel.forms import ChoiceField


class Narrow(FilterForm):
    status = ChoiceField("Status", choices=[("held", "Held")], required=False)
    first = DayBox("From day", required=False)


@pytest.fixture(scope="module", autouse=True)
def pages():
    made = Flask("filters")
    Babel(made)
    with made.test_request_context():
        yield


# fmt: off
DAYS = [
    # typed             understood
    ("",                None),
    ("2026-11-22",      date(2026, 11, 22)),
    ("٢٠٢٦-١١-٢٢",      date(2026, 11, 22)),
    ("22/11/2026",      date(2026, 11, 22)),
    ("1900-01-01",      date(1900, 1, 1)),
    ("2100-12-31",      date(2100, 12, 31)),
]
NUMBERS = [
    # typed             found
    ("2",               "C-2026-000002"),
    ("٢",               "C-2026-000002"),
    (" c-2025-000010 ", "C-2025-000010"),
    ("1234567",         "1234567"),
    ("",                ""),
]
# fmt: on


@pytest.mark.parametrize(("typed", "day"), DAYS)
def test_a_day_is_read_however_it_is_written(typed, day):
    form = Narrow(MultiDict({"first": typed}))
    form.understand()
    assert (form.first.data, form.errors) == (day, {})


@pytest.mark.parametrize("typed", ["soon", "31-02-2026", "1899-12-31", "2101-01-01", "9999-12-31"])
def test_what_is_no_day_says_so_and_narrows_nothing(typed):
    form = Narrow(MultiDict({"first": typed, "status": "held"}))
    form.understand()
    assert (form.first.data, form.status.data, form.first._value()) == (None, "held", typed)
    assert form.errors["first"] == ["“From day” is not a day. Enter it such as 2026-11-22."]


def test_what_is_not_in_the_list_narrows_nothing():
    form = Narrow(MultiDict({"status": "nonsense"}))
    form.understand()
    assert form.status.data is None
    assert "status" in form.errors


def test_no_filter_is_called_optional():
    assert not any(field.flags.optional for field in Narrow(MultiDict()))


@pytest.mark.parametrize(("typed", "found"), NUMBERS)
def test_the_last_digits_name_a_record_of_this_year(typed, found):
    with telling(datetime(2026, 11, 22, tzinfo=UTC)):
        assert whole_number(typed, "C") == found
