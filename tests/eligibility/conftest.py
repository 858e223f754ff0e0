"""Working in a tenant between the requests of a test, never around them.

A context that stays open would be shared by the requests, and with it what Flask keeps per request.
"""

from __future__ import annotations

from contextlib import contextmanager

import pytest

from app.tenants.scope import in_tenant


@pytest.fixture
def inside(app, people):
    @contextmanager
    def enter(name):
        with app.app_context(), in_tenant(people[name].tenant_id, people[name].user_id):
            yield

    return enter
