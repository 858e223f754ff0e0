"""Codes of an authenticator app and printed codes, to the second and to the letter."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from app.access.factors import recovery, totp

# The key of RFC 6238, appendix B, and its codes of eight digits cut to six.
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
STEP = timedelta(seconds=totp.STEP_SECONDS)


@pytest.mark.parametrize(("seconds", "code"), [
    (59,            "287082"),
    (1_111_111_109, "081804"),
    (1_234_567_890, "005924"),
    (20_000_000_000, "353130"),
])  # fmt: skip
def test_the_codes_of_the_standard(seconds, code):
    moment = datetime.fromtimestamp(seconds, UTC)
    assert totp.verify(RFC_SECRET, code, None, at=moment) == seconds // 30


@pytest.mark.parametrize(("typed", "fits"), [
    ("{0}",             True),
    (" {0} ",           True),
    ("{1} {2}",         True),
    ("{1}-{2}",         True),
    ("{0}0",            False),
    ("{1}",             False),
    ("",                False),
    ("abcdef",          False),
    ("-{1}{2}",         True),
    ("²²²²²²",          False),
])  # fmt: skip
def test_how_a_code_may_be_typed(typed, fits):
    code = totp.code_at(RFC_SECRET, totp.step_at(NOON))
    shown = typed.format(code, code[:3], code[3:])
    assert (totp.verify(RFC_SECRET, shown, None, at=NOON) is not None) is fits


def test_arabic_digits_are_the_same_code():
    code = totp.code_at(RFC_SECRET, totp.step_at(NOON))
    arabic = code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert totp.verify(RFC_SECRET, arabic, None, at=NOON) == totp.step_at(NOON)


@pytest.mark.parametrize(
    ("steps", "fits"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_a_clock_may_differ_by_one_step(steps, fits):
    code = totp.code_at(RFC_SECRET, totp.step_at(NOON) + steps)
    assert (totp.verify(RFC_SECRET, code, None, at=NOON) is not None) is fits


def test_no_code_and_none_older_is_taken_twice():
    here = totp.step_at(NOON)
    code = totp.code_at(RFC_SECRET, here)
    assert totp.verify(RFC_SECRET, code, here - 1, at=NOON) == here
    assert totp.verify(RFC_SECRET, code, here, at=NOON) is None
    assert totp.verify(RFC_SECRET, totp.code_at(RFC_SECRET, here - 1), here, at=NOON) is None
    later = totp.code_at(RFC_SECRET, here + 1)
    assert totp.verify(RFC_SECRET, later, here, at=NOON + STEP) == here + 1


def test_a_new_secret_is_read_by_an_app():
    secret = totp.new_secret()
    read = pyotp.parse_uri(totp.uri(secret, account="amal@noor.example", issuer="Maqbul"))
    assert (read.secret, read.name, read.issuer) == (secret, "amal@noor.example", "Maqbul")
    assert len(secret) * 5 >= 160
    assert totp.in_groups(secret).replace(" ", "") == secret


def test_ten_recovery_codes_that_nobody_mistakes():
    codes = recovery.new_codes()
    assert len(set(codes)) == 10
    assert all(len(code) == 14 and not set(code) & set("01loi") for code in codes)


def test_a_recovery_code_is_kept_as_a_keyed_hash_of_its_owner():
    key, code = b"k" * 32, "abcd-efgh-jkmn"
    kept = recovery.hash_of(key, "amal", code)
    assert recovery.hash_of(key, "amal", " ABCD efgh JKMN ") == kept
    assert recovery.hash_of(key, "badr", code) != kept
    assert recovery.hash_of(b"x" * 32, "amal", code) != kept
    assert "abcd" not in kept
