"""The switches: what a payer breaks on the wire, and that the claim is safe all the same."""

from dataclasses import replace

import pytest

from app.sandbox import create_app, schema
from tests.sandbox import letters
from tests.sandbox.conftest import Provider, Time, focal_of, nested

# fmt: off
BEFORE = [("throttled", 429), ("unavailable", 503), ("error-500", 500), ("refused", 400), ("closed", 504)]
AFTER = [("lost-answer", 504), ("gateway-timeout", 504), ("garbage", 200), ("half-answer", 200), ("huge-answer", 200), ("wrong-id", 200)]
# fmt: on


@pytest.mark.parametrize(("fault", "status"), BEFORE)
def test_a_fault_before_the_message_leaves_no_trace(
    *, noor: Provider, time: Time, switch, rows, fault, status
):
    switch("DEMO-ALPHA", faults=[fault], fault_count=1)
    letter = letters.claim(time.now)
    answer = noor.post(letter)
    assert answer.status_code == status
    assert ("Retry-After" in answer.headers) is (status in {429, 503})
    assert rows(schema.claims) == []
    assert noor.say(letter)["outcome"] == "complete"


@pytest.mark.parametrize(("fault", "status"), AFTER)
def test_a_fault_after_the_message_leaves_one_claim(*, noor, time, switch, rows, fault, status):
    switch("DEMO-ALPHA", faults=[fault], fault_count=1)
    letter = letters.claim(time.now)
    broken = noor.post(letter)
    assert broken.status_code == status
    assert len(rows(schema.claims)) == 1
    whole = noor.post(letter)
    assert whole.data != broken.data
    assert focal_of(whole.json)["outcome"] == "complete"
    assert len(rows(schema.claims)) == 1


