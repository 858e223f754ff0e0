"""Old tokens, long-ended sessions and forgotten forms go; what may still be asked for stays."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from app.access.models import SignInSession
from app.access.tidying import RESULTS_KEPT, SESSIONS_KEPT, tidy
from app.kernel.clock import now
from app.kernel.db import db
from app.tenants.scope import current_scope

A_RESULT = text(
    "INSERT INTO idempotency_results (tenant_id, user_id, key, endpoint, body_mac, created_at) "
    "VALUES (:tenant_id, :user_id, :key, '/x', 'm', :created_at)"
)
SECOND = timedelta(seconds=5)


# fmt: off
TABLE_1 = [
    (RESULTS_KEPT - SECOND, 1),
    (RESULTS_KEPT + SECOND, 0),
]
# fmt: on


@pytest.mark.parametrize(("age", "left"), TABLE_1)
def test_first_results_are_kept_for_a_week(in_noor, age, left):
    scope = current_scope()
    db.session.execute(A_RESULT, {"tenant_id": scope.tenant_id, "user_id": scope.user_id, "key": uuid4(), "created_at": now() - age})  # fmt: skip
    tidy()
    assert db.session.execute(text("SELECT count(*) FROM idempotency_results")).scalar_one() == left


# fmt: off
TABLE_2 = [
    ("ended_at",   SESSIONS_KEPT - SECOND, 1),
    ("ended_at",   SESSIONS_KEPT + SECOND, 0),
    ("expires_at", SESSIONS_KEPT - SECOND, 1),
    ("expires_at", SESSIONS_KEPT + SECOND, 0),
]
# fmt: on


@pytest.mark.parametrize(("column", "age", "left"), TABLE_2)
def test_ended_sessions_are_kept_for_a_month(in_noor, column, age, left):
    moments = {"expires_at": now() + timedelta(hours=12), column: now() - age}
    db.session.add(
        SignInSession(token_hash="h", user_id=current_scope().user_id, device="d", **moments)
    )
    db.session.flush()
    tidy()
    assert db.session.execute(text("SELECT count(*) FROM sign_in_sessions")).scalar_one() == left
