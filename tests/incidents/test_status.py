"""An incident is told in both languages on every page and on the public one, which stays honest without the database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from app.access.factors import totp
from app.incidents import queries
from app.kernel.clock import now
from tests.cast import SECRETS

WORDS = {"words_en": "Receipts print slowly.", "words_ar": "طباعة الإيصالات بطيئة."}


def code():
    return totp.code_at(SECRETS["omar"], totp.step_at(now()))


@pytest.fixture
def told(app, desk, clock):
    app.extensions.pop(queries.PLACE, None)
    omar = desk("omar")
    omar.post("platform_admin.tell", {**WORDS, "code": code()}, status=303)
    yield omar
    app.extensions.pop(queries.PLACE, None)


def test_everybody_reads_it_until_it_is_put_right(app, told, as_):
    amal = as_("amal")
    assert WORDS["words_en"] in amal.get("/patients").text
    amal.post("/language", {"language": "ar"})
    assert WORDS["words_ar"] in amal.get("/patients").text
    stranger = as_("")
    assert WORDS["words_en"] in stranger.get("/status").text
    ending = next(form for form in told.get("platform_admin.incidents").html.split('"') if form.endswith("/end"))  # fmt: skip
    told.post(ending, {}, status=303)
    assert WORDS["words_ar"] not in amal.get("/patients").text
    page = stranger.get("/status")
    assert ("Everything works." in page.text, WORDS["words_en"] in page.text) == (True, True)


def test_telling_asks_for_a_fresh_code_once(desk, clock, as_):
    omar = desk("omar")
    assert omar.post("platform_admin.tell", {**WORDS, "code": "000000"}, status=422).errors
    used = code()
    omar.post("platform_admin.tell", {**WORDS, "code": used}, status=303)
    assert omar.post("platform_admin.tell", {**WORDS, "code": used}, status=422).errors
    assert desk("tariq").get("platform_admin.tell", status=403).status == 403


def test_without_the_database_the_page_says_so_and_what_it_knew(app, told, as_, clock, monkeypatch):
    stranger = as_("")
    stranger.get("/status")
    clock.shift(timedelta(minutes=1))

    def away():
        raise OperationalError("", {}, Exception("away"))

    monkeypatch.setattr(queries, "_recent", away)
    page = stranger.get("/status", status=503)
    assert "does not answer" in page.text
    assert WORDS["words_en"] in page.text
    app.extensions.pop(queries.PLACE, None)
    assert "is not known here" in stranger.get("/status", status=503).text
