"""Under support access: no unsafe door answers, no file leaves, nothing is written but the log, and no other clinic is found."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from app.kernel.authz import sign_of
from app.kernel.db import SAFE_METHODS, db
from app.support import granting
from app.support.permissions import SEEN
from app.tenants.scope import in_tenant
from tests import places
from tests.conftest import at_desk
from tests.page import PageClient
from tests.support.conftest import approve, ask, begin

# The tenant's own trail, and nothing else.
LOG = {"audit_events", "audit_heads"}


@pytest.fixture
def lina(world) -> PageClient:
    """Lina of the desk, looking into Noor Clinic by Amal's grant."""
    amal, browser = world.people["amal"], PageClient(world.app, at_desk(world.app, "lina"))
    access_id = ask(world.app, amal.tenant_id)
    approve(world.app, amal.tenant_id, access_id)
    begin(world.app, browser, amal.tenant_id, access_id)
    return browser


def guarded(app):
    """Every address of a tenant behind a permission."""
    return [
        rule for rule in places.rules(app) if sign_of(app, rule.endpoint).permission is not None
    ]


def is_page(app, rule) -> bool:
    sign = sign_of(app, rule.endpoint)
    return sign.permission in SEEN and sign.fresh is None


def test_pages_are_read_files_are_refused_and_nothing_is_written_but_the_log(world, lina, written):
    noor, before, answers = world.named["noor"], written(), {}
    for rule in guarded(world.app):
        if "GET" not in rule.methods:
            continue
        needed = {name: world.payers[one] for name, one in places.NEEDED.get(rule.endpoint, {}).items()}  # fmt: skip
        answer = lina.client.get(places.own_address(world.app, rule, noor), query_string=needed)
        is_file = answer.mimetype != "text/html" or "Content-Disposition" in answer.headers
        opened = is_page(world.app, rule) and not is_file
        answers[rule.endpoint] = answer.status_code if opened or answer.status_code != 200 else "?"
    changed = {name for name, rows in written().items() if rows != before[name]}
    assert changed == LOG
    found = list(answers.values())
    assert {one: code for one, code in answers.items() if code not in {200, 286, 303, 403}} == {}
    assert (found.count(200) > 60, found.count(403) > 60) == (True, True)


def test_no_unsafe_door_answers(world, lina, written):
    noor, before, seen = world.named["noor"], written(), 0
    for rule in guarded(world.app):
        for method in set(places.methods(rule)) - SAFE_METHODS:
            answer = lina.client.open(places.own_address(world.app, rule, noor), method=method)
            assert answer.status_code == 403, (rule.endpoint, method)
            assert "Support only looks" in answer.get_data(as_text=True), rule.endpoint
            seen += 1
    assert {name for name, rows in written().items() if rows != before[name]} == LOG
    assert seen > 150


def test_another_clinics_rows_are_not_found(world, lina):
    seeb, tried = world.named["seeb"], 0
    for rule in guarded(world.app):
        if "GET" in rule.methods and places.ids_of(rule) and is_page(world.app, rule):
            answer = lina.client.get(places.own_address(world.app, rule, seeb))
            assert answer.status_code == 404, rule.endpoint
            tried += 1
    assert tried > 25


def test_every_page_that_opened_stands_in_the_clinics_own_trail(world, lina):
    amal = world.people["amal"]
    wanted = ["/", "/patients", "/claims"]
    for path in wanted:
        assert lina.get(path).status == 200
    with world.app.app_context(), in_tenant(amal.tenant_id, amal.user_id):
        query = text("SELECT changes ->> 'page' FROM audit_events WHERE event = 'support_access.viewed' ORDER BY seq")  # fmt: skip
        assert list(db.session.scalars(query)) == wanted
        granting.revoke(granting.locked_grant().id)
        db.session.commit()
    assert lina.client.get("/claims").status_code == 404
