"""Each test belongs to one target, every target is run on every change, and the sum that is told is true."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import pytest
from _pytest.mark.expression import Expression

from tests import conftest, suites

HOUSE = Path(__file__).parents[2]
TESTS = HOUSE / "tests"
MAKEFILE = (HOUSE / "Makefile").read_text(encoding="utf-8")
# Left out on purpose: minutes long, or no test of right and wrong.
LEFT_OUT = {"bench", "crash_long"}
TARGETS = ("test", "journeys", "crash")


def chosen_by(target: str) -> str:
    """The marks that a target of the Makefile asks for."""
    recipe = MAKEFILE.split(f"\n{target}: ", 1)[1].split("\n", 2)[1]
    asked = re.search(r'-m "([^"]+)"', recipe)[1]
    return asked.replace("$(MARKS)", re.search(r"(?m)^MARKS \?= (.+)$", MAKEFILE)[1])


class Gathered:
    """A test as pytest finds it, before anybody chooses."""

    def __init__(self, path: Path) -> None:
        self.path, self.marks = path, []

    def add_marker(self, mark) -> None:
        self.marks.append(mark.name)


def test_every_test_bears_the_mark_of_its_folder_when_it_is_gathered():
    files = [Gathered(file) for file in sorted(TESTS.rglob("test_*.py"))]
    conftest.pytest_collection_modifyitems(files)
    borne = {file.path.relative_to(TESTS): file.marks for file in files}
    wanted = {path: [suites.APART[path.parts[0]]] if path.parts[0] in suites.APART else [] for path in borne}  # fmt: skip
    assert borne == wanted
    for folder in suites.APART:
        assert sum(path.parts[0] == folder for path in borne) >= 4


def test_no_other_test_bears_a_mark_that_would_take_it_out():
    """By its folder alone: a mark on a test elsewhere would take it out of every target."""
    written = re.compile(rf"mark\.({'|'.join(suites.APART.values())})\b")
    found = [
        str(file.relative_to(TESTS))
        for file in TESTS.rglob("*.py")
        if written.search(file.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize("mark", [None, *suites.APART.values()])
def test_every_test_is_run_by_one_target(mark):
    """Whatever else it bears; only what is left out on purpose is run by none."""
    kinds = [set(some) for n in range(len(LEFT_OUT) + 1) for some in combinations(sorted(LEFT_OUT), n)]  # fmt: skip
    for more in kinds:
        borne = frozenset(more | ({mark} if mark else set()))
        takers = [target for target in TARGETS if takes(chosen_by(target), borne)]
        assert len(takers) == (0 if more else 1), (borne, takers)


def takes(asked: str, borne: frozenset[str]) -> bool:
    return Expression.compile(asked).evaluate(lambda name: name in borne)


def test_the_machine_runs_every_target():
    run = (HOUSE / ".ci" / "run").read_text(encoding="utf-8")
    assert re.findall(r"(?m)^suite (\w+)$", run) == list(TARGETS)
    assert re.search(r"(?m)^make sure ", run)


def test_every_target_says_what_it_is():
    for target in (*TARGETS, "sure"):
        assert re.search(rf"(?m)^{target}: .*## \w", MAKEFILE), target


# What a target of the stand-in says, first time and second time: its closing words, "" for none, and its status.
FAKE_MAKE = """#!/usr/bin/env bash
turn=1; [[ "$*" == *--last-failed* ]] && turn=2
line=$(grep -E "^$1 $turn " "$SCRIPT" | cut -d' ' -f4-)
status=$(grep -E "^$1 $turn " "$SCRIPT" | cut -d' ' -f3)
[ -n "$line" ] && echo "===== $line in 1.00s ====="
exit "${status:-0}"
"""
GOOD = ("journeys 1 0 9 passed, 1 skipped", "crash 1 0 4 passed")
RUNS = {
    "all hold": (("test 1 0 100 passed, 2 skipped", *GOOD), 0, "113 passed, 0 failed, 3 skipped"),
    "a second try holds": (
        ("test 1 2 1 failed, 97 passed, 2 errors", "test 2 0 3 passed", *GOOD), 0, "113 passed, 0 failed, 1 skipped",
    ),
    "failed twice": (
        ("test 1 2 2 failed, 98 passed", "test 2 2 1 failed, 1 passed", *GOOD), 2, "112 passed, 1 failed, 1 skipped",
    ),
    "journeys fail": (
        ("test 1 0 5 passed", "journeys 1 2 2 failed", "journeys 2 2 1 failed, 1 error", GOOD[1]), 1, "9 passed, 2 failed, 0 skipped",
    ),
    "never ran": (("test 1 2 ", *GOOD), 1, "13 passed, 1 failed, 1 skipped"),
    "nothing to run": (("test 1 0 no tests ran", *GOOD), 1, "13 passed, 1 failed, 1 skipped"),
    "form fails": (("test 1 0 5 passed", *GOOD, "sure 1 1 "), 1, "18 passed, 0 failed, 1 skipped"),
}  # fmt: skip


@pytest.mark.parametrize("case", RUNS)
def test_the_last_line_is_the_sum_of_all_targets(case, tmp_path):
    said, status, last = RUNS[case]
    (tmp_path / "script").write_text("\n".join(said) + "\n", encoding="utf-8")
    stand_ins = {"make": FAKE_MAKE, "chromium": "", "pdftotext": "", "ldconfig": "echo libpangoft2"}
    for name, body in stand_ins.items():
        made = tmp_path / name
        made.write_text(body if body.startswith("#!") else f"#!/bin/sh\n{body}\n")
        made.chmod(0o755)
    path = f"{tmp_path}:{os.environ['PATH']}"
    ran = subprocess.run(
        [HOUSE / ".ci" / "run"], env={"PATH": path, "SCRIPT": str(tmp_path / "script")}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert (bool(ran.returncode), ran.stdout.splitlines()[-1]) == (bool(status), last), ran.stdout


GROUPED = """
from pathlib import Path
import pytest

