"""The page on which a person plays the insurer, as a browser without scripts sees it."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import app.sandbox
from app.sandbox import deciding, payers, schema, words
from app.sandbox.payers import FAULTS, TEMPERS
from tests.sandbox import letters
from tests.sandbox.conftest import Provider, Time, focal_of, nested

TEMPLATES = Path(app.sandbox.__file__).parent / "templates"


class Strict(HTMLParser):
    """Notes what a strict policy would block, and what a reader would miss."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.headings = 0
        self.root: dict[str, str | None] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        if tag in {"script", "style"} or "style" in names or any(n.startswith("on") for n in names):
            self.faults.append(f"{tag} {attrs}")
        self.headings += tag == "h1"
        if tag == "html":
            self.root = names


def token_in(page: str) -> str:
    return re.findall(r'name="token" value="([^"]+)"', page)[0]


@pytest.fixture
def browser(sandbox):
    return sandbox.test_client()


@pytest.fixture
def waiting(noor: Provider, time: Time, switch, rows):
    """A claim of three lines that waits for a person at BetaTPA."""
    switch("DEMO-BETA", temper="manual")
    letter = letters.claim(
        time.now, letters.CONSULTATION, letters.CBC, letters.XRAY, payer="DEMO-BETA"
    )
    assert noor.say(letter)["outcome"] == "queued"
    return rows(schema.claims)[-1].id


def post(browser, path: str, **fields: str):
    start = "/payers" if path.startswith(("/payers", "/exchange")) else path.rsplit("/", 1)[0]
    token = token_in(browser.get(start).text)
    return browser.post(path, data={"token": token, **fields})


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("path", ["/", "/payers", "/script", "/claims/{id}", "/claims/999999"])
def test_every_page_is_strict_and_speaks_its_language(browser, waiting, path, lang):
    answer = browser.get(path.format(id=waiting) + f"?lang={lang}")
    look = Strict()
    look.feed(answer.text)
    assert answer.status_code == (404 if "999999" in path else 200)
    assert (look.faults, look.headings) == ([], 1)
    assert look.root == {"lang": lang, "dir": "rtl" if lang == "ar" else "ltr"}
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "None" not in re.sub(r"<[^>]+>", "", answer.text)


def test_the_chosen_language_stays(browser):
    browser.get("/?lang=ar")
    assert 'dir="rtl"' in browser.get("/payers").text


def test_every_sentence_of_the_page_has_its_arabic():
    said = {
        s.replace("\\'", "'")
        for file in TEMPLATES.glob("*.html")
        for pair in re.findall(r"""\bt\((?:'((?:[^'\\]|\\.)*)'|"([^"]*)")\)""", file.read_text())
        for s in pair
        if s
    }
    said |= {*TEMPERS.values(), *FAULTS.values(), "Claims", "Payers", "Script"}
    said |= set(re.findall(r'WrongChoice\(\s*"([^"]+)"', Path(deciding.__file__).read_text()))
    assert len(said) > 60
    assert said - set(words.ARABIC) == set()


def test_a_person_judges_line_by_line(browser, waiting, noor, time):
    answer = post(
        browser,
        f"/claims/{waiting}/decide",
        **{
            "outcome-1": "approved",
            "outcome-2": "rejected",
            "reason-2": "MNEC-003",
            "note-2": "Please justify.",
            "outcome-3": "partial",
            "benefit-3": "10.000",
            "reason-3": "PRCE-011",
        },
    )
    assert answer.status_code == 303
    found = nested(noor.post(letters.poll(time.now)).json)
    response = focal_of(found[0])
    outcomes = [
        i["extension"][0]["valueCodeableConcept"]["coding"][0]["code"] for i in response["item"]
    ]
    assert outcomes == ["approved", "rejected", "partial"]
    totals = {t["category"]["coding"][0]["code"]: t["amount"]["value"] for t in response["total"]}
    assert totals["benefit"] == 22.5
    assert response["processNote"][0]["text"] == "Please justify."


def test_the_same_form_twice_judges_once(browser, waiting, rows):
    token = token_in(browser.get(f"/claims/{waiting}").text)
    for _ in range(2):
        answer = browser.post(f"/claims/{waiting}/decide", data={"token": token, "all": "approved"})
        assert answer.status_code == 303
    assert len(rows(schema.queue)) == 1


def test_a_form_of_another_browser_does_nothing(sandbox, browser, waiting, rows):
    token = token_in(sandbox.test_client().get(f"/claims/{waiting}").text)
    browser.get("/")
    answer = browser.post(f"/claims/{waiting}/decide", data={"token": token, "all": "approved"})
    assert (answer.status_code, rows(schema.queue)) == (400, [])


