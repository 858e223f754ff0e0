"""The folders whose tests run by themselves, each under a mark and a target of its own: see the Makefile."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent
# Folder -> the mark of all its tests; `make test` leaves these marks out.
APART = {"journeys": "journey", "crash": "crash"}


def marks_of(path: Path) -> list[pytest.MarkDecorator]:
    """The marks that a test bears for where it stands."""
    return [
        getattr(pytest.mark, mark)
        for folder, mark in APART.items()
        if HERE / folder in path.parents
    ]
