"""Envelope encryption and blind indexes: pure functions over keys and bytes."""

from __future__ import annotations

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_NONCE_BYTES = 12


class CannotOpen(Exception):
    """The bytes were not sealed with this key for this place, or were changed."""


def new_key() -> bytes:
    """Thirty-two random bytes."""
    return os.urandom(KEY_BYTES)


def seal(key: bytes, plain: bytes, *, place: str) -> bytes:
    """Encrypt with AES-256-GCM; `place` (tenant, table, column, row) is bound to the result."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, place.encode())


def unseal(key: bytes, sealed: bytes, *, place: str) -> bytes:
    """The plain bytes; raises CannotOpen when key, place or bytes are not the right ones."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], place.encode())
    except (InvalidTag, ValueError) as error:
        raise CannotOpen(place) from error


def derived_key(master: bytes, purpose: str) -> bytes:
    """A key of its own for one purpose of the house, from the key that lives outside the database."""
    return hmac.new(master, f"derived/{purpose}".encode(), hashlib.sha256).digest()


def blind_index(key: bytes, text: str, *, purpose: str) -> str:
    """A keyed hash by which an encrypted value can be looked up, and nothing else be learned."""
    return hmac.new(key, f"{purpose}\x00{text}".encode(), hashlib.sha256).hexdigest()
