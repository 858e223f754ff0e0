"""A place for a database: not pytest's own, which is closed to the account the server runs under."""

import tempfile
from pathlib import Path

import pytest


@pytest.fixture
def place():
    memory = "/dev/shm" if Path("/dev/shm").is_dir() else None
    with tempfile.TemporaryDirectory(prefix="launch-test-", dir=memory) as name:
        Path(name).chmod(0o711)
        yield Path(name)
