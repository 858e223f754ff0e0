"""The launcher as a person meets it: up, told where, one child killed, Ctrl-C, and a second start."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


class Launched:
    def __init__(self, var, diary, *options):
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")
        }
        environment |= {"FLASK_APP": "tests.launch.stand_in", "STAND_IN_DIARY": str(diary)}
        command = [sys.executable, "-m", "tests.launch.stand_in", "--var", str(var), *options]
        self.output = var.with_suffix(".out")
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=output, stderr=output
            )

    def until(self, said, *, timeout=60):
        deadline = time.monotonic() + timeout
        while said not in (text := self.output.read_text()):
            assert time.monotonic() < deadline, f"never said {said!r}:\n{text}"
            time.sleep(0.05)
        return text

    def address(self):
        text = self.until("Stop           Ctrl-C")
        return re.search(r"Open +(http://\S+)", text).group(1)

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(60)


@pytest.fixture
def launch(place):
    started = []

    def start(*options):
        started.append(Launched(place / "var", place / "diary", *options))
        return started[-1]

    start.var, start.diary = place / "var", (place / "diary").read_text
    yield start
    for one in started:
        if one.process.poll() is None:
            one.stop()


def answer(address):
    with urllib.request.urlopen(address, timeout=10) as reply:  # noqa: S310 the launcher's own
        return reply.read()


def is_gone(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def worker_of(diary):
    return int(re.findall(r"worker (\d+)", diary)[-1])


def test_a_day_with_the_launcher(launch):
    house = launch("--port", "18610")
    address = house.address()
    assert "huda@noor.example" in house.output.read_text()
    assert answer(address) == b"open"
    assert launch.diary().startswith("prepare, start 1\nload-icd\n")

    second = launch("--port", "18650")
    assert second.process.wait(30) == 1
    assert "already runs" in second.output.read_text()

    worker = worker_of(launch.diary())
    os.kill(worker, signal.SIGKILL)
    deadline = time.monotonic() + 30
    while worker_of(launch.diary()) == worker:
        assert time.monotonic() < deadline, "the worker was not started again"
        time.sleep(0.05)

    assert house.stop() == 0
    assert is_gone(worker_of(launch.diary()))
    assert not (launch.var / "pg" / "data" / "postmaster.pid").exists()

    again = launch("--port", "18610")
    assert answer(again.address()) == b"open"
    assert again.stop() == 0
    diary = launch.diary()
    assert "prepare, start 2" in diary
    assert diary.count("load-icd") == diary.count("play") == 1
