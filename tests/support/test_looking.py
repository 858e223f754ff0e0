"""Looking into an account: who may, how long, what is refused, what the owner reads, and that nothing is written."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import errors

from app.audit.models import AuditEvent
from app.kernel.db import db
from app.kernel.states import NotPossible
from app.mail.models import Mail
from app.support import asking, closing, granting
from app.support.errors import ApprovedByAsker, AskedAlready, GrantedAlready, NotGranted
from app.support.models import SupportAccess
from app.tenants.models import Tenant
from app.tenants.scope import Scope, as_platform, enter, in_tenant
from tests import database
from tests.support.conftest import approve, ask, begin, grant, person_of, session_of


def events(app, tenant_id) -> list[tuple[str, str | None]]:
    """What the tenant's own trail holds of support, in order."""
    with app.app_context(), in_tenant(tenant_id):
        query = db.select(AuditEvent).where(AuditEvent.event.startswith("support")).order_by(AuditEvent.seq)  # fmt: skip
        return [(one.event.partition(".")[2], one.changes.get("page")) for one in db.session.scalars(query)]  # fmt: skip


def test_without_the_owner_nobody_asks_and_nobody_looks(app, people, desk):
    lina, amal = desk("lina"), people["amal"]
    assert lina.client.get("/patients").status_code == 404
    with pytest.raises(NotGranted):
        ask(app, amal.tenant_id)
    grant(app, amal)
    access_id = ask(app, amal.tenant_id)
    assert lina.client.get("/patients").status_code == 404
    approve(app, amal.tenant_id, access_id)
    assert lina.client.get("/patients").status_code == 404
    assert "patients" not in {one.partition(".")[0] for one, _page in events(app, amal.tenant_id)}


def test_the_asker_does_not_approve_in_the_verb_nor_in_the_database(app, people, cluster, database_name):  # fmt: skip
    amal = people["amal"]
    grant(app, amal)
    access_id = ask(app, amal.tenant_id)
    with pytest.raises(ApprovedByAsker):
        approve(app, amal.tenant_id, access_id, who="lina")
    lina = str(person_of(app, "lina"))
    url = cluster.url(database_name, "maqbul_platform", database.PASSWORD)
    with psycopg.connect(url, autocommit=True) as desk:
        desk.execute("SELECT set_config('app.user', %s, false)", [lina])
        for statement in (
            "UPDATE support_accesses SET status = 'approved', approver_id = person_id",
            "UPDATE support_accesses SET status = 'approved', approver_id = gen_random_uuid()",
            "UPDATE support_accesses SET status = 'open', opened_at = now(), ends_at = now() + interval '5 min', desk_session_id = gen_random_uuid()",
            "UPDATE support_accesses SET minutes = 31",
            "UPDATE support_grants SET until_at = now() + interval '70 hours'",
        ):
            with pytest.raises((errors.CheckViolation, errors.InsufficientPrivilege)):
                desk.execute(statement)


def test_the_tenant_neither_approves_nor_begins_in_the_database(app, people, cluster, database_name):  # fmt: skip
    amal = people["amal"]
    grant(app, amal)
    ask(app, amal.tenant_id)
    url = cluster.url(database_name, "maqbul_app", database.PASSWORD)
    with psycopg.connect(url, autocommit=True) as tenant:
        tenant.execute("SELECT set_config('app.tenant', %s, false)", [str(amal.tenant_id)])
        for statement in (
            "UPDATE support_accesses SET status = 'approved'",
            "UPDATE support_accesses SET status = 'open'",
            "UPDATE support_accesses SET approver_id = gen_random_uuid()",
            "UPDATE support_accesses SET ends_at = now()",
            "INSERT INTO support_accesses SELECT * FROM support_accesses",
        ):
            with pytest.raises((errors.CheckViolation, errors.InsufficientPrivilege)):
                tenant.execute(statement)


def test_one_grant_and_one_question_at_a_time(app, people):
    amal = people["amal"]
    grant(app, amal)
    with pytest.raises(GrantedAlready):
        grant(app, amal)
    ask(app, amal.tenant_id)
    with pytest.raises(AskedAlready):
        ask(app, amal.tenant_id)


@pytest.mark.usefixtures("clock")
def test_pages_open_framed_in_both_languages_and_each_is_told(app, people, looking, as_):
    lina, access_id = looking()
    for language, words in (("en", "30 minutes left."), ("ar", "بقيت 30 دقيقة.")):
        lina.post("/language", {"language": language})
        page = lina.get("/claims")
        assert page.tree.get("data-support") is not None
        assert len(page.with_class("support-frame")) == 1
        assert words in page.text
    told = events(app, people["amal"].tenant_id)
    assert [name for name, _page in told[:4]] == ["granted", "asked", "approved", "opened"]
    assert [page for name, page in told if name == "viewed"] == ["/claims", "/claims"]
    seen = as_("amal").get(f"/support/looks/{access_id}")
    assert [row[1] for row in seen.rows()] == ["/claims", "/claims"]
    assert "Lina, support" in as_("amal").get("/audit").text


