"""The same form token: the first result again; another body: refused."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

from sqlalchemy import text

from app.kernel.db import db

FORM = {"name_en": "Al Khuwair", "name_ar": "الخوير", "licence_number": "DEMO-F-2", "once": ""}


def count(app, people) -> int:
    from app.tenants.scope import in_tenant

    with app.app_context(), in_tenant(people["amal"].tenant_id):
        return db.session.execute(
            text("SELECT count(*) FROM idempotency_results WHERE status = 303")
        ).scalar_one()


def test_the_same_token_gives_the_first_result(app, as_, people):
    amal, once = as_("amal"), str(uuid4())
    form = {"language": "ar", "digits": "latn", "theme": "auto", "single_keys": "y"}
    first = amal.post("access.account", form, once=once)
    again = amal.post("access.account", form, once=once)
    assert again.location == first.location
    assert again.response.headers["Idempotency-Replayed"] == "true"
    assert count(app, people) == 1


def theme(app, people) -> str:
    from app.tenants.scope import in_tenant

    with app.app_context(), in_tenant(people["amal"].tenant_id):
        query = text("SELECT theme FROM users WHERE id = :id")
        return db.session.execute(query, {"id": people["amal"].user_id}).scalar_one()


def test_another_body_under_the_same_token_is_refused(app, as_, people):
    amal, once = as_("amal"), str(uuid4())
    form = {"language": "ar", "digits": "latn", "theme": "auto", "single_keys": "y"}
    amal.post("access.account", form, once=once)
    amal.post("access.account", {**form, "theme": "dark"}, once=once, status=409)
    assert theme(app, people) == "auto"
    assert count(app, people) == 1


def test_a_token_that_is_no_token_is_refused(app, as_, people):
    form = {"language": "ar", "digits": "latn", "theme": "dark", "single_keys": "y"}
    as_("amal").post("access.account", form, once="again", status=400)
    assert theme(app, people) == "auto"
    assert count(app, people) == 0


def test_a_hundred_at_once_have_one_effect(app, as_, people):
    amal, once = as_("amal"), str(uuid4())
    form = {
        "language": "ar",
        "digits": "latn",
        "theme": "auto",
        "single_keys": "y",
        "_once": once,
        "csrf_token": amal.csrf(),
    }

    def send(_: int) -> int:
        client = app.test_client()
        client._cookies = amal.client._cookies
        return client.post("/account", data=form).status_code

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(100)))
    assert set(answers) == {303}
    assert count(app, people) == 1


def test_two_people_may_use_the_same_token(app, as_, people):
    once = str(uuid4())
    form = {"language": "en", "digits": "latn", "theme": "auto", "single_keys": "y"}
    as_("amal").post("access.account", form, once=once)
    as_("badr").post("access.account", form, once=once)
    assert count(app, people) == 2
