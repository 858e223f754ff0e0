"""Every form sent twice with one token has one effect and one answer; with another body it is refused."""

from __future__ import annotations

from tests import bodies, places
from tests.walk import unsafe_rules


def test_every_unsafe_address_has_a_valid_form(house):
    for rule in places.rules(house):
        if set(places.methods(rule)) - {"GET"}:
            bodies.body_for(rule.endpoint)
    known = {rule.endpoint for rule in places.rules(house)}
    assert set(bodies.BODIES) <= known, "BODIES in tests/bodies.py names what is no more"


def test_the_first_sending_takes_effect(walked):
    """Else the rest would prove nothing: mend the form in tests/bodies.py, or the row in tests/walk.py."""
    without = {
        one.rule.endpoint: (one.first.status_code, one.moved)
        for one in walked.sent
        if one.first.status_code not in {200, 303} or not set(one.moved) - {"idempotency_results"}
    }
    assert without == {}
    assert [one.rule for one in walked.sent] == unsafe_rules(walked.world.app, walked.part) != []


def test_the_second_sending_changes_nothing(walked):
    again = {one.rule.endpoint: one.moved_again for one in walked.sent if one.moved_again}
    assert again == {}


def test_the_second_sending_gets_the_first_answer(walked):
    different = {
        one.rule.endpoint: (answer(one.first), answer(one.again))
        for one in walked.sent
        if answer(one.first) != answer(one.again)
        or one.again.headers.get("Idempotency-Replayed") != "true"
    }
    assert different == {}


def answer(response):
    """A redirect's target is kept; a short JSON is not, as scripts take a fresh token for each try."""
    return response.status_code, response.location


def test_another_body_under_the_same_token_is_refused(walked):
    taken = {
        one.rule.endpoint: (one.changed.status_code, one.moved_by_changed)
        for one in walked.sent
        if one.changed.status_code != 409 or one.moved_by_changed
    }
    assert taken == {}
