"""Rules of the door, to the second and to the letter."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.access import passwords
from app.access.devices import browser_of, system_of
from app.access.errors import (
    PasswordTellsName,
    PasswordTooCommon,
    PasswordTooLong,
    PasswordTooShort,
)
from app.access.rules import check_password, is_idle, is_worth_noting

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(("away", "idle"), [
    (timedelta(minutes=9, seconds=59), False),
    (timedelta(minutes=10),            True),
    (timedelta(minutes=10, seconds=1), True),
    (timedelta(seconds=-1),            False),
])  # fmt: skip
def test_idle_to_the_second(away, idle):
    assert is_idle(NOON, NOON + away, 10) is idle


@pytest.mark.parametrize(("after", "noted"), [(59, False), (60, True), (61, True)])
def test_a_sign_of_life_is_worth_noting_once_a_minute(after, noted):
    assert is_worth_noting(NOON, NOON + timedelta(seconds=after)) is noted


@pytest.mark.parametrize(("password", "refusal"), [
    ("nine-char",               PasswordTooShort),
    ("x" * 129,                 PasswordTooLong),
    ("Password 1234",           PasswordTooCommon),
    ("aaaaaaaaaaaa",            PasswordTooCommon),
    ("1234567890",              PasswordTooCommon),
    ("my maqbul secret",        PasswordTellsName),
    ("AMAL-al-Balushi-77",      PasswordTellsName),
    ("كلمة مقبول للدخول",       PasswordTellsName),
])  # fmt: skip
def test_a_weak_new_password_is_refused_by_name(password, refusal):
    with pytest.raises(refusal):
        check_password(password, names=("amal", "Amal Al Balushi", "مقبول", "maqbul"))


@pytest.mark.parametrize(
    "password",
    [
        "ten letter",
        "tent lamp river cow",
        "سفينة نخلة مصباح قارب",
        "x7" * 8 + "k!Q",
        "Ali is fine1",
    ],
)
def test_a_good_new_password_passes(password):
    assert check_password(password, names=("ali", "Ali")) is None


def test_the_kept_hash_is_argon2id_and_not_too_cheap():
    kept = passwords.hashed("tent lamp river cow")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.matches(kept, "tent lamp river cow")
    assert not passwords.matches(kept, "tent lamp river")
    assert not passwords.matches(None, "tent lamp river cow")
    assert not passwords.matches("no hash at all", "tent lamp river cow")


def test_two_passwords_at_once_and_no_more(monkeypatch):
    from app.access.errors import TooBusy

    monkeypatch.setattr(passwords, "WAIT_SECONDS", 0.01)
    with passwords._one_of_few(), passwords._one_of_few(), pytest.raises(TooBusy):
        passwords.hashed("tent lamp river cow")
    assert passwords.hashed("tent lamp river cow")


def test_first_passwords_are_long_different_and_easy_to_read_out():
    made = {passwords.initial_password() for _ in range(50)}
    assert len(made) == 50
    for one in made:
        assert len(one.replace("-", "")) == 16
        assert not set(one) & set("0O1lI")


@pytest.mark.parametrize(("agent", "browser", "system"), [
    ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36 Edg/142.0", "Edge", "Windows"),
    ("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",                                              "Firefox", "Linux"),
    ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 (KHTML, like Gecko) Version/19 Safari/604",    "Safari", "iPhone"),
    ("Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Mobile Safari/537.36",            "Chrome", "Android"),
    ("curl/8",                                                                                                             None, None),
    ("",                                                                                                                   None, None),
])  # fmt: skip
def test_a_device_is_named_in_words(agent, browser, system):
    assert (browser_of(agent), system_of(agent)) == (browser, system)
