"""Opening a tenant is all or nothing; numbers have no gaps."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.kernel.db import db
from app.tenants.queries import all_tenant_ids, facilities, tenant
from app.tenants.scope import in_tenant
from app.tenants.service import NewTenant, across_tenants, next_number, next_numbers, open_tenant

NEW = NewTenant(
    kind="clinic",
    name_en="Sur Clinic",
    name_ar="عيادة صور",
    provider_licence="DEMO-P-SUR",
    facility_name_en="Sur",
    facility_name_ar="صور",
    facility_licence="DEMO-F-SUR",
    licence_from=date(2026, 1, 1),
    licence_to=date(2027, 1, 1),
)


def test_an_opened_tenant_has_its_branch_and_its_keys(context):
    opened = open_tenant(NEW)
    with in_tenant(opened):
        assert tenant().name_en == "Sur Clinic"
        assert [one.licence_number for one in facilities()] == ["DEMO-F-SUR"]
        assert db.session.execute(text("SELECT count(*) FROM tenant_keys")).scalar_one() == 1


def test_a_tenant_that_cannot_be_opened_leaves_nothing(context):
    open_tenant(NEW)
    before = all_tenant_ids()
    with pytest.raises(IntegrityError):
        open_tenant(replace(NEW, name_en="Again"))
    assert all_tenant_ids() == before


def test_a_number_is_given_back_with_the_work(in_noor):
    assert next_number("claim-2026") == 1
    db.session.commit()
    assert next_number("claim-2026") == 2
    db.session.rollback()
    assert next_number("claim-2026") == 2
    assert list(next_numbers("claim-2026", 3)) == [3, 4, 5]
    assert next_number("claim-2026") == 6


def test_crossing_tenants_leaves_a_trace(context):
    seen = list(across_tenants("a look at every branch"))
    assert seen == all_tenant_ids()
    rows = db.session.execute(text("SELECT details FROM platform_events")).scalars().all()
    assert rows == [{"reason": "a look at every branch"}]