def test_half_an_answer_is_half_of_the_answer(noor, time, switch):
    switch("DEMO-ALPHA", faults=["half-answer"], fault_count=1)
    letter = letters.claim(time.now)
    half = noor.post(letter)
    whole = noor.post(letter)
    assert half.data == whole.data[: len(whole.data) // 2]
    assert half.headers["Content-Length"] == str(len(whole.data))


def test_an_answer_for_nobody_names_an_unknown_request(noor, time, switch):
    switch("DEMO-ALPHA", faults=["wrong-id"], fault_count=1)
    letter = letters.claim(time.now)
    bundle = noor.post(letter).json
    assert bundle["entry"][0]["resource"]["response"]["identifier"] != letter.header["id"]
    assert focal_of(bundle)["request"]["identifier"]["value"].startswith("UNKNOWN-")


@pytest.mark.parametrize(("payer", "polled"), [("DEMO-ALPHA", 1), ("DEMO-BETA", 2)])
def test_an_answer_given_twice(noor, time, switch, payer, polled):
    switch(payer, faults=["duplicate-answers"])
    noor.say(letters.claim(time.now, payer=payer))
    time.pass_seconds(3)
    bundle = noor.post(letters.poll(time.now)).json
    found = nested(bundle)
    assert len(found) == polled
    assert len({b["id"] for b in found}) == 1
    assert len({e["fullUrl"] for e in bundle["entry"]}) == len(bundle["entry"])


def test_the_queue_backwards(noor, time, switch):
    switch("DHAMANI", faults=["out-of-order"])
    sent = [letters.claim(time.now, payer="DEMO-BETA", patient_id=f"4000000{n}") for n in range(3)]
    for letter in sent:
        noor.say(letter)
    time.pass_seconds(3)
    answered = [
        b["entry"][0]["resource"]["response"]["identifier"]
        for b in nested(noor.post(letters.poll(time.now)).json)
    ]
    assert answered == [letter.header["id"] for letter in reversed(sent)]


def test_a_lost_poll_is_told_again(noor, time, switch):
    noor.say(letters.claim(time.now, payer="DEMO-BETA"))
    time.pass_seconds(3)
    switch("DHAMANI", faults=["lost-answer@poll-request"], fault_count=1)
    poll = letters.poll(time.now)
    assert noor.post(poll).status_code == 504
    assert len(nested(noor.post(poll).json)) == 1


def test_a_fault_may_be_meant_for_one_event(noor, time, switch):
    switch("DEMO-ALPHA", faults=["throttled@claim-request"])
    assert noor.post(letters.eligibility(time.now, payer="DEMO-ALPHA")).status_code == 200
    assert noor.post(letters.claim(time.now)).status_code == 429


def test_a_counted_fault_ends(noor, time, switch):
    switch("DEMO-ALPHA", faults=["throttled"], fault_count=2)
    statuses = [noor.post(letters.claim(time.now)).status_code for _ in range(3)]
    assert statuses == [429, 429, 200]


def test_a_payer_that_is_down_and_comes_back(noor, time, switch, rows):
    switch("DEMO-DELTA", temper="down")
    letter = letters.claim(time.now, payer="DEMO-DELTA")
    assert noor.post(letter).status_code == 503
    assert noor.post(letters.poll(time.now)).status_code == 200
    switch("DEMO-DELTA", temper="instant")
    assert noor.say(letter)["outcome"] == "complete"
    assert len(rows(schema.claims)) == 1


def test_the_whole_exchange_down(noor, time, sandbox):
    control = sandbox.test_client()
    control.post("/_control/exchange", json={"down": True})
    assert noor.post(letters.poll(time.now)).status_code == 503
    assert control.get("/_health").json == {"status": "down"}
    control.post("/_control/exchange", json={"down": False})
    assert noor.post(letters.poll(time.now)).status_code == 200


@pytest.mark.parametrize(
    "wishes",
    [{"temper": "angry"}, {"faults": ["flood"]}, {"faults": ["garbage@chat"]}, {"delay_seconds": -1},
     {"delay_seconds": True}, {"fault_count": "2"}, {"colour": "red"}],
)  # fmt: skip
def test_a_switch_that_does_not_exist(sandbox, wishes):
    answer = sandbox.test_client().post("/_control/payers/DEMO-ALPHA", json=wishes)
    assert answer.status_code == 400
    assert "must be" in answer.json["error"]


def test_the_ledgers_tell_what_happened(noor, time, sandbox):
    letter = letters.claim(time.now, payer="DEMO-BETA")
    reply = noor.post(letter)
    noor.post(letter)
    noor.say(letters.claim(time.now, payer="DEMO-BETA", patient_id="50000001"))
    control = sandbox.test_client()
    messages = control.get(f"/_ledger/messages?sender={letters.PROVIDER}").json["messages"]
    assert [(m["arrival"], m["resent"]) for m in messages] == [(1, 1), (2, 0)]
    assert messages[0]["size"] == len(letter.raw)
    raw = control.get(f"/_ledger/messages/{messages[0]['id']}/raw")
    kept = control.get(f"/_ledger/messages/{messages[0]['id']}/reply")
    assert (raw.data, kept.data) == (letter.raw, reply.data)
    claims = control.get("/_ledger/claims?payer=DEMO-BETA").json["claims"]
    assert claims[0]["focal_value"] == letter.focal["identifier"][0]["value"]
    assert [c["arrival"] for c in claims] == [1, 2]
    assert claims[0]["lines"][0]["net"] == "12.500"
    assert control.get("/_ledger/claims?sender=nobody").json == {"claims": []}
    time.pass_seconds(3)
    noor.post(letters.poll(time.now, count=1))
    queued = control.get(f"/_ledger/queue?sender={letters.PROVIDER}").json["queue"]
    assert [q["delivered_at"] is None for q in queued] == [False, True]


def test_an_answer_nobody_asked_for(noor, time, sandbox):
    wishes = {"payer": "DEMO-ALPHA", "sender": letters.PROVIDER}
    sandbox.test_client().post("/_control/stray", json=wishes)
    found = nested(noor.post(letters.poll(time.now)).json)
    assert focal_of(found[0])["request"]["identifier"]["value"].startswith("UNKNOWN-")


def test_a_machine_plays_the_insurer(noor, time, sandbox, switch):
    switch("DEMO-ALPHA", temper="manual")
    noor.say(letters.claim(time.now, letters.CONSULTATION, letters.CBC))
    control = sandbox.test_client()
    claim_id = control.get("/_ledger/claims").json["claims"][0]["id"]
    lines = [{"sequence": 2, "outcome": "rejected", "reason": "CODE-010"}]
    path = f"/_control/claims/{claim_id}"
    assert control.post(f"{path}/decide", json={"lines": lines}).status_code == 200
    assert control.post(f"{path}/ask", json={"words": "Why?"}).status_code == 200
    assert control.post(f"{path}/pend", json={}).status_code == 200
    assert control.post("/_control/claims/0/pend", json={}).status_code == 404
    wrong = control.post(f"{path}/decide", json={"all": "rejected", "reason": "NONE"})
    assert wrong.status_code == 400
    kinds = [focal_of(b) for b in nested(noor.post(letters.poll(time.now)).json)]
    assert [k["resourceType"] for k in kinds] == [
        "ClaimResponse", "CommunicationRequest", "ClaimResponse",
    ]  # fmt: skip
    assert [k.get("outcome") for k in kinds] == ["partial", None, "queued"]


def test_forgetting_one_provider_leaves_the_other(noor, time, sandbox, rows):
    for provider in (letters.PROVIDER, letters.ANOTHER):
        noor.say(letters.claim(time.now, payer="DEMO-BETA", provider=provider))
    time.pass_seconds(3)
    noor.post(letters.poll(time.now))
    sandbox.test_client().post("/_control/reset", json={"sender": letters.PROVIDER})
    assert {c.sender for c in rows(schema.claims)} == {letters.ANOTHER}
    assert {m.sender for m in rows(schema.messages)} == {letters.ANOTHER}


def test_the_control_can_be_locked(settings, time):
    locked = create_app(replace(settings, control=False), clock=time, pause=time.pauses.append)
    for path in ("/", "/_ledger/claims", "/_control/payers"):
        assert locked.test_client().get(path).status_code == 404
    assert locked.test_client().post("/oauth/token").status_code == 401
    locked.extensions["sandbox"].engine.dispose()


def test_latency_is_waited_for_and_never_beyond_a_session(noor, time, switch):
    switch("DEMO-ALPHA", latency_ms=1500)
    noor.say(letters.claim(time.now))
    switch("DEMO-ALPHA", latency_ms=90_000)
    assert noor.post(letters.claim(time.now)).json["meta"]["tag"][0]["code"] == "queued-messages"
    assert time.pauses == [1.5, 60]
