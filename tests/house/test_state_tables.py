"""Every lifecycle of the house: each status is in the table, reachable, drawn, and leads somewhere."""

from __future__ import annotations

import pytest

from app.commands.states import DIAGRAMS, MACHINES, drawn

IDS = [machine.name for machine in MACHINES]


@pytest.mark.parametrize("machine", MACHINES, ids=IDS)
def test_every_status_is_reachable(machine):
    assert machine.reachable() == frozenset(machine.statuses)


@pytest.mark.parametrize("machine", MACHINES, ids=IDS)
def test_only_final_statuses_lead_nowhere(machine):
    dead_ends = {status for status in machine.statuses if not machine.available(status)}
    assert dead_ends <= machine.final


@pytest.mark.parametrize("machine", MACHINES, ids=IDS)
def test_the_diagram_in_the_handbook_is_the_table(machine):
    file = DIAGRAMS / f"{machine.name.replace(' ', '-')}.md"
    assert file.read_text(encoding="utf-8") == drawn(machine), "run `make states`"