def test_a_wrong_amount_is_shown_beside_what_was_typed(browser, waiting, rows):
    fields = {f"outcome-{n}": "approved" for n in (1, 2)}
    answer = post(
        browser,
        f"/claims/{waiting}/decide",
        **fields,
        **{"outcome-3": "partial", "benefit-3": "ten", "reason-3": "PRCE-011"},
    )
    assert answer.status_code == 400
    assert "such as 4.200" in answer.text
    assert 'value="ten"' in answer.text
    assert rows(schema.queue) == []


def test_asking_and_laying_aside_reach_the_provider_by_poll(browser, waiting, noor, time):
    post(browser, f"/claims/{waiting}/ask", words="Which symptoms?")
    post(browser, f"/claims/{waiting}/pend")
    found = nested(noor.post(letters.poll(time.now)).json)
    assert [focal_of(b)["resourceType"] for b in found] == ["CommunicationRequest", "ClaimResponse"]
    assert focal_of(found[0])["payload"] == [{"contentString": "Which symptoms?"}]


def test_paying_gives_a_reconciliation_and_taking_back_an_adjustment(
    browser, waiting, noor, time, rows
):
    post(browser, f"/claims/{waiting}/decide", all="approved")
    assert post(browser, f"/claims/{waiting}/pay", amount="34.701").status_code == 400
    post(browser, f"/claims/{waiting}/pay", amount="30.000")
    post(browser, f"/claims/{waiting}/pay", amount="-5.000")
    found = nested(noor.post(letters.poll(time.now)).json)[1:]
    amounts = [focal_of(b)["paymentAmount"]["value"] for b in found]
    kinds = [focal_of(b)["detail"][0]["type"]["coding"][0]["code"] for b in found]
    assert (amounts, kinds) == ([30, -5], ["payment", "adjustment"])
    assert str(rows(schema.claims)[-1].paid) == "25.000"


def test_everything_owed_is_paid_at_once(browser, noor, time):
    for line in (letters.CONSULTATION, letters.CBC):
        noor.say(letters.claim(time.now, line))
    assert post(browser, "/payers/DEMO-ALPHA/pay", sender=letters.PROVIDER).status_code == 303
    paid = focal_of(nested(noor.post(letters.poll(time.now)).json)[0])
    assert paid["paymentAmount"]["value"] == 16.7
    assert sum(d["amount"]["value"] for d in paid["detail"]) == pytest.approx(16.7)


def test_the_switches_of_a_payer(browser, sandbox):
    fields = {"temper": "down", "delay_seconds": "9", "latency_ms": "0", "fault_count": "2"}
    answer = browser.post(
        "/payers/DEMO-DELTA",
        data={
            "token": token_in(browser.get("/payers").text),
            **fields,
            "faults": ["garbage", "throttled"],
        },
    )
    assert answer.status_code == 303
    with sandbox.extensions["sandbox"].engine.connect() as connection:
        delta = payers.find(connection, "DEMO-DELTA")
    assert (delta.temper, delta.delay_seconds, delta.faults, delta.fault_count) == (
        "down",
        9,
        ("garbage", "throttled"),
        2,
    )


def test_a_wrong_switch_changes_nothing(browser, sandbox):
    answer = post(
        browser, "/payers/DEMO-DELTA", temper="instant", delay_seconds="soon", latency_ms="0"
    )
    assert answer.status_code == 400
    assert 'value="soon"' in answer.text


def test_the_list_is_filtered_and_paged(browser, noor, time):
    for _ in range(27):
        noor.say(letters.claim(time.now))
    noor.say(letters.claim(time.now, payer="DEMO-DELTA"))
    first = browser.get("/?payer=DEMO-ALPHA").text
    assert len(re.findall(r'<th scope="row">', first)) == 25
    more = re.search(r'rel="next" href="([^"]+)"', first).group(1).replace("&amp;", "&")
    assert len(re.findall(r'<th scope="row">', browser.get(more).text)) == 2
    assert len(re.findall(r'<th scope="row">', browser.get("/?payer=DEMO-DELTA").text)) == 1


def test_hostile_text_stays_text(browser, noor, time, rows):
    letter = letters.claim(time.now)
    patient = next(
        e["resource"] for e in letter.bundle["entry"] if e["resource"]["resourceType"] == "Patient"
    )
    patient["name"] = [{"text": "<script>alert(1)</script>"}]
    noor.say(letter)
    page = browser.get(f"/claims/{rows(schema.claims)[-1].id}").text
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_from_another_machine_there_is_nothing(browser):
    for path in ("/", "/payers", "/_ledger/claims", "/_health"):
        answer = browser.get(path, environ_overrides={"REMOTE_ADDR": "192.0.2.7"})
        assert answer.status_code == 404
