"""Children are started in order, kept, and stopped in the opposite order; the dead leave no orphans."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.launch import leftovers
from app.launch.child import Child
from app.launch.supervisor import NotReady, Stopped, Supervisor, answers_http

SLEEPS = "import time; print('up', flush=True); time.sleep(60)"


@pytest.fixture
def heard():
    return []


@pytest.fixture
def supervisor(tmp_path, heard):
    supervisor = Supervisor(tmp_path / "children.json", lambda *said: heard.append(said))
    yield supervisor
    supervisor.stop()


def child(name, heard, source=SLEEPS):
    return Child(name, [sys.executable, "-c", source], {}, lambda *said: heard.append(said))


def test_the_last_one_started_is_the_first_one_stopped(supervisor, heard):
    for name in ("exchange", "worker", "web"):
        supervisor.start(child(name, heard))
    supervisor.stop()
    stopping = [line for name, line in heard if name == "launch"]
    assert stopping == ["stopping web", "stopping worker", "stopping exchange"]


def test_a_signal_ends_the_watch(supervisor):
    before = {
        number: signal.getsignal(number)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    }
    try:
        supervisor.obey_signals()
        os.kill(os.getpid(), signal.SIGTERM)
        supervisor.watch()
        with pytest.raises(Stopped):
            supervisor.pause()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def test_waiting_ends_when_it_answers(supervisor, heard):
    web = child("web", heard)
    supervisor.start(web)
    supervisor.wait_until(web, lambda: ("web", "up") in heard, limit=10)
    assert web.is_running


def test_waiting_ends_with_a_sentence_when_it_never_answers(supervisor, heard):
    web = child("web", heard)
    supervisor.start(web)
    with pytest.raises(NotReady, match="web did not answer"):
        supervisor.wait_until(web, lambda: False, limit=0.2)


def test_one_that_dies_again_and_again_is_given_up_at_once(supervisor, heard):
    web = child("web", heard, "raise SystemExit('wrong setting')")
    web._pause = 0.01
    supervisor.start(web)
    with pytest.raises(NotReady, match="web does not start"):
        supervisor.wait_until(web, lambda: False, limit=30)
    assert ("web", "wrong setting") in heard


def test_nobody_answers_on_a_closed_port():
    assert answers_http(1) is False


def test_orphans_of_a_killed_launcher_are_ended(tmp_path, heard):
    orphan = child("web", heard)
    orphan.start()
    notes = tmp_path / "children.json"
    leftovers.record(notes, [orphan])
    pid = orphan.process.pid
    assert leftovers.end(notes) == [pid]
    assert not notes.exists()
    assert orphan.process.wait(10) == -signal.SIGTERM


def test_a_number_that_is_another_programs_now_is_left_alone(tmp_path):
    stranger = subprocess.Popen([sys.executable, "-c", SLEEPS], stdout=subprocess.DEVNULL)
    try:
        notes = tmp_path / "children.json"
        notes.write_text(json.dumps({str(stranger.pid): ["gunicorn", "wsgi:app"]}))
        assert leftovers.end(notes) == []
        assert stranger.poll() is None
    finally:
        stranger.terminate()
        stranger.wait()


def test_without_notes_there_is_nothing_to_end(tmp_path):
    assert leftovers.end(Path(tmp_path / "none.json")) == []
