"""One process: its words, its restarts, its end."""

import sys
import time

import pytest

from app.launch.child import FIRST_PAUSE, LONGEST_PAUSE, WELL_SECONDS, Child


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def heard():
    return []


@pytest.fixture
def child_of(heard):
    made = []

    def make(source, **more):
        child = Child(
            "web", [sys.executable, "-c", source], {}, lambda *said: heard.append(said), **more
        )
        made.append(child)
        return child

    yield make
    for child in made:
        child.stop()


def until(condition):
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.01)


def test_its_words_are_passed_on_under_its_name(child_of, heard):
    child = child_of("print('good morning')")
    child.start()
    until(lambda: heard)
    assert heard[0] == ("web", "good morning")


def test_it_starts_again_after_a_pause_that_doubles(child_of, heard):
    clock = Clock()
    child = child_of("raise SystemExit(3)", clock=clock)
    child.start()
    for pause in (FIRST_PAUSE, FIRST_PAUSE * 2, FIRST_PAUSE * 4):
        until(lambda: not child.is_running)
        restarts = child.restarts
        child.tend()
        assert ("web", f"ended with code 3, starts again in {pause:.0f} s") in heard
        clock.now += pause - 0.01
        child.tend()
        assert child.restarts == restarts
        clock.now += 0.01
        child.tend()
        assert child.restarts == restarts + 1


def test_the_pause_has_a_limit_and_a_well_child_begins_anew(child_of):
    clock = Clock()
    child = child_of("raise SystemExit(1)", clock=clock)
    child.start()
    for _ in range(8):
        until(lambda: not child.is_running)
        child.tend()
        clock.now += LONGEST_PAUSE
        child.tend()
    assert child._pause == LONGEST_PAUSE
    until(lambda: not child.is_running)
    clock.now += WELL_SECONDS
    child.tend()
    assert child._pause == FIRST_PAUSE * 2


def test_one_that_does_not_listen_is_ended_after_the_grace(child_of, heard):
    source = "import signal, time; signal.signal(15, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
    child = child_of(source, grace=0.1)
    child.start()
    until(lambda: ("web", "up") in heard)
    child.stop()
    assert not child.is_running
    assert ("web", "does not end by itself, is ended now") in heard
