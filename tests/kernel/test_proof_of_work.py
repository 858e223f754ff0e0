"""The puzzle of the front door: only ours, only for this applicant, only in time, only when solved."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from app.kernel.proof_of_work import BITS, GOOD_FOR, is_solved, puzzle, zeros

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
OURS = puzzle("secret", "one", NOW)


def solved(given: str) -> str:
    return next(str(number) for number in count() if zeros(f"{given}.{number}") >= BITS)


ANSWER = solved(OURS)


def test_a_solved_puzzle_opens():
    assert is_solved("secret", "one", OURS, ANSWER, NOW)


FORGED = OURS.replace(OURS[:10], str(int(OURS[:10]) + 60))
REFUSED = {
    "another secret": ("other", "one", OURS, ANSWER, NOW),
    "another applicant": ("secret", "two", OURS, ANSWER, NOW),
    "too late": ("secret", "one", OURS, ANSWER, NOW + GOOD_FOR + timedelta(seconds=1)),
    "a later end written in": ("secret", "one", FORGED, solved(FORGED), NOW),
    "no answer": ("secret", "one", OURS, "", NOW),
    "no puzzle": ("secret", "one", "", ANSWER, NOW),
    "Arabic digits": ("secret", "one", OURS, "١٢", NOW),
    "a long answer": ("secret", "one", OURS, "1" * 5000, NOW),
    "no number of seconds": ("secret", "one", "x" + OURS, ANSWER, NOW),
    "not ASCII": ("secret", "one", OURS + "é", ANSWER, NOW),
    "unsolved": ("secret", "one", OURS, str(int(ANSWER) - 1), NOW),
}


@pytest.mark.parametrize("case", REFUSED)
def test_anything_else_does_not(case):
    assert not is_solved(*REFUSED[case])


def test_solving_is_bounded():
    """The browser gives up after a million tries; so many never lead nowhere."""
    assert int(ANSWER) < 1_000_000
    assert 10 <= BITS <= 16
