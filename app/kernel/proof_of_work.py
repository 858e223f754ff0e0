"""A puzzle that costs a browser a second and the server nothing: find a number whose hash begins with zeros. Pure.

The puzzle is signed, says whose it is and until when; it is kept nowhere.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

BITS = 13
GOOD_FOR = timedelta(hours=2)
LONGEST_ANSWER = 12


def puzzle(secret: str, subject: str, moment: datetime) -> str:
    """A puzzle for one subject, to be solved within two hours."""
    until = int((moment + GOOD_FOR).timestamp())
    return f"{until}.{_signature(secret, subject, until)}"


def is_solved(secret: str, subject: str, given: str, answer: str, moment: datetime) -> bool:
    """Whether this is our puzzle for the subject, still good, and the answer solves it."""
    until, _, signature = given.partition(".")
    if not (until.isascii() and until.isdigit() and len(until) <= LONGEST_ANSWER):
        return False
    if not (answer.isascii() and answer.isdigit() and len(answer) <= LONGEST_ANSWER):
        return False
    is_ours = hmac.compare_digest(
        signature.encode(), _signature(secret, subject, int(until)).encode()
    )
    return is_ours and moment.timestamp() <= int(until) and zeros(f"{given}.{answer}") >= BITS


def zeros(text: str) -> int:
    """How many zero bits the SHA-256 of a text begins with."""
    return 256 - int.from_bytes(hashlib.sha256(text.encode()).digest(), "big").bit_length()


def _signature(secret: str, subject: str, until: int) -> str:
    words = f"proof-of-work/{subject}/{until}".encode()
    return hmac.new(secret.encode(), words, hashlib.sha256).hexdigest()[:32]
