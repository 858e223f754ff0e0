"""Opening an account: all or nothing wherever the process dies, once however often it is tried, nothing left under the old key."""

from __future__ import annotations

import signal
from functools import partial

import psycopg
import pytest
from sqlalchemy import text

from app.access import inviting
from app.kernel.db import db
from app.onboarding import provisioning
from app.onboarding.models import Application
from app.platform_admin import review
from app.platform_admin.errors import LicenceTaken, NoSuchAccount
from app.tenants import papers as tenant_papers
from app.tenants.queries import facilities, tenant
from app.tenants.scope import as_platform, in_tenant
from tests.factories.dying import die_at
from tests.onboarding.conftest import letters


@pytest.fixture
def approved(app, desk, application_id):
    """Two people have said yes."""
    for name in ("omar", "lina"):
        desk(name).post(f"/desk/applications/{application_id}/approve")
    return application_id


def found(app, application_id) -> tuple[str, int, int]:
    """The application's status, how many tenants have its id, and how many letters there are."""
    with app.app_context():
        with as_platform():
            query = text("SELECT count(*) FROM tenants WHERE id = :id")
            tenants = db.session.execute(query, {"id": application_id}).scalar_one()
            status = db.session.get(Application, application_id).status
        return status, tenants, len(letters(app))


def test_killed_at_any_step_it_is_absent_and_complete_after_the_retry(app, approved):
    before = found(app, approved)
    assert before[:2] == ("approved", 0)
    for step in provisioning.STEPS:
        assert die_at(app, step, partial(provisioning.open_account, approved)) == signal.SIGKILL, (
            step
        )
        assert found(app, approved) == before, step
    with app.app_context():
        provisioning.open_approved()
    assert found(app, approved) == ("provisioned", 1, before[2] + 2)
    with app.app_context():
        assert provisioning.open_account(approved) is False
        provisioning.open_approved()
    assert found(app, approved) == ("provisioned", 1, before[2] + 2)


def test_the_tenant_has_its_branch_keys_papers_and_an_owner_who_was_asked(app, approved):
    with app.app_context():
        provisioning.open_account(approved)
        with in_tenant(approved):
            assert (tenant().name_en, tenant().kind, tenant().practice_mode) == ("Noor Clinic", "clinic", True)  # fmt: skip
            assert [one.licence_number for one in facilities()] == ["MOH-1"]
            kept = {one.kind: one for one in tenant_papers.papers()}
            assert len(kept) == 4
            assert tenant_papers.number_of(kept["civil_id"]) == "12345678"
            assert tenant_papers.body_of(kept["moh_licence"]).startswith(b"%PDF")
            assert [one.role for one in inviting.open_invitations()] == ["owner"]
        with as_platform():
            application = db.session.get(Application, approved)
            assert (application.wrapped_key, application.email_index) == (None, None)


def test_who_signs_for_a_licence_that_a_tenant_has_is_stopped(app, desk, application_id, cluster, database_name):  # fmt: skip
    with psycopg.connect(cluster.url(database_name), autocommit=True) as admin:
        admin.execute("UPDATE tenants SET provider_licence = 'MOH-1' WHERE name_en = 'Seeb Clinic'")
    page = desk("omar").get("/desk/applications")
    assert "Another establishment has this MOH licence" in page.text
    page = desk("omar").post(f"/desk/applications/{application_id}/approve", follow=True)
    assert LicenceTaken.sentence in page.text
    with app.app_context(), as_platform():
        assert review.approvers(db.session.get(Application, application_id)) == []


def test_two_do_not_approve_what_could_not_be_opened(
    app, desk, application_id, cluster, database_name
):
    """A kind of establishment for which there is no account, and a second application with one licence."""
    with psycopg.connect(cluster.url(database_name), autocommit=True) as admin:
        admin.execute("UPDATE applications SET entity = 'hospital'")
    page = desk("omar").post(f"/desk/applications/{application_id}/approve", follow=True)
    assert NoSuchAccount.sentence in page.text
    with psycopg.connect(cluster.url(database_name), autocommit=True) as admin:
        admin.execute(
            "SET session_replication_role = replica"
        )  # What only two of the desk may write.
        admin.execute("UPDATE applications SET entity = 'clinic'")
        admin.execute(
            "INSERT INTO applications (id, reference, language, status, other_payers, email_looks_like, created_at, touched_at, submitted_at, licence_index) "
            "SELECT gen_random_uuid(), 'A-OTHER', language, 'approved', '', '', created_at, touched_at, submitted_at, licence_index FROM applications"
        )
    page = desk("omar").post(f"/desk/applications/{application_id}/approve", follow=True)
    assert LicenceTaken.sentence in page.text
    with app.app_context(), as_platform():
        assert review.approvers(db.session.get(Application, application_id)) == []
