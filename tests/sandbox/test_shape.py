"""Everything the simulator says is valid FHIR R4, and its settings are read strictly."""

import importlib
from typing import Any

import pytest

from app.sandbox import encoding
from app.sandbox.config import DEMO_CLIENT, Settings, WrongSetting, read_clients
from tests.sandbox import letters
from tests.sandbox.conftest import nested


def check(bundle: dict[str, Any]) -> int:
    """Validate a bundle and everything in it; returns how many resources were looked at."""
    seen = 0
    for entry in bundle["entry"]:
        resource = entry["resource"]
        if resource["resourceType"] == "Bundle":
            seen += check(resource)
            continue
        name = resource["resourceType"]
        model = getattr(importlib.import_module(f"fhir.resources.R4B.{name.lower()}"), name)
        model.model_validate(resource)
        seen += 1
    return seen


@pytest.mark.parametrize("civil_id", ["12345678", "10000004", "10000008", "10000009", "10000010"])
def test_eligibility_answers_are_fhir(noor, time, civil_id):
    assert check(noor.post(letters.eligibility(time.now, civil_id)).json) >= 4


@pytest.mark.parametrize("payer", ["DEMO-ALPHA", "DEMO-BETA", "DEMO-GAMMA", "DEMO-OMEGA"])
@pytest.mark.parametrize("event", ["claim-request", "priorauth-request"])
def test_claim_answers_are_fhir(noor, time, payer, event):
    lines = (letters.CONSULTATION, letters.CBC, letters.XRAY)
    assert check(noor.post(letters.claim(time.now, *lines, payer=payer, event=event)).json) >= 3


def test_what_lies_in_the_queue_is_fhir(noor, time, sandbox, rows):
    letter = letters.claim(time.now)
    noor.say(letter)
    control = sandbox.test_client()
    claim_id = control.get("/_ledger/claims").json["claims"][0]["id"]
    control.post("/_control/pay", json={"payer": "DEMO-ALPHA", "sender": letters.PROVIDER})
    for verb in ("ask", "pend"):
        control.post(f"/_control/claims/{claim_id}/{verb}", json={})
    control.post(f"/_control/claims/{claim_id}/decide", json={"all": "rejected"})
    control.post("/_control/stray", json={"payer": "DEMO-ALPHA", "sender": letters.PROVIDER})
    bundle = noor.post(letters.poll(time.now)).json
    assert len(nested(bundle)) == 5
    assert check(bundle) >= 12
    assert check(noor.post(letters.task(time.now, "status", letter)).json) >= 4
    assert check(noor.post(letters.communication(time.now, letter, "x")).json) == 1


@pytest.mark.parametrize(
    ("text", "kept"), [("12.500", "12.500"), ("0.1", "0.1"), ("1e2", "100"), ("7", "7")]
)
def test_amounts_keep_their_digits(text, kept):
    assert (
        encoding.dumps(encoding.loads(b'{"a":%s}' % text.encode())) == b'{"a":%s}' % kept.encode()
    )


# fmt: off
WRONG = [
    ({},                                                               "SANDBOX_DATABASE_URL"),
    ({"SANDBOX_DATABASE_URL": "x", "SANDBOX_LATENCY_MS": "fast"},      "SANDBOX_LATENCY_MS"),
    ({"SANDBOX_DATABASE_URL": "x", "SANDBOX_CONTROL": "perhaps"},      "SANDBOX_CONTROL"),
    ({"SANDBOX_DATABASE_URL": "x", "SANDBOX_CLIENTS": "/no/such.toml"}, "SANDBOX_CLIENTS"),
]
# fmt: on


@pytest.mark.parametrize(("environment", "name"), WRONG)
def test_a_wrong_setting_stops_the_start_with_its_name_and_an_example(environment, name):
    with pytest.raises(WrongSetting, match=name) as caught:
        Settings.from_environment(environment)
    assert "example" in str(caught.value) or "such as" in str(caught.value)


def test_settings_come_from_the_environment():
    read = Settings.from_environment(
        {
            "SANDBOX_DATABASE_URL": "postgresql://x",
            "SANDBOX_LATENCY_MS": "250",
            "SANDBOX_STRICT_DUPLICATES": "1",
            "SANDBOX_CONTROL": "0",
        }
    )
    assert (read.latency_ms, read.strict_duplicates, read.control) == (250, True, False)
    assert read.clients == (DEMO_CLIENT,)


def test_clients_come_from_a_file(tmp_path):
    file = tmp_path / "clients.toml"
    file.write_text('[[clients]]\nid = "a"\nsecret = "s"\nlicences = ["L-1", "M-*"]\n')
    (client,) = read_clients(str(file))
    allowed = [client.may_send_for(x) for x in ("L-1", "L-10", "M-7", "N-1")]
    assert allowed == [True, False, True, False]
