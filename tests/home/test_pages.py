"""The first page shows what waits, the dearest and most urgent first, and nothing that is not one's own."""

from __future__ import annotations

from datetime import timedelta

from app.kernel.clock import today
from app.kernel.db import db
from app.practitioners.service import PractitionerFacts, add_practitioner


def a_doctor(licence: str, days: int) -> None:
    add_practitioner(
        PractitionerFacts(
            licence_number=licence,
            name_en="Dr Yusuf",
            name_ar="د. يوسف",
            role="doctor",
            specialty="general",
            licence_from=today() - timedelta(days=700),
            licence_to=today() + timedelta(days=days),
        )
    )
    db.session.commit()


def test_an_empty_desk_says_so(as_):
    assert "Nothing waits for you" in as_("huda").get("/").text


def test_a_licence_that_ends_soon_waits_for_the_owner(app, as_, inside):
    with inside("amal"):
        a_doctor("DEMO-D-7", 60)
        a_doctor("DEMO-D-8", 61)
    page = as_("amal").get("/")
    assert "DEMO-D-7" in page.text
    assert "DEMO-D-8" not in page.text
    assert "DEMO-D-7" not in as_("huda").get("/").text
    assert "DEMO-D-7" not in as_("salma").get("/").text


def test_a_load_balancer_hears_that_all_is_well(as_):
    stranger = as_("")
    assert stranger.client.get("/healthz/live").json == {"status": "live"}
    assert stranger.client.get("/healthz/ready").json == {"status": "ready"}


def test_an_address_is_found_with_and_without_its_slash(as_):
    amal = as_("amal")
    statuses = [amal.client.get(path).status_code for path in ("/claims", "/claims/", "/reports", "/reports/")]  # fmt: skip
    assert statuses == [200, 200, 200, 200]
