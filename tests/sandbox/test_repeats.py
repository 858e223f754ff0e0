"""What is sent again has one effect; what is changed needs a new name."""

import threading

import pytest

from app.sandbox import schema
from tests.sandbox import letters
from tests.sandbox.conftest import Provider, Time, focal_of, nested


def test_the_same_bytes_get_the_same_bytes(noor: Provider, time: Time, rows):
    letter = letters.claim(time.now)
    first = noor.post(letter).data
    time.pass_seconds(7200)
    noor.token = _fresh(noor)
    assert noor.post(letter).data == first
    assert [(m.resent, m.sha256) for m in rows(schema.messages)] == [
        (1, rows(schema.messages)[0].sha256)
    ]
    assert len(rows(schema.claims)) == 1


def _fresh(noor: Provider) -> str:
    from tests.sandbox.conftest import token_of

    return token_of(noor.http).json["access_token"]


def test_other_bytes_under_the_same_ids_are_refused(noor, time, rows):
    letter = letters.claim(time.now)
    noor.post(letter)
    letter.focal["item"][0]["quantity"]["value"] = 2
    response = noor.say(letter)
    assert response["error"][0]["code"]["coding"][0]["code"] == "BV-00127"
    assert len(rows(schema.messages)) == 1


@pytest.mark.parametrize("which", ["bundle", "header"])
def test_half_of_the_ids_used_again_is_refused(noor, time, which):
    letter = letters.claim(time.now)
    noor.post(letter)
    again = letter.renamed(time.now)
    if which == "bundle":
        again.bundle["id"] = letter.bundle["id"]
    else:
        again.header["id"] = letter.header["id"]
    assert noor.say(again)["error"][0]["code"]["coding"][0]["code"] == "BV-00127"


@pytest.mark.parametrize("make", [letters.claim, letters.eligibility])
def test_the_same_request_under_new_ids_gets_the_last_answer(noor, time, rows, make):
    letter = make(time.now)
    first = noor.say(letter)
    again = letter.renamed(time.now)
    bundle = noor.post(again).json
    assert focal_of(bundle) == first
    assert bundle["entry"][0]["resource"]["response"]["identifier"] == again.header["id"]
    assert len(rows(schema.messages)) == 2
    assert len(rows(schema.claims)) == (1 if make is letters.claim else 0)


def test_the_last_answer_is_the_final_one(noor, time):
    letter = letters.claim(time.now, payer="DEMO-BETA")
    assert noor.say(letter)["outcome"] == "queued"
    time.pass_seconds(3)
    noor.post(letters.poll(time.now))
    assert noor.say(letter.renamed(time.now))["outcome"] == "complete"


def test_a_changed_claim_needs_a_new_number(noor, time, rows):
    letter = letters.claim(time.now)
    noor.say(letter)
    changed = letter.renamed(time.now)
    changed.focal["diagnosis"][0]["diagnosisCodeableConcept"]["coding"][0]["code"] = "J02.9"
    assert noor.say(changed)["error"][0]["code"]["coding"][0]["code"] == "BV-00163"
    assert len(rows(schema.claims)) == 1


def test_the_same_poll_gives_the_same_messages(noor, time):
    noor.say(letters.claim(time.now, payer="DEMO-BETA"))
    time.pass_seconds(3)
    poll = letters.poll(time.now)
    first = noor.post(poll)
    assert len(nested(first.json)) == 1
    assert noor.post(poll).data == first.data
    assert nested(noor.post(letters.poll(time.now)).json) == []


@pytest.mark.parametrize("renamed", [False, True])
def test_a_strict_payer_refuses_a_known_claim_and_tells_its_status(noor, time, switch, renamed):
    letter = letters.claim(time.now)
    answer = noor.post(letter).json
    switch("DEMO-ALPHA", faults=["strict-duplicates"])
    refused = noor.post(letter.renamed(time.now) if renamed else letter)
    assert refused.status_code == 409
    assert refused.json["issue"][0]["code"] == "duplicate"
    status = noor.post(letters.task(time.now, "status", letter)).json
    assert focal_of(status)["output"][0]["valueString"] == "complete"
    assert nested(status) == [answer]


def test_two_providers_do_not_meet(noor, time, rows):
    one = letters.claim(time.now)
    two = letters.claim(time.now, provider=letters.ANOTHER)
    two.focal["identifier"][0]["value"] = one.focal["identifier"][0]["value"]
    two.bundle["id"], two.header["id"] = one.bundle["id"], one.header["id"]
    assert noor.say(one)["outcome"] == noor.say(two)["outcome"] == "complete"
    assert len(rows(schema.claims)) == 2


@pytest.mark.parametrize("renamed", [False, True])
def test_the_same_claim_from_many_sides_at_once_has_one_effect(sandbox, noor, time, rows, renamed):
    letter = letters.claim(time.now)
    raws = [(letter.renamed(time.now) if renamed else letter).raw for _ in range(8)]
    answers: list[dict] = []
    gate = threading.Barrier(len(raws))

    def send(raw: bytes) -> None:
        provider = Provider(sandbox.test_client(), noor.token)
        gate.wait()
        answers.append(focal_of(provider.post(raw).json))

    threads = [threading.Thread(target=send, args=(raw,)) for raw in raws]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [a["id"] for a in answers] == [answers[0]["id"]] * 8
    assert len(rows(schema.claims)) == 1


def test_polls_at_once_share_the_queue_out(sandbox, noor, time):
    for n in range(12):
        noor.say(letters.claim(time.now, payer="DEMO-BETA", patient_id=f"2000000{n % 10}"))
    time.pass_seconds(3)
    found: list[str] = []
    gate = threading.Barrier(4)

    def fetch() -> None:
        provider = Provider(sandbox.test_client(), noor.token)
        gate.wait()
        bundle = provider.post(letters.poll(time.now, count=5)).json
        found.extend(b["id"] for b in nested(bundle))

    threads = [threading.Thread(target=fetch) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(found) == len(set(found)) == 12
