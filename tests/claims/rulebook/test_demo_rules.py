"""The demo's own rulebook, written through the real verbs."""

from __future__ import annotations

from app.claims.rulebook import queries
from app.demo.rulebook import write_rules


def test_the_demo_writes_its_rules(noor, people, inside):
    badr = people["badr"]
    write_rules(badr.tenant_id, badr.user_id)
    with inside("amal"):
        assert [one.edit for one in queries.all_settings()] == ["CHK-13"]
        assert [rule.action for rule in queries.active_rules()] == ["hold", "warn"]
        assert {rule.created_by for rule in queries.active_rules()} == {badr.user_id}
