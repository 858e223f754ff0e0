"""What others add to a patient's page."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from app.patients import timeline
from app.patients.timeline import Action, Additions, Chip, Happening

NOBODY = (UUID(int=1),)


@pytest.fixture(autouse=True)
def _own_additions(monkeypatch):
    monkeypatch.setattr(timeline, "_added", Additions())


def at(hour: int) -> Happening:
    return Happening(at=datetime(2026, 11, 22, hour, tzinfo=UTC), title=str(hour))


def test_events_of_all_sources_newest_first_and_bounded():
    timeline.add_source("one", lambda _ids: [at(3), at(1)])
    timeline.add_source("two", lambda _ids: [at(2)])
    assert [event.title for event in timeline.happenings(NOBODY)] == ["3", "2", "1"]
    assert len(timeline.happenings(NOBODY, limit=2)) == 2


def test_the_same_name_replaces():
    timeline.add_source("one", lambda _ids: [at(1)])
    timeline.add_source("one", lambda _ids: [])
    assert timeline.happenings(NOBODY) == []


def test_sources_get_every_record_of_the_person():
    seen = []
    timeline.add_chip("one", lambda ids: seen.append(ids) or [Chip(label="x", tone="info")])
    assert [chip.label for chip in timeline.chips([UUID(int=1), UUID(int=2)])] == ["x"]
    assert seen == [(UUID(int=1), UUID(int=2))]


def test_actions_by_key():
    claim = Action(
        key="claim",
        label="New claim",
        endpoint="claims.start",
        permission="claims.write",
        icon="plus",
    )
    timeline.add_action(claim)
    assert timeline.actions() == [claim]
    assert timeline.action("claim") is claim
    assert timeline.action("other") is None
