"""Printed recovery codes: ten, each opens the door once. Pure; only their keyed hashes are kept."""

from __future__ import annotations

import secrets

from app.kernel.crypto import blind_index

HOW_MANY = 10
# Without 0, o, 1, l and i, so that nobody mistakes what was printed.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP = 3, 4


def new_codes() -> list[str]:
    """Ten different codes of about 59 bits each, in groups."""
    codes: set[str] = set()
    while len(codes) < HOW_MANY:
        codes.add(_new_code())
    return sorted(codes)


def hash_of(key: bytes, owner: str, code: str) -> str:
    """What is kept of a code; the same code of two people has two hashes. `key` lives outside the database."""
    return blind_index(key, f"{owner} {_typed(code)}", purpose="recovery code")


def _new_code() -> str:
    letters = [secrets.choice(ALPHABET) for _ in range(GROUPS * GROUP)]
    return "-".join("".join(letters[at : at + GROUP]) for at in range(0, len(letters), GROUP))


def _typed(code: str) -> str:
    return "".join(letter for letter in code.casefold() if letter in ALPHABET)
