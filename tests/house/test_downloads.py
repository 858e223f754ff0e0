"""Every table that leaves a tenant asks for a fresh proof of who takes it."""

from __future__ import annotations

from app.kernel.authz import sign_of
from tests import places

# The operator's desk stands behind a second factor at every sign-in, and shows no patient.
DESK = "platform_admin."


def test_every_download_of_a_table_asks_for_a_fresh_proof(app):
    tables = {
        rule.endpoint
        for rule in places.rules(app)
        if "GET" in rule.methods and any(one in rule.rule for one in ("xlsx", "csv"))
    }
    assert len(tables) > 25
    lax = {
        one
        for one in tables
        if not one.startswith(DESK) and getattr(sign_of(app, one), "fresh", None) is None
    }
    assert lax - PUBLIC_OR_BLANK == set()


# What holds nothing of a tenant: the empty sheets that are filled in.
PUBLIC_OR_BLANK = {"onboarding.sheet_file"}
