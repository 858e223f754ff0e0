"""The pinned dependencies name no host, carry hashes, and fit what was asked for."""

import shutil

import pytest

from tools import locks


def test_the_locks_hold():
    assert locks.complaints() == []


@pytest.fixture
def copy(tmp_path):
    for path in [*locks.ROOT.glob("requirements*"), locks.ROOT / "package-lock.json"]:
        shutil.copy(path, tmp_path)
    return tmp_path


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        ("requirements.txt", "flask==", "--index-url https://mirror.example/simple\nflask==", "names a host"),
        ("requirements.txt", "flask-wtf==", "unhashed==1.0\nflask-wtf==", "no hash for unhashed"),
        ("requirements.txt", "\nflask-wtf==", "\nflask-other==", "lacks flask-wtf"),
        ("requirements.in", "alembic>=1.20", "alembic>=1.99", "pins alembic"),
        ("requirements-dev.txt", "flask==3", "flask==2", "flask is 3"),
        ("package-lock.json", '"integrity"', '"resolved": "https://mirror.example/x.tgz", "integrity"', "names a host"),
        ("package-lock.json", '"integrity"', '"other"', "no hash for node_modules/"),
    ],
)  # fmt: skip
def test_each_flaw_is_seen(copy, file, old, new, complaint):
    edit(copy / file, old, new)
    assert any(complaint in found for found in locks.complaints(copy))
