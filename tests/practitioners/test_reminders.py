"""The round that tells owners which licences end: each of 60, 30 and 7 days once, renewed ones anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine

from app.kernel.clock import now, today
from app.kernel.db import db
from app.mail import service as mail
from app.practitioners import reminders, service
from tests.practitioners.test_service import SALIM


@pytest.fixture(autouse=True)
def _still(clock):
    """Days are counted from one that stands still."""


def letters():
    return [kept.letter for kept in mail.outbox() if "licence" in kept.letter.subject.lower()]


def test_each_reminder_leaves_once_and_a_renewal_begins_anew(in_noor):
    ends = today() + timedelta(days=60)
    salim = service.add_practitioner(replace(SALIM, licence_to=ends))
    service.add_practitioner(replace(SALIM, licence_number="MOH-2", name_en="Gone", licence_to=ends, active=False))  # fmt: skip
    told = []
    for days_on in (0, 0, 1, 30, 30, 53, 59, 61):
        with time_machine.travel(now() + timedelta(days=days_on), tick=False):
            reminders.remind()
            told.append(len(letters()))
    assert told == [1, 1, 1, 2, 2, 3, 3, 3]
    newest = letters()[0]
    assert newest.to == "amal@noor.example"
    assert "Salim" in newest.text
    assert "سالم" in newest.text
    assert "Gone" not in newest.text
    service.correct_practitioner(salim.id, replace(SALIM, licence_to=ends + timedelta(days=365)))
    with time_machine.travel(now() + timedelta(days=365), tick=False):
        reminders.remind()
    assert len(letters()) == 4
    db.session.rollback()


def test_what_no_letter_could_tell_is_told_once_letters_leave(app, in_noor, monkeypatch):
    service.add_practitioner(replace(SALIM, licence_to=today() + timedelta(days=30)))
    real = replace(app.extensions["settings"], installation="production", base_url="https://x.om")
    with monkeypatch.context() as closed:
        closed.setitem(app.extensions, "settings", real)
        assert not mail.can_send()
        reminders.remind()
    assert letters() == []
    reminders.remind()
    assert len(letters()) == 1
    db.session.rollback()
