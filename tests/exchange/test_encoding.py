"""JSON with exact numbers."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.exchange.dhamani import encoding

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.decimals(allow_nan=False, allow_infinity=False, places=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.text(max_size=8), values, max_size=5))
def test_what_is_written_is_read_back(value: dict[str, object]) -> None:
    assert encoding.loads(encoding.dumps(value)) == value


def test_decimals_keep_their_zeros() -> None:
    assert encoding.dumps({"b": Decimal("12.500"), "a": 1}) == b'{"a":1,"b":12.500}'


@pytest.mark.parametrize("number", [1.5, Decimal("NaN"), Decimal("Infinity")])
def test_floats_and_infinities_are_refused(number: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        encoding.dumps({"value": number})


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"7", b"{", b"\xff\xfe", b'{"a":NaN}', b'{"a":' * 70 + b"1" + b"}" * 70, b"{" * 100_000],
)  # fmt: skip
def test_what_is_no_object_is_unreadable(body: bytes) -> None:
    with pytest.raises(encoding.Unreadable):
        encoding.loads(body)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (b'{"a":1,"b":2.50}', b' {"b": 2.50, "a": 1} ', True),
        (b'{"a":1}', b'{"a":2}', False),
        (b"<html>", b"<html>", True),
        (b"<html>", b"<html> ", False),
    ],
)
def test_a_message_is_known_by_what_it_says(one: bytes, other: bytes, same: bool) -> None:
    assert (encoding.fingerprint(one) == encoding.fingerprint(other)) is same


def test_a_body_is_laid_out_for_a_person() -> None:
    assert (
        encoding.legible(b'{"a":[1,2.50],"b":{}}')
        == '{\n  "a": [\n    1,\n    2.50\n  ],\n  "b": {}\n}'
    )
    assert encoding.legible(b"<html>\xff") == "<html>\ufffd"
