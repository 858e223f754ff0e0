"""While support looks, every page of the owners says so in one line; nobody else's does, and nobody else's asks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from app.support import granting, queries
from app.tenants.scope import in_tenant
from tests import database

LINE = "Support of the operator looks into your account:"
PAGES = ("/", "/claims/", "/patients/", "/practitioners/", "/support/", "/people")


@contextmanager
def asked() -> Iterator[list[str]]:
    """What the database is asked about looks."""
    said: list[str] = []

    def note(_connection, _cursor, statement: str, *_rest) -> None:
        if "FROM support_accesses" in statement:
            said.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@pytest.mark.usefixtures("clock")
def test_every_page_of_the_owner_says_who_looks_and_leads_to_the_end_of_it(as_, looking):
    amal = as_("amal")
    assert LINE not in amal.get("/").text
    lina, access_id = looking()
    for path in PAGES:
        page = amal.get(path)
        assert LINE in page.text, path
        for words in ("Lina", "Read-only, since", "See what is opened, or end it"):
            assert words in page.text
        assert f"/support/looks/{access_id}" in page.links
    assert LINE not in lina.get("/claims/").text, "who looks has the red frame"
    amal.post(f"/support/looks/{access_id}/end")
    for path in PAGES:
        assert LINE not in amal.get(path).text, path


def test_in_arabic_the_name_and_the_words_are_arabic(as_, looking):
    amal = as_("amal")
    looking()
    amal.post("/language", {"language": "ar"})
    page = amal.get("/")
    assert "يطّلع دعم المشغّل الآن على حسابكم" in page.text
    assert 'dir="rtl"' in page.html


def test_the_line_goes_with_the_last_second_and_with_the_grant(app, as_, people, looking, clock):
    looking()
    clock.shift(1799)
    assert LINE in as_("amal").get("/").text
    clock.shift(1)
    assert LINE not in as_("amal").get("/").text
    # Nobody wrote down yet that it ended: the time alone decides.
    with app.app_context(), in_tenant(people["amal"].tenant_id):
        assert queries.looking_now() == []
        assert queries.grant_in_force() is not None
        granting.revoke(queries.grant_in_force().id)


def test_nobody_else_reads_it_and_nobody_else_asks(as_, looking):
    looking()
    for name in ("badr", "huda", "salim", "nadia", "salma"):
        with asked() as said:
            assert LINE not in as_(name).get("/").text, name
        # The stranger is an owner: of another clinic.
        assert len(said) == (1 if name == "salma" else 0), name


def test_an_owners_page_asks_once_and_an_index_answers(app, as_, people, cluster, database_name):
    amal = as_("amal")
    with asked() as said:
        amal.get("/practitioners/")
    assert len(said) == 1
    assert "support_accesses.status = 'open'" in said[0]
    url = cluster.url(database_name, "maqbul_app", database.PASSWORD)
    with psycopg.connect(url) as role:
        role.execute("SELECT set_config('app.tenant', %s, true)", [str(people["amal"].tenant_id)])
        role.execute("SET LOCAL enable_seqscan = off")
        # Without knowing the values, as a plan that is kept for all.
        role.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        role.execute(
            "PREPARE looks (uuid, timestamptz) AS SELECT 1 FROM support_accesses "
            "WHERE tenant_id = $1 AND status = 'open' AND ends_at > $2"
        )
        plan = role.execute(
            f"EXPLAIN EXECUTE looks ('{people['amal'].tenant_id}', now())"
        ).fetchall()
    assert "uq_support_accesses_under_way" in str(plan), plan
