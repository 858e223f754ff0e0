"""A missing or wrong setting stops the start with its name and an example."""

from __future__ import annotations

import base64

import pytest

from app.config import WrongSetting, load

RIGHT = {
    "DATABASE_URL": "postgresql://maqbul_app:x@127.0.0.1/maqbul",
    "SECRET_KEY": "k" * 40,
    "MAQBUL_MASTER_KEY": base64.b64encode(b"m" * 32).decode(),
    "MAQBUL_INSTALLATION": "trial",
    "MAQBUL_BASE_URL": "http://127.0.0.1:8000",
    "EXCHANGE_BASE_URL": "http://127.0.0.1:8100",
    "EXCHANGE_CLIENT_ID": "demo-client",
    "EXCHANGE_CLIENT_SECRET": "demo-secret",
}
PRODUCTION = {"MAQBUL_INSTALLATION": "production", "MAQBUL_BASE_URL": "https://a.example", "MAQBUL_DATA_SITE": "OM-Muscat-1", "EXCHANGE_BASE_URL": "https://b.example"}  # fmt: skip


def test_the_right_settings_load():
    settings = load(RIGHT)
    assert settings.master_key == b"m" * 32
    assert not settings.secure_cookies
    assert load({**RIGHT, **PRODUCTION}).secure_cookies


@pytest.mark.parametrize("name", RIGHT)
def test_a_missing_one_is_named_with_an_example(name):
    with pytest.raises(WrongSetting, match=rf"Setting {name} is missing\. Example: {name}=."):
        load({**RIGHT, name: ""})


# fmt: off
TABLE_1 = [
    ({"DATABASE_URL": "sqlite:///x"},                        "DATABASE_URL"),
    ({"SECRET_KEY": "short"},                                "SECRET_KEY"),
    ({"MAQBUL_MASTER_KEY": "not base64!"},                   "MAQBUL_MASTER_KEY"),
    ({"MAQBUL_MASTER_KEY": "c2hvcnQ="},                      "MAQBUL_MASTER_KEY"),
    ({"MAQBUL_INSTALLATION": "prod"},                        "MAQBUL_INSTALLATION"),
    ({"MAQBUL_BASE_URL": "example.om"},                      "MAQBUL_BASE_URL"),
    ({"MAQBUL_POOL_SIZE": "0"},                              "MAQBUL_POOL_SIZE"),
    ({"MAQBUL_POOL_SIZE": "٤"},                              "MAQBUL_POOL_SIZE"),
    ({"MAQBUL_TRUSTED_PROXIES": "10.0.0.0/8"},               "MAQBUL_TRUSTED_PROXIES"),
    ({"MAQBUL_SMTP_URL": "https://mail.example.om"},         "MAQBUL_SMTP_URL"),
    ({"MAQBUL_SMTP_URL": "smtps://mail.example.om"},         "MAQBUL_MAIL_FROM"),
    ({"SECRET_KEY_FILE": "/nowhere/at/all"},                 "SECRET_KEY_FILE"),
    ({**PRODUCTION, "MAQBUL_DATA_SITE": ""},                 "MAQBUL_DATA_SITE"),
    ({**PRODUCTION, "MAQBUL_DATA_SITE": "DE-1"},             "MAQBUL_DATA_SITE"),
    ({**PRODUCTION, "MAQBUL_BASE_URL": "http://a.example"},  "MAQBUL_BASE_URL"),
    ({**PRODUCTION, "EXCHANGE_BASE_URL": "http://b.example"}, "EXCHANGE_BASE_URL"),
    ({**PRODUCTION, "FAILPOINT": "K9:kill"},                 "FAILPOINT"),
    ({"FAILPOINT": "K9:kill"},                               "FAILPOINT"),
]
# fmt: on


@pytest.mark.parametrize(("changes", "name"), TABLE_1)
def test_a_wrong_one_is_named(changes, name):
    with pytest.raises(WrongSetting, match=f"Setting {name} "):
        load({**RIGHT, **changes})


def test_a_secret_may_lie_in_a_file(tmp_path):
    (tmp_path / "secret").write_text("s" * 40 + "\n")
    settings = load({**RIGHT, "SECRET_KEY": "", "SECRET_KEY_FILE": str(tmp_path / "secret")})
    assert settings.secret_key == "s" * 40


def test_production_may_reach_an_exchange_on_the_same_machine_without_a_certificate():
    settings = load({**RIGHT, **PRODUCTION, "EXCHANGE_BASE_URL": "http://127.0.0.1:8100"})
    assert settings.exchange_base_url == "http://127.0.0.1:8100"


@pytest.mark.parametrize("held", ["x@127.0.0.1", "k" * 40, "mmmm", "demo-secret"])
def test_settings_shown_in_an_error_tell_no_secret(held):
    assert held not in repr(load(RIGHT))
