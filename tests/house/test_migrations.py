"""Migrations are numbered, in one line, and the newest is the head."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

from alembic.script import ScriptDirectory

from app.kernel import migrations

VERSIONS = sorted(Path(migrations.DIRECTORY, "versions").glob("[0-9]*.py"))


def test_they_are_numbered_without_a_gap():
    assert [file.name[:4] for file in VERSIONS] == [f"{n:04}" for n in range(1, len(VERSIONS) + 1)]


def test_each_follows_the_one_before_it():
    script = ScriptDirectory(str(migrations.DIRECTORY))
    assert script.get_heads() == [VERSIONS[-1].name[:4]]
    for before, after in pairwise(VERSIONS):
        assert script.get_revision(after.name[:4]).down_revision == before.name[:4]


def test_none_goes_back():
    """A migration that is out is mended by the next one; going back would drop a tenant's data."""
    for file in VERSIONS:
        assert not re.search(r"def downgrade", file.read_text(encoding="utf-8")), file.name
