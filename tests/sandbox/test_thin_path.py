"""Token, eligibility, claim, poll: the way every message goes."""

from tests.sandbox import letters
from tests.sandbox.conftest import Provider, Time, focal_of, nested, token_of


def test_a_wrong_secret_gets_no_token(sandbox):
    answer = token_of(sandbox.test_client(), secret="wrong")
    assert (answer.status_code, answer.json) == (401, {"error": "invalid_client"})


def test_the_covered_patient_gets_plan_and_copay(noor: Provider, time: Time):
    answer = noor.post(letters.eligibility(time.now))
    bundle = answer.json
    response = focal_of(bundle)
    header = bundle["entry"][0]["resource"]
    assert answer.status_code == 200
    assert header["eventCoding"]["code"] == "eligibility-response"
    assert header["response"]["code"] == "ok"
    assert response["outcome"] == "complete"
    assert response["insurance"][0]["inforce"] is True
    coverage = next(
        e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == "Coverage"
    )
    assert [
        c.get("valueMoney", c.get("valueQuantity"))["value"] for c in coverage["costToBeneficiary"]
    ] == [10, 3.0]


def test_alpha_answers_a_claim_at_once(noor: Provider, time: Time):
    line = {**letters.CONSULTATION, "share": "1.250"}
    response = noor.say(letters.claim(time.now, line))
    assert response["outcome"] == "complete"
    totals = {t["category"]["coding"][0]["code"]: t["amount"]["value"] for t in response["total"]}
    assert totals == {
        "submitted": 12.5,
        "eligible": 12.5,
        "copay": 1.25,
        "benefit": 11.25,
        "tax": 0,
    }


def test_beta_answers_by_poll_after_its_delay(noor: Provider, time: Time):
    claim = letters.claim(time.now, payer="DEMO-BETA")
    assert noor.say(claim)["outcome"] == "queued"
    assert nested(noor.post(letters.poll(time.now)).json) == []
    time.pass_seconds(3)
    found = nested(noor.post(letters.poll(time.now)).json)
    assert len(found) == 1
    assert found[0]["entry"][0]["resource"]["response"]["identifier"] == claim.header["id"]
    assert focal_of(found[0])["outcome"] == "complete"
    assert focal_of(found[0])["request"]["identifier"] == claim.focal["identifier"][0]
    assert nested(noor.post(letters.poll(time.now)).json) == []
