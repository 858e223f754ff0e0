"""The token on a prescription's slip: random, typed without doubt, and the only key to the mailbox. Pure."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.kernel.crypto import KEY_BYTES, seal, unseal
from app.kernel.errors import DomainError
from app.kernel.words import N_

# Without I, L, O and U, which people and scanners take for others.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MARK, RANDOM, CHECK, GROUP = "MQ", 28, 2, 5
_LOOKS_LIKE = str.maketrans("OIL", "011")
_PLACE = "prescription-mailbox"


class DamagedToken(DomainError):
    """A sign of the token is wrong or missing."""

    sentence = N_("This code is damaged or mistyped. Scan the slip again, or type every sign of it.")  # fmt: skip
    field = "code"


@dataclass(frozen=True, repr=False)
class Token:
    """A whole token; `text` is how it is printed and typed."""

    plain: str

    @property
    def text(self) -> str:
        """In groups of five, as people read it."""
        groups = (self.plain[at : at + GROUP] for at in range(0, len(self.plain), GROUP))
        return "-".join([MARK, *groups])

    @property
    def lookup(self) -> bytes:
        """Where it lies in the mailbox; tells nothing of the token."""
        return hashlib.sha256(f"{_PLACE}/lookup/{self.plain}".encode()).digest()

    def seal(self, text: str) -> bytes:
        """The text so that only who has the token can read it."""
        return seal(self._key(), text.encode(), place=_PLACE)

    def open(self, sealed: bytes) -> str:
        """The text; raises CannotOpen."""
        return unseal(self._key(), sealed, place=_PLACE).decode()

    def _key(self) -> bytes:
        told = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=_PLACE.encode())
        return told.derive(self.plain.encode())


def new_token() -> Token:
    """A token nobody can guess: 140 random bits and two signs that check them."""
    random = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM))
    return Token(random + _check(random))


def looks_like_one(text: str) -> bool:
    """Whether somebody meant to type or scan a token of ours."""
    return re.sub(r"[\s-]", "", text).upper().startswith(MARK)


def read_token(text: str) -> Token:
    """The token however it was typed; raises DamagedToken."""
    plain = re.sub(r"[\s-]", "", text).upper().removeprefix(MARK).translate(_LOOKS_LIKE)
    is_whole = len(plain) == RANDOM + CHECK and set(plain) <= set(ALPHABET)
    if not is_whole or _check(plain[:RANDOM]) != plain[RANDOM:]:
        raise DamagedToken
    return Token(plain)


def _check(random: str) -> str:
    number = int.from_bytes(hashlib.sha256(random.encode()).digest()[:2], "big")
    return ALPHABET[number % 32] + ALPHABET[number // 32 % 32]
