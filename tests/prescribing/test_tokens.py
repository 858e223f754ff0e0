"""The token on a slip: read however it was typed, refused when a sign is wrong, the only key to what lies under it."""

from __future__ import annotations

import pytest

from app.kernel.crypto import CannotOpen
from app.prescribing.tokens import ALPHABET, DamagedToken, looks_like_one, new_token, read_token


@pytest.fixture(scope="module")
def token():
    return new_token()


def test_a_token_is_read_however_it_was_typed(token):
    spelled = token.text[:2] + token.text[2:].replace("1", "l").replace("0", "o")
    typed = (token.text, token.text.lower(), f" {token.text} ", f"MQ{token.plain}", token.text.replace("-", " "), spelled)  # fmt: skip
    assert {read_token(text).plain for text in typed} == {token.plain}
    assert looks_like_one(token.text.lower())


def test_one_wrong_sign_is_noticed_nearly_always(token):
    wrong = [token.plain[:at] + other + token.plain[at + 1 :] for at in range(len(token.plain)) for other in ALPHABET if other != token.plain[at]]  # fmt: skip
    passed = 0
    for text in wrong:
        try:
            passed += bool(read_token(f"MQ{text}"))
        except DamagedToken:
            continue
    # Two signs check: one wrong text in a thousand fits by chance.
    assert passed <= len(wrong) // 100


@pytest.mark.parametrize("text", ["", "MQ", "MQ-12345", "ERX-1001", "MQ-" + "0" * 31, "MQ-" + "!" * 30])  # fmt: skip
def test_what_is_cut_off_or_foreign_is_damaged(text):
    with pytest.raises(DamagedToken):
        read_token(text)


def test_only_the_token_opens_what_it_sealed(token):
    sealed = token.seal("letter")
    assert (token.open(sealed), token.plain.encode() in sealed) == ("letter", False)
    with pytest.raises(CannotOpen):
        new_token().open(sealed)


def test_where_it_lies_tells_nothing_of_the_token(token):
    assert (len(token.lookup), token.lookup == new_token().lookup) == (32, False)
