"""Noor at work with the simulated exchange in this very process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.factories import wire
from tests.factories.wire import Simulator
from tests.plans.conftest import days, sold

__all__ = ["days", "sold"]


@pytest.fixture
def simulator(app, cluster, database_name) -> Iterator[Simulator]:
    """The house speaks to it for as long as a test lasts."""
    with wire.in_process(app, cluster, f"{database_name}_practice") as found:
        yield found
