"""The first wall: the session refuses to run without a tenant, and never mixes two."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import event, select, text, update

from app.kernel.db import db
from app.kernel.errors import NotFound
from app.tenants.models import Facility
from app.tenants.scope import NoTenantInScope, TenantChanged, current_tenant_id, find, in_tenant


def test_without_a_tenant_nothing_is_asked(context):
    with pytest.raises(NoTenantInScope):
        db.session.scalars(select(Facility)).all()


def test_without_a_tenant_nothing_is_made(context):
    with pytest.raises(NoTenantInScope):
        Facility(name_en="A", name_ar="أ", licence_number="X")


def test_plain_sql_without_a_tenant_sees_nothing(context):
    assert db.session.execute(text("SELECT count(*) FROM facilities")).scalar_one() == 0


def test_each_tenant_sees_its_own(inside):
    seen = {}
    for name in ("amal", "salma"):
        with inside(name):
            seen[name] = [one.name_en for one in db.session.scalars(select(Facility))]
    assert seen == {"amal": ["Noor Clinic, Muscat"], "salma": ["Seeb Clinic, Muscat"]}


@contextmanager
def heard() -> Iterator[list[Any]]:
    """What the session binds to its statements, as it leaves for the database."""
    bound: list[Any] = []

    def note(*told: Any) -> None:
        bound.append(told[3])

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield bound
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def test_a_statement_made_once_serves_whoever_asks(inside):
    once, seen, scopes = select(Facility.name_en), [], []
    with heard() as bound:
        for name in ("amal", "salma", "amal"):
            with inside(name):
                seen += db.session.scalars(once)
                scopes.append(current_tenant_id())
    assert seen == ["Noor Clinic, Muscat", "Seeb Clinic, Muscat", "Noor Clinic, Muscat"]
    # The session's own wall, not only that of the database.
    assert [one["tenant_in_scope"] for one in bound if "tenant_in_scope" in one] == scopes
    with pytest.raises(NoTenantInScope):
        db.session.scalars(once).all()


def test_a_foreign_row_is_not_found_like_a_missing_one(inside):
    with inside("salma"):
        foreign = db.session.scalars(select(Facility.id)).one()
    with inside("amal"):
        for unknown in (foreign, uuid4()):
            with pytest.raises(NotFound):
                find(Facility, unknown)


def test_a_row_is_read_anew_once_it_is_locked(inside, cluster, database_name):
    """Else the work of whoever had the lock before would be done over."""
    with inside("amal"):
        branch = db.session.scalars(select(Facility)).one()
        with psycopg.connect(cluster.url(database_name), autocommit=True) as other:
            other.execute("UPDATE facilities SET name_en = 'Renamed' WHERE id = %s", (branch.id,))
        assert find(Facility, branch.id).name_en == "Noor Clinic, Muscat"
        assert find(Facility, branch.id, for_update=True).name_en == "Renamed"


def test_what_this_session_changed_itself_survives_the_lock(inside):
    with inside("amal"):
        branch = db.session.scalars(select(Facility)).one()
        branch.name_en = "Mine"
        assert find(Facility, branch.id, for_update=True).name_en == "Mine"


def test_a_bulk_update_stays_inside(inside):
    with inside("amal"):
        db.session.execute(update(Facility).values(whitelisted=False))
        db.session.commit()
    with inside("salma"):
        assert db.session.scalars(select(Facility.whitelisted)).all() == [True]


def test_one_session_serves_one_tenant(inside, people):
    with inside("amal"), pytest.raises(TenantChanged), in_tenant(people["salma"].tenant_id):
        pass


def test_a_row_for_another_tenant_is_refused(inside, people):
    with inside("amal"), pytest.raises(TenantChanged):
        Facility(tenant_id=people["salma"].tenant_id, name_en="A", name_ar="أ", licence_number="X")


def test_the_setting_does_not_outlive_the_transaction(inside):
    with inside("amal"):
        db.session.execute(text("SELECT 1"))
        here = str(current_tenant_id())
        assert db.session.execute(text("SELECT current_setting('app.tenant')")).scalar_one() == here
        db.session.rollback()
        raw = db.session.connection().connection.driver_connection
        db.session.rollback()
        assert raw.execute("SELECT current_setting('app.tenant', true)").fetchone()[0] in {"", None}
        raw.rollback()
