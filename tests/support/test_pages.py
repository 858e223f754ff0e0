"""The owner's pages, the desk's pages, and the whole way once, each step by its form."""

from __future__ import annotations

import pytest

from app.access.factors import totp
from app.audit.models import AuditEvent
from app.kernel.clock import now
from app.kernel.db import db
from app.tenants.scope import in_tenant
from tests.cast import SECRETS
from tests.support.conftest import ask, grant

GRANTED = {"reason": "codes", "hours": "4"}
QUESTION = {"reason": "The code of a service", "ticket": "t-17", "minutes": "10"}


def tenants_trail(app, tenant_id, event) -> int:
    with app.app_context(), in_tenant(tenant_id):
        return db.session.query(AuditEvent).filter_by(event=event).count()


@pytest.mark.usefixtures("clock")
def test_the_whole_way_by_its_forms(app, people, as_, desk):
    amal, lina, omar, noor = as_("amal"), desk("lina"), desk("omar"), people["amal"].tenant_id
    amal.post("/support/", GRANTED)
    assert omar.get("/desk?grant=granted").rows()[0][0].startswith("Noor Clinic")
    assert len(omar.get("/desk?grant=none").rows()) == 2
    lina.post(f"/desk/tenants/{noor}/support", QUESTION)
    asked = lina.get("/desk/support")
    assert "T-17" in asked.text
    assert "/approve" not in asked.html
    path = next(link for link in (form.get("action") for form in omar.get("/desk/support").all("form")) if link and link.endswith("/approve"))  # fmt: skip
    omar.post(path)
    begin = path.replace("/approve", "/begin")
    wrong = lina.post(begin, {"code": "000000"}, status=422)
    assert wrong.errors
    assert lina.client.get("/claims").status_code == 404
    right = totp.code_at(SECRETS["lina"], totp.step_at(now()))
    assert lina.post(begin, {"code": right}).location == "/"
    assert lina.get("/claims").status == 200
    look = next(link for link in amal.get("/support/").all("a") if "/support/looks/" in (link.get("href") or ""))  # fmt: skip
    assert "10 minutes" not in amal.get(look.get("href")).text
    amal.post(f"{look.get('href')}/end")
    assert lina.client.get("/claims").status_code == 404
    assert "The owner ended it" in amal.get(look.get("href")).text


def test_every_look_at_the_signs_of_a_tenant_stands_in_its_trail(app, people, desk):
    noor, lina = people["amal"].tenant_id, desk("lina")
    shown = lina.get(f"/desk/tenants/{noor}/support").text
    assert "Counts, codes and times" in shown
    assert tenants_trail(app, noor, "support_access.signs_seen") == 1
    for name in ("Amal", "Badr", "Huda"):
        assert name not in shown
    assert desk("tariq").client.get(f"/desk/tenants/{noor}/support").status_code == 403


def test_without_a_grant_the_question_is_refused_in_words(people, desk):
    noor, lina = people["amal"].tenant_id, desk("lina")
    page = lina.post(f"/desk/tenants/{noor}/support", QUESTION, status=422)
    assert "The owner has not granted support access" in page.text


def test_only_the_owner_grants_and_only_in_the_own_house(app, people, as_):
    grant_id = grant(app, people["amal"])
    ask(app, people["amal"].tenant_id)
    assert as_("huda").client.get("/support/").status_code == 403
    salma = as_("salma")
    assert salma.get("/support/").rows() == []
    assert salma.answer("POST", f"/support/{grant_id}/revoke") == 404
    assert as_("amal").post("/support/", {"reason": "x", "hours": "1000"}, status=422).errors
