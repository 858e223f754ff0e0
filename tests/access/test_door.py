"""The door: who gets in, who does not, and what the answer tells."""

from __future__ import annotations


def test_the_door_opens_and_the_account_shows(app, as_):
    page = as_("amal").get("/account")
    assert page.heading == "Your account"
