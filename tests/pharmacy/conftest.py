from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture
def in_wadi(inside, clock) -> Iterator[None]:
    """The test works in Wadi Pharmacy's scope, as Faris."""
    with inside("faris"):
        yield
