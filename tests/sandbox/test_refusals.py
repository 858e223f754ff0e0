"""What a strict gateway refuses: at the door with HTTP, behind it with a code and a sentence."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from app.sandbox import schema
from app.sandbox.refusals import SENTENCES
from tests.sandbox import letters
from tests.sandbox.conftest import Provider, Time, token_of
from tests.sandbox.letters import Letter

Bend = Callable[[Letter], object]


def entry(letter: Letter, kind: str) -> dict:
    return next(
        e["resource"] for e in letter.bundle["entry"] if e["resource"]["resourceType"] == kind
    )


def put(path: str, value: object) -> Bend:
    """Set an element of the focal resource: "item.0.net.value"."""

    def bend(letter: Letter) -> None:
        target = letter.focal
        *steps, last = [int(s) if s.isdigit() else s for s in path.split(".")]
        for step in steps:
            target = target[step]
        target[last] = value

    return bend


def drop(name: str) -> Bend:
    return lambda letter: letter.focal.pop(name)


def on(kind: str, **values: object) -> Bend:
    return lambda letter: entry(letter, kind).update(values)


def codes_of(focal: dict) -> list[str]:
    return [e["code"]["coding"][0]["code"] for e in focal["error"]]


# fmt: off
MALFORMED = [
    ("not JSON",               lambda _: b"{",                                            "SBX-001"),
    ("a list",                 lambda _: b"[]",                                           "SBX-001"),
    ("NaN",                    lambda _: b'{"resourceType":"Bundle","x":NaN}',            "SBX-001"),
    ("an element twice",       lambda _: b'{"a":1,"a":2}',                                "SBX-001"),
    ("deep nesting",           lambda _: b"[" * 200_000,                                  "SBX-001"),
    ("not UTF-8",              lambda _: b"\xff\xfe",                                     "SBX-001"),
    ("a collection",           lambda b: {**b, "type": "collection"},                     "SBX-002"),
    ("no entries",             lambda b: {**b, "entry": []},                              "SBX-003"),
    ("an entry without name",  lambda b: {**b, "entry": [{"resource": {}}]},              "SBX-003"),
    ("one name twice",         lambda b: {**b, "entry": [*b["entry"], b["entry"][1]]},    "SBX-004"),
    ("header not first",       lambda b: {**b, "entry": b["entry"][1:]},                  "SBX-005"),
    ("timestamp without zone", lambda b: {**b, "timestamp": "2026-11-22T09:15:00"},       "SBX-006"),
    ("Bundle.id no GUID",      lambda b: {**b, "id": "17"},                               "SBX-009"),
]
HEADERS = [
    ("eventCoding", {"system": "x", "code": "claim-request"},      "SBX-007"),
    ("eventCoding", {"system": letters.TERM + "om-message-events", "code": "chat"}, "SBX-007"),
    ("focus",       [{"reference": "urn:uuid:nothing"}],           "SBX-008"),
    ("sender",      {},                                            "SBX-005"),
    ("destination", [],                                            "SBX-005"),
    ("source",      {},                                            "SBX-005"),
]
ELIGIBILITY = [
    (put("status", "draft"),                              "SBX-021"),
    (put("purpose", ["gossip"]),                          "SBX-021"),
    (put("servicedDate", "2026-13-01"),                   "RE-00170"),
    (drop("servicedDate"),                                "SBX-020"),
    (drop("created"),                                     "RE-00170"),
    (drop("identifier"),                                  "SBX-020"),
    (drop("patient"),                                     "SBX-020"),
    (put("patient", {"reference": "Patient/404"}),        "RE-00169"),
    (put("identifier.0.value", "x" * 51),                 "SBX-027"),
    (on("Patient", birthDate="2190-01-01"),               "BV-00848"),
    (on("Patient", birthDate="yesterday"),                "RE-00170"),
    (on("Patient", gender="f"),                           "SBX-021"),
    (on("Patient", identifier=[]),                        "SBX-020"),
    (lambda x: entry(x, "Organization")["identifier"][0].update(value="DEMO-OTHER"), "GE-00020"),
    (lambda x: x.bundle["entry"][-1].update(fullUrl="http://OTHER.dhamani.om/Patient/77"), "GE-00020"),
]
CLAIM = [
    (put("item.0.net.value", 12.501),                     "BV-00251"),
    (put("total.value", 12.499),                          "BV-00059"),
    (put("item.0.net.value", 12.5001),                    "GE-00028"),
    (put("item.0.net.currency", "USD"),                   "SBX-024"),
    (put("item.0.quantity.value", 0),                     "SBX-025"),
    (put("item.0.sequence", 2),                           "BV-00044"),
    (put("item.0.careTeamSequence", [7]),                 "BV-00442"),
    (put("item.0.diagnosisSequence", [7]),                "BV-00444"),
    (put("item.0.servicedDate", "2026-11-23"),            "BV-00061"),
    (put("item.0.servicedDate", "soon"),                  "RE-00170"),
    (put("item.0.productOrService", {"coding": [{"code": "A"}]}), "SBX-022"),
    (put("item.0.productOrService", letters.concept("x", "two words")), "SBX-022"),
    (put("item.0.extension.1.valueMoney.value", 12.501),  "SBX-026"),
    (put("item", []),                                     "SBX-020"),
    (put("diagnosis", []),                                "SBX-020"),
    (put("diagnosis.0.type", []),                         "SBX-023"),
    (put("diagnosis.0.diagnosisCodeableConcept", letters.concept("http://hl7.org/fhir/sid/icd-10-cm", "cold")), "SBX-022"),
    (lambda x: x.focal["diagnosis"].append({**x.focal["diagnosis"][0], "sequence": 2}), "BV-00057"),
    (put("subType", letters.concept("x", "ip")),          "BV-00365"),
    (put("use", "preauthorization"),                      "SBX-021"),
    (put("priority", letters.concept("x", "soon")),       "SBX-021"),
    (put("payee", {}),                                    "SBX-020"),
    (put("insurance.0.focal", False),                     "SBX-020"),
    (on("Coverage", identifier=[]),                       "SBX-020"),
    (on("Practitioner", identifier=[]),                   "BV-00199"),
    (put("related", [{"claim": {"identifier": {"system": "s", "value": "v"}}}]), "BV-00725"),
    (put("supportingInfo", [{"sequence": 1, "valueAttachment": {"contentType": "text/html"}}]), "SBX-031"),
]
# fmt: on


@pytest.mark.parametrize(
    ("bend", "code"), [r[1:] for r in MALFORMED], ids=[r[0] for r in MALFORMED]
)
def test_what_is_no_message_is_refused_at_the_door(noor: Provider, time: Time, rows, bend, code):
    bent = bend(letters.eligibility(time.now).bundle)
    answer = noor.post(bent if isinstance(bent, bytes) else json.dumps(bent).encode())
    issue = json.loads(answer.data)["issue"][0]
    assert (answer.status_code, issue["details"]["coding"][0]["code"]) == (400, code)
    assert issue["diagnostics"].endswith(SENTENCES[code][0])
    assert rows(schema.messages) == []
    assert [r.code for r in rows(schema.refused)] == [code]


@pytest.mark.parametrize(("name", "value", "code"), HEADERS)
def test_a_header_that_lacks_something_is_refused_at_the_door(noor, time, name, value, code):
    letter = letters.eligibility(time.now)
    letter.header[name] = value
    answer = noor.post(letter)
    assert (answer.status_code, codes_in(answer)) == (400, [code])


def codes_in(answer) -> list[str]:
    return [i["details"]["coding"][0]["code"] for i in json.loads(answer.data)["issue"]]


@pytest.mark.parametrize(("bend", "code"), ELIGIBILITY)
def test_an_eligibility_request_is_refused_in_words(noor, time, rows, bend, code):
    letter = letters.eligibility(time.now)
    bend(letter)
    answer = noor.post(letter)
    response = answer.json["entry"][1]["resource"]
    assert answer.status_code == 200
    assert answer.json["entry"][0]["resource"]["response"]["code"] == "fatal-error"
    assert response["outcome"] == "error"
    assert code in codes_of(response)
    assert rows(schema.messages)[0].refusal in codes_of(response)


@pytest.mark.parametrize(("bend", "code"), CLAIM)
def test_a_claim_is_rejected_in_words_and_has_no_effect(noor, time, rows, bend, code):
    letter = letters.claim(time.now)
    bend(letter)
    response = noor.say(letter)
    assert response["outcome"] == "error"
    assert code in codes_of(response)
    assert rows(schema.claims) == []


def test_all_findings_come_at_once(noor, time):
    letter = letters.claim(time.now)
    for bend in (put("item.0.net.value", 99), put("diagnosis", []), put("payee", {})):
        bend(letter)
    assert {"BV-00251", "BV-00059", "SBX-020"} <= set(codes_of(noor.say(letter)))


def test_a_rejected_claim_may_come_corrected_under_its_own_number(noor, time):
    wrong = letters.claim(time.now)
    put("total.value", 1)(wrong)
    assert noor.say(wrong)["outcome"] == "error"
    right = wrong.renamed(time.now)
    put("total.value", 12.5)(right)
    assert noor.say(right)["outcome"] == "complete"


@pytest.mark.parametrize("bearer", ["", "Bearer", "Bearer x.y", "Basic abc"])
def test_without_a_good_token_nobody_enters(noor, time, bearer):
    answer = noor.post(letters.eligibility(time.now), Authorization=bearer)
    assert (answer.status_code, codes_in(answer)) == (401, ["SBX-011"])


def test_a_token_ends_after_fifteen_minutes(noor, time):
    time.pass_seconds(899)
    assert noor.post(letters.eligibility(time.now)).status_code == 200
    time.pass_seconds(1)
    assert noor.post(letters.eligibility(time.now)).status_code == 401


def test_a_client_sends_only_for_its_own_licences(noor, time):
    answer = noor.post(letters.eligibility(time.now, provider="REAL-CLINIC-1"))
    assert (answer.status_code, codes_in(answer)) == (403, ["SBX-012"])


def test_other_grants_are_not_given(sandbox):
    http = sandbox.test_client()
    assert token_of(http).status_code == 200
    answer = http.post(
        "/oauth/token",
        data={"grant_type": "password"},
        headers={"Authorization": "Basic ZGVtby1jbGllbnQ6ZGVtby1zZWNyZXQ="},
    )
    assert (answer.status_code, answer.json) == (400, {"error": "unsupported_grant_type"})


def test_plain_json_is_not_taken(noor, time):
    answer = noor.http.post(
        "/$process-message",
        json=letters.eligibility(time.now).bundle,
        headers={"Authorization": f"Bearer {noor.token}"},
    )
    assert (answer.status_code, codes_in(answer)) == (400, ["SBX-013"])


@pytest.mark.parametrize(("extra", "status"), [(0, 200), (1, 413)])
def test_a_message_may_have_ten_megabytes(noor, time, settings, extra, status):
    raw = letters.eligibility(time.now).raw
    full = raw + b" " * (settings.message_bytes - len(raw) + extra)
    assert noor.post(full).status_code == status


@pytest.mark.parametrize(
    ("seconds", "good"), [(-901, False), (-900, True), (0, True), (900, True), (901, False)]
)
def test_the_clock_may_differ_by_fifteen_minutes(noor, time, rows, seconds, good):
    letter = letters.eligibility(time.now + timedelta(seconds=seconds), serviced="2026-11-22")
    response = noor.say(letter)
    assert (response["outcome"] == "complete") is good
    if not good:
        assert codes_of(response) == ["SBX-014"]
        assert rows(schema.messages) == []


def test_an_unknown_payer_is_named_so(noor, time):
    response = noor.say(letters.claim(time.now, payer="DEMO-OMEGA"))
    assert codes_of(response) == ["GE-00010"]


def test_a_task_says_what_is_wrong_with_it(noor, time):
    response = noor.say(letters.poll(time.now, count=101))
    error = response["output"][0]["valueCodeableConcept"]["coding"][0]["code"]
    assert (response["status"], error) == ("failed", "SBX-028")


def test_a_batch_has_its_limit(noor, time, sandbox, monkeypatch):
    exchange = sandbox.extensions["sandbox"]
    monkeypatch.setitem(
        sandbox.extensions,
        "sandbox",
        replace(exchange, settings=replace(exchange.settings, batch_claims=0)),
    )
    assert "BV-00373" in codes_of(noor.say(letters.claim(time.now)))


def test_every_code_has_both_sentences():
    for code, (english, arabic) in SENTENCES.items():
        assert english.endswith("."), code
        assert arabic.endswith("."), code
        assert len(english.split()) <= 25