def test_a_third_tenants_row_is_not_found(app, people, looking, desk):
    lina, _access = looking()
    with app.app_context(), in_tenant(people["salma"].tenant_id):
        branch = db.session.query(Tenant.id).one()[0]
    assert lina.client.get(f"/patients/{branch}").status_code == 404
    # Another of the desk, and the same person at another browser, find nothing.
    assert desk("omar").client.get("/claims").status_code == 404
    assert desk("lina").client.get("/claims").status_code == 404


def test_it_ends_with_its_last_second(app, people, looking, clock):
    lina, access_id = looking()
    for seconds in (599, 599, 599, 2):
        clock.shift(seconds)
        assert lina.get("/claims").status == 200
    clock.shift(1)
    assert lina.client.get("/claims").status_code == 404
    tenant_id = people["amal"].tenant_id
    with app.app_context():
        closing.look_after_all()
        with in_tenant(tenant_id):
            one = db.session.get_one(SupportAccess, (tenant_id, access_id))
            assert (one.status, one.ended_why, one.ended_at) == ("ended", "time", one.ends_at)


ENDS = {
    "the owner ends it": "owner",
    "the owner takes the grant back": "owner",
    "support ends it": "operator",
    "support signs out": "session",
    "the session ends elsewhere": None,
    "the account is suspended": "tenant",
}


@pytest.mark.parametrize("how", ENDS)
def test_it_ends_at_once(app, people, looking, cluster, database_name, how):
    lina, access_id = looking()
    amal = people["amal"]
    assert lina.get("/claims").status == 200
    if how.startswith("the owner"):
        with app.app_context(), in_tenant(amal.tenant_id, amal.user_id):
            one = db.session.get_one(SupportAccess, (amal.tenant_id, access_id))
            granting.end(access_id) if how == "the owner ends it" else granting.revoke(one.grant_id)
            db.session.commit()
    elif how == "support ends it":
        lina.post("/desk/support/end")
    elif how == "support signs out":
        lina.post("/desk/sign-out")
    elif how == "the session ends elsewhere":
        with psycopg.connect(cluster.url(database_name), autocommit=True) as admin:
            admin.execute("UPDATE platform_sessions SET ended_at = now()")
    else:
        with psycopg.connect(cluster.url(database_name), autocommit=True) as admin:
            admin.execute("UPDATE tenants SET status = 'suspended' WHERE id = %s", [amal.tenant_id])
    assert lina.client.get("/claims").status_code in {303, 404}
    with app.app_context():
        closing.look_after_all()
        with in_tenant(amal.tenant_id):
            one = db.session.get_one(SupportAccess, (amal.tenant_id, access_id))
            assert one.ended_why == ENDS[how]


def test_the_owners_are_told_by_mail_who_asks_and_who_looks(app, people, looking):
    looking()
    with app.app_context():
        closing.look_after_all()
        closing.look_after_all()
        with as_platform():
            assert db.session.query(Mail.id).filter_by(purpose="support").count() == 1


def test_the_role_itself_refuses_to_write_and_hides_what_lets_somebody_in(app, people, cluster, database_name):  # fmt: skip
    """Were a page to try, PostgreSQL would say no: once for the transaction, once for the role."""
    amal = people["amal"]
    with app.app_context():
        leave = enter(Scope(amal.tenant_id, person_of(app, "lina"), looks_on=True))
        try:
            with pytest.raises(Exception, match=r"read-only transaction|permission denied"):
                db.session.execute(db.text("UPDATE facilities SET name_en = 'x'"))
        finally:
            leave()
    with psycopg.connect(cluster.url(database_name, "maqbul_app", database.PASSWORD), autocommit=True) as role:  # fmt: skip
        role.execute("SELECT set_config('app.tenant', %s, false)", [str(amal.tenant_id)])
        role.execute("SET ROLE maqbul_looker")
        for table in ("facilities", "patients", "audit_events", "support_accesses"):
            with pytest.raises(errors.InsufficientPrivilege):
                role.execute(f"UPDATE {table} SET tenant_id = tenant_id")
        for question in ("SELECT password_hash FROM users", "SELECT * FROM sign_in_sessions", "SELECT * FROM passkeys", "SELECT * FROM platform_people"):  # fmt: skip
            with pytest.raises(errors.InsufficientPrivilege):
                role.execute(question)
        assert role.execute("SELECT count(*) FROM facilities").fetchone() == (1,)


def test_a_decided_look_is_not_decided_again(app, people, looking):
    lina, access_id = looking()
    amal = people["amal"]
    with pytest.raises(NotPossible):
        approve(app, amal.tenant_id, access_id)
    with app.app_context(), as_platform(person_of(app, "lina")):
        asking.end_all(session_of(lina), "operator")
        db.session.commit()
    with pytest.raises(NotPossible):
        begin(app, lina, amal.tenant_id, access_id)
