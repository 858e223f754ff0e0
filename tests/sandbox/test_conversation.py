"""Questions, answers and files between payer and provider."""

import base64

import pytest

from app.sandbox import schema
from tests.sandbox import letters
from tests.sandbox.conftest import errors, outcomes, reasons
from tests.sandbox.test_page import post


def codes(answer):
    """What an acknowledgement complains about."""
    focal = answer.json["entry"][1]["resource"] if len(answer.json["entry"]) > 1 else {}
    return [issue["details"]["coding"][0]["code"] for issue in focal.get("issue", [])]


@pytest.fixture
def asked(noor, time, polled):
    """A claim at AlphaCare that waits for a report, and the number of the question."""
    letter = letters.claim(time.now, patient_id="10000030")
    assert noor.say(letter)["outcome"] == "queued"
    (question,) = polled()
    return letter, question["identifier"][0]["value"]


def test_a_payer_that_asks_decides_after_the_answer(noor, time, asked, polled, rows):
    letter, number = asked
    file = letters.attached(b"%PDF-1.7 the whole report", title="Report of today")
    answer = noor.post(letters.communication(time.now, letter, "See file.", file, answers=number))
    assert codes(answer) == []
    (kept,) = rows(schema.files)
    assert (kept.title, bytes(kept.body), kept.size) == (
        "Report of today", b"%PDF-1.7 the whole report", 25,
    )  # fmt: skip
    time.pass_seconds(3)
    assert [outcomes(found) for found in polled()] == [["approved"]]


def test_a_payer_without_an_answer_denies(noor, time, asked, polled):
    time.pass_seconds(30 * 60)
    noor.sign_in()
    assert [reasons(found) for found in polled()] == [["AUTH-012"]]


def test_an_answer_to_no_question_is_refused(noor, time, asked):
    letter, _number = asked
    answer = noor.post(letters.communication(time.now, letter, "See file.", answers="unknown"))
    assert codes(answer) == ["SBX-040"]


def test_the_temper_of_asking(noor, time, switch, polled):
    switch("DEMO-GAMMA", temper="asking")
    assert noor.say(letters.claim(time.now, payer="DEMO-GAMMA"))["outcome"] == "queued"
    assert [found["resourceType"] for found in polled()] == ["CommunicationRequest"]


LARGE = base64.b64encode(b"x" * (5 * 1024 * 1024 + 1)).decode()


@pytest.mark.parametrize(
    ("bend", "code"),
    [
        ({"data": "not base64!"}, "SBX-042"),
        ({"data": ""}, "SBX-042"),
        ({"size": 12}, "SBX-042"),
        ({"data": LARGE, "size": 5 * 1024 * 1024 + 1}, "SBX-041"),
        ({"contentType": "text/html"}, "SBX-031"),
        ({"title": ""}, "SBX-031"),
        ({"creation": "yesterday"}, "SBX-031"),
    ],
)
def test_a_file_that_cannot_be_taken_whole_is_refused(*, noor, time, bend, code, rows):
    info = letters.file()
    info["valueAttachment"] |= bend
    letter = letters.claim(time.now, supportingInfo=[info])
    assert errors(noor.say(letter)) == [code]
    assert rows(schema.claims) == []
    sound = letters.claim(time.now)
    noor.say(sound)
    words = letters.communication(time.now, sound, "See file.", letters.attached() | bend)
    assert codes(noor.post(words)) == [code]
    assert rows(schema.files) == []


def test_too_many_files(noor, time):
    files = [letters.file(sequence=n) for n in range(1, 12)]
    assert noor.say(letters.claim(time.now, supportingInfo=files[:10]))["outcome"] == "complete"
    assert errors(noor.say(letters.claim(time.now, supportingInfo=files))) == ["SBX-043"]


def test_a_person_asks_reads_the_answer_and_its_files(noor, time, sandbox, switch, rows, polled):
    switch("DEMO-BETA", temper="manual")
    letter = letters.claim(
        time.now,
        payer="DEMO-BETA",
        event="priorauth-request",
        supportingInfo=[letters.file(b"%PDF-1")],
    )
    noor.say(letter)
    browser, claim_id = sandbox.test_client(), rows(schema.claims)[0].id
    asked = post(browser, f"/claims/{claim_id}/ask", words="Which knee?", minutes="٣٠")
    assert asked.status_code == 303
    (question,) = polled()
    assert question["payload"] == [{"contentString": "Which knee?"}]
    assert question["occurrencePeriod"]["end"] == "2026-11-22T09:45:00.000+04:00"
    number = question["identifier"][0]["value"]
    noor.post(
        letters.communication(time.now, letter, "The left.", letters.attached(), answers=number)
    )
    page = browser.get(f"/claims/{claim_id}").text
    assert "The left." in page
    assert "in answer to the question" in page
    first, second = rows(schema.files)
    assert (first.communication_id, second.communication_id is None) == (None, False)
    file = browser.get(f"/files/{first.id}")
    assert (file.data, file.mimetype) == (b"%PDF-1", "application/pdf")
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert browser.get("/files/999999").status_code == 404
    decided = post(
        browser, f"/claims/{claim_id}/decide", ends="2026-12-05",
        **{"outcome-1": "approved"},
    )  # fmt: skip
    assert decided.status_code == 303
    (answer,) = polled()
    assert answer["preAuthPeriod"]["end"] == "2026-12-05"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"words": "Why?", "minutes": "soon"}, "Give the minutes as a whole number."),
        ({"words": "x" * 2001}, "Ask in at most 2,000 characters."),
        ({"words": " "}, "Write what you want to know."),
    ],
)
def test_a_question_that_cannot_be_asked(*, noor, time, sandbox, rows, fields, sentence):
    noor.say(letters.claim(time.now))
    answer = post(sandbox.test_client(), f"/claims/{rows(schema.claims)[0].id}/ask", **fields)
    assert (answer.status_code, sentence in answer.text) == (400, True)
    assert rows(schema.communications) == []
