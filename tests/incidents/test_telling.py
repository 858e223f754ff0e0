"""Owners of every tenant are written to about an incident once, and once about its end."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.incidents import service, telling
from app.incidents.models import Incident
from app.kernel.db import db
from app.mail import service as mail
from app.tenants.scope import as_platform

WORDS = ("Receipts print slowly.", "طباعة الإيصالات بطيئة.")


@pytest.fixture
def desk_tells(app, clock):
    """What the operator does, each with its own commit; the round follows."""
    told = []

    def tell():
        with app.app_context(), as_platform():
            told.append(service.tell(*WORDS))
            db.session.commit()

    def end():
        with app.app_context(), as_platform():
            service.end(told[-1])
            db.session.commit()

    return tell, end


def tell_all(app):
    with app.app_context():
        telling.tell_all()


def letters(app, kind):
    with app.app_context():
        return [
            one.letter
            for one in mail.outbox()
            if one.letter.subject.startswith(telling.SUBJECTS[kind])
        ]


def addresses(app, kind):
    return sorted(one.to for one in letters(app, kind))


def test_it_is_told_once_and_its_end_once(app, desk_tells):
    tell, end = desk_tells
    tell()
    tell_all(app)
    first = addresses(app, telling.BEGAN)
    assert "amal@noor.example" in first
    assert len(first) == len(set(first))
    tell_all(app)
    assert addresses(app, telling.BEGAN) == first
    assert addresses(app, telling.ENDED) == []
    end()
    tell_all(app)
    tell_all(app)
    assert addresses(app, telling.ENDED) == first
    one = next(one for one in letters(app, telling.ENDED) if one.to == "amal@noor.example")
    assert WORDS[0] in one.text
    assert "/status" in one.text


def test_what_ended_before_anybody_was_told_is_one_letter(app, desk_tells):
    tell, end = desk_tells
    tell()
    end()
    tell_all(app)
    tell_all(app)
    assert addresses(app, telling.BEGAN) == []
    assert addresses(app, telling.ENDED).count("amal@noor.example") == 1


def test_a_round_that_was_stopped_goes_on_without_a_second_letter(app, desk_tells, monkeypatch):
    tell, _end = desk_tells
    tell()
    with monkeypatch.context() as stopped:
        answers = iter([False, True, True])
        stopped.setattr(telling.jobs, "stopping", lambda: next(answers))
        tell_all(app)
    with app.app_context():
        assert db.session.scalars(db.select(Incident.told_at)).all() == [None]
    before = addresses(app, telling.BEGAN)
    tell_all(app)
    after = addresses(app, telling.BEGAN)
    assert len(before) < len(after) == len(set(after))


def test_while_no_letter_leaves_it_waits(app, desk_tells, monkeypatch):
    tell, _end = desk_tells
    tell()
    with monkeypatch.context() as closed:
        real = replace(
            app.extensions["settings"], installation="production", base_url="https://x.om"
        )
        closed.setitem(app.extensions, "settings", real)
        tell_all(app)
    assert letters(app, telling.BEGAN) == []
    tell_all(app)
    assert "amal@noor.example" in addresses(app, telling.BEGAN)
