"""The letter of the month says how often support looked, for which tickets, and how many pages were opened; once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine

from app.kernel.clock import MUSCAT, today
from app.mail import service as mail
from app.support import looked
from app.tenants.scope import in_tenant


def letters(app):
    with app.app_context():
        return [
            one.letter for one in mail.outbox() if one.letter.subject.startswith(looked.SUBJECT)
        ]


def round_on(app, moment):
    with time_machine.travel(moment, tick=False), app.app_context():
        looked.tell_everywhere()


def next_month(day=1, hour=9):
    first = (today().replace(day=1) + timedelta(days=32)).replace(day=1)
    return datetime(first.year, first.month, day, hour, tzinfo=MUSCAT)


@pytest.fixture
def has_looked(app, people, looking):
    """Lina opened two pages of Noor Clinic this month, under one grant."""
    lina, _access_id = looking()
    for page in ("/", "/claims/"):
        assert lina.client.get(page).status_code == 200
    return people["amal"]


def test_it_names_looks_tickets_and_pages_once(app, has_looked):
    round_on(app, next_month())
    round_on(app, next_month())
    (letter,) = letters(app)
    assert letter.to == has_looked.email
    assert "once, under your grant" in letter.text
    assert "T-17" in letter.text
    assert "2 pages were opened" in letter.text


def test_a_month_nobody_looked_in_brings_no_letter(app, has_looked):
    round_on(app, next_month() + timedelta(days=32))
    assert letters(app) == []


def test_it_comes_in_the_first_days_of_a_month_only(app, has_looked):
    round_on(app, next_month(day=looked.WITHIN_DAYS + 1))
    assert letters(app) == []


@pytest.mark.parametrize(("minutes", "times"), [(-30, (1, 0)), (30, (0, 1))])
def test_a_look_belongs_to_the_muscat_month(app, people, looking, minutes, times):
    """Half an hour after midnight in Muscat it is the evening of the day before in UTC."""
    midnight = next_month(hour=0)
    with time_machine.travel(midnight + timedelta(minutes=minutes), tick=False):
        looking()
    before, after = today().replace(day=1), midnight.date()
    with app.app_context(), in_tenant(people["amal"].tenant_id):
        assert (looked.looks(before).times, looked.looks(after).times) == times
