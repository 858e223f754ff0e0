from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from app.kernel.states import NotPossible, StateMachine

DOOR = StateMachine(
    "door",
    {
        ("closed", "opened"): "open",
        ("open", "shut"): "closed",
        ("open", "walled_up"): "wall",
        ("wall", "corrected_to_closed"): "closed",
    },
    initial="closed",
    final=frozenset({"wall"}),
)
NOON = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@pytest.fixture
def steps():
    return []


@pytest.fixture
def trail(steps):
    def write(machine, record, *step):
        steps.append((machine.name, record.status, *step))

    return write


def test_the_table_can_be_read_from_every_side():
    assert DOOR.statuses == ("closed", "open", "wall")
    assert DOOR.events == ("opened", "shut", "walled_up", "corrected_to_closed")
    assert DOOR.available("open") == ("shut", "walled_up")
    assert DOOR.available("wall") == ()
    assert DOOR.corrections("wall") == ("corrected_to_closed",)


def test_reachable_leaves_islands_out():
    island = StateMachine("island", {("a", "went"): "b", ("c", "went"): "a"}, initial="a")

    assert island.reachable() == {"a", "b"}
    assert set(island.statuses) == {"a", "b", "c"}


def test_move_writes_status_and_trail(steps, trail):
    door = SimpleNamespace(status="closed")

    assert DOOR.move(door, "opened", by="Amal", at=NOON, trail=trail) == "open"
    assert door.status == "open"
    assert steps == [("door", "open", "closed", "opened", "open", "Amal", NOON)]


def test_what_is_not_in_the_table_changes_nothing(steps, trail):
    door = SimpleNamespace(status="closed")

    with pytest.raises(NotPossible) as refusal:
        DOOR.move(door, "shut", by="Amal", at=NOON, trail=trail)
    assert (refusal.value.machine, refusal.value.state, refusal.value.event) == (
        "door", "closed", "shut",
    )  # fmt: skip
    assert (door.status, steps) == ("closed", [])


def test_corrections_have_their_own_door(steps, trail):
    door = SimpleNamespace(status="wall")

    with pytest.raises(NotPossible):
        DOOR.move(door, "corrected_to_closed", by="Amal", at=NOON, trail=trail)
    assert DOOR.correct(door, "corrected_to_closed", by="Amal", at=NOON, trail=trail) == "closed"
    with pytest.raises(NotPossible):
        DOOR.correct(door, "opened", by="Amal", at=NOON, trail=trail)
    assert [step[3] for step in steps] == ["corrected_to_closed"]


def test_a_record_may_have_several_axes(trail, steps):
    house = SimpleNamespace(status="sold", door="closed")

    DOOR.move(house, "opened", by="Amal", at=NOON, trail=trail, attribute="door")
    assert (house.status, house.door) == ("sold", "open")


def test_the_drawing_shows_every_step():
    drawing = DOOR.draw()

    assert drawing.startswith("stateDiagram-v2\n    [*] --> closed\n")
    assert "closed --> open: opened\n" in drawing
    assert "wall --> closed: corrected_to_closed *\n" in drawing
    assert drawing.endswith("wall --> [*]\n")