@pytest.fixture(params=[pytest.param(part, marks=pytest.mark.xdist_group(part)) for part in ("claims", "stock", "money")])
def part(request):
    return request.param

@pytest.mark.parametrize("n", range(6))
def test_by_part(part, n, worker_id):
    with Path("who").open("a") as kept:
        print(part, worker_id, file=kept)
    assert (part, n) != ("stock", 3)
"""


@pytest.fixture
def grouped(tmp_path):
    """Run tests in groups, one of which fails, as the targets do; returns what was said and who ran what."""
    (tmp_path / "test_grouped.py").write_text(GROUPED, encoding="utf-8")
    recipe = re.search(r"(?m)^PYTEST = \$\(PY\) (.+)$", MAKEFILE)[1].split()

    def run(*more: str) -> tuple[str, list[str]]:
        who = tmp_path / "who"
        who.unlink(missing_ok=True)
        asked = [
            sys.executable,
            *recipe,
            *more,
            "-p",
            "no:randomly",
            "-c",
            os.devnull,
            "--rootdir",
            str(tmp_path),
        ]
        told = subprocess.run(
            asked, cwd=tmp_path, capture_output=True, text=True, check=False
        ).stdout
        return told, who.read_text(encoding="utf-8").splitlines()

    return run


def test_tests_of_a_group_stay_with_one_worker(grouped):
    _said, ran = grouped()
    assert len(ran) == 18
    assert len(set(ran)) == 3


def test_the_second_try_runs_what_failed_and_nothing_else(grouped):
    said, _ran = grouped()
    assert "1 failed, 17 passed" in said
    run = (HOUSE / ".ci" / "run").read_text(encoding="utf-8")
    said, ran = grouped(*re.search(r'ARGS="(.+--last-failed.+)"', run)[1].split())
    assert "1 failed in" in said
    assert ran == ["stock gw0"]


def test_no_test_is_named_by_the_bytes_of_a_file(request):
    """Workers collect apart: what is made of the hour must not stand in a name, and a page of letters names nothing."""
    assert [item.nodeid for item in request.session.items if len(item.name) > 400] == []
    assert conftest.pytest_make_parametrize_id(b"PK" * 60, "content") == "content"
    assert conftest.pytest_make_parametrize_id(b"PK", "content") is None
