"""The magic Civil IDs as the wire tells them."""

import pytest

from tests.sandbox import letters
from tests.sandbox.conftest import Provider, Time, focal_of

# fmt: off
STORIES = [
    # civil id    outcome     in force        reason                error       response code
    ("12345678", "complete", [True],         "",                   "",         "ok"),
    ("10000001", "complete", [True],         "",                   "",         "ok"),
    ("10000002", "complete", [True],         "",                   "",         "ok"),
    ("10000003", "complete", [True],         "",                   "",         "ok"),
    ("10000004", "complete", [False],        "not-active",         "",         "ok"),
    ("10000005", "complete", [False],        "not-covered",        "",         "ok"),
    ("10000006", "complete", [False],        "limit-exhausted",    "",         "ok"),
    ("10000007", "complete", [False],        "out-network",        "",         "ok"),
    ("10000008", "complete", [True, True],   "",                   "",         "ok"),
    ("10000009", "error",    [],             "",                   "1658",     "ok"),
    ("10000010", "queued",   [],             "",                   "",         "ok"),
    ("10000011", "error",    [],             "",                   "GE-00012", "transient-error"),
    ("10000013", "complete", [False],        "coverage-suspended", "",         "ok"),
    ("10000014", "complete", [True],         "",                   "",         "ok"),
    ("10000018", "complete", [False],        "not-direct-billing", "",         "ok"),
    ("999",      "error",    [],             "",                   "1658",     "ok"),
]
COPAY = [
    ("12345678", "DEMO-GAMMA", 10, 3.0),
    ("12345678", "DEMO-BETA",  20, 5.0),
    ("10000001", "DEMO-BETA",  10, 3.0),
    ("10000002", "DEMO-BETA",   0, None),
    ("10000003", "DEMO-GAMMA", 20, None),
]
# fmt: on


def coverages(bundle: dict) -> list[dict]:
    return [e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == "Coverage"]


@pytest.mark.parametrize(("civil_id", "outcome", "in_force", "reason", "error", "code"), STORIES)
def test_every_story(
    noor: Provider, time: Time, *, civil_id, outcome, in_force, reason, error, code
):
    bundle = noor.post(letters.eligibility(time.now, civil_id)).json
    response = focal_of(bundle)
    insurances = response.get("insurance", [])
    assert bundle["entry"][0]["resource"]["response"]["code"] == code
    assert response["outcome"] == outcome
    assert [i["inforce"] for i in insurances] == in_force
    said = [
        i["extension"][0]["valueCodeableConcept"]["coding"][0]["code"]
        for i in insurances
        if "extension" in i
    ]
    assert said == ([reason] if reason else [])
    errors = [e["code"]["coding"][0]["code"] for e in response.get("error", [])]
    assert errors == ([error] if error else [])


@pytest.mark.parametrize(("civil_id", "payer", "percent", "ceiling"), COPAY)
def test_the_copay(*, noor, time, civil_id, payer, percent, ceiling):
    bundle = noor.post(letters.eligibility(time.now, civil_id, payer)).json
    cost = coverages(bundle)[0]["costToBeneficiary"]
    shares = {c["type"]["coding"][0]["code"]: c for c in cost}
    assert shares["copaypct"]["valueQuantity"]["value"] == percent
    assert shares.get("maxcopay", {}).get("valueMoney", {}).get("value") == ceiling


def benefits(bundle: dict) -> dict[str, dict]:
    items = focal_of(bundle)["insurance"][0]["item"]
    return {i["category"]["coding"][0]["code"]: i for i in items}


def test_the_unified_policy_has_three_parts(noor, time):
    items = benefits(noor.post(letters.eligibility(time.now)).json)
    limits = {
        name: items[name]["benefit"][0]["allowedMoney"]["value"]
        for name in ("all", "inpatient", "outpatient", "repatriation")
    }
    assert limits == {"all": 4500, "inpatient": 3000, "outpatient": 500, "repatriation": 1000}
    assert items["dental"]["excluded"] is True
    assert items["imaging"]["authorizationRequired"] is True
    assert items["laboratory"]["authorizationRequired"] is False


def test_the_policy_of_last_year_covered_last_year(noor, time):
    letter = letters.eligibility(time.now, "10000014", serviced=letters.yesterday(time.now))
    insurance = focal_of(noor.post(letter).json)["insurance"][0]
    assert insurance["inforce"] is False


def test_a_transient_answer_is_not_kept(noor, time, rows):
    from app.sandbox import schema

    noor.post(letters.eligibility(time.now, "10000011"))
    assert rows(schema.messages) == []


def test_the_slow_story_makes_the_payer_think(noor, time, settings):
    noor.post(letters.eligibility(time.now, "10000012"))
    assert time.pauses == [settings.slow_answer_ms / 1000]


@pytest.mark.parametrize(
    ("latency", "outcome", "pause"), [(60_000, "complete", 60), (61_000, "queued", 60)]
)
def test_a_session_lasts_sixty_seconds(*, noor, time, switch, latency, outcome, pause):
    switch("DEMO-GAMMA", latency_ms=latency)
    assert noor.say(letters.eligibility(time.now))["outcome"] == outcome
    assert time.pauses == [pause]
