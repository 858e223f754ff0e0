"""The mailbox between clinics and pharmacies: reached only through the database's own functions, read only with the token.

Neither side is told who the other is: each proves by a blind index under its own key that it put or holds a letter.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import text

from app.kernel.db import db
from app.prescribing.tokens import Token
from app.tenants.keys import index_of

LYING, HANDED_OVER, TAKEN, WITHDRAWN, RUN_OUT, UNKNOWN = "lying", "handed_over", "taken", "withdrawn", "run_out", "unknown"  # fmt: skip

_PUT = text("SELECT prescription_mailbox_put(:lookup, :proof, :body, :expires_on)")
_TAKE = text("SELECT outcome, body FROM prescription_mailbox_take(:lookup, :proof)")
_GIVE_BACK = text("SELECT prescription_mailbox_give_back(:lookup, :proof, :body)")
_WITHDRAW = text("SELECT prescription_mailbox_withdraw(:lookup, :proof)")
_STATES = text(
    "SELECT lookup, state FROM prescription_mailbox_states("
    "CAST(:lookups AS bytea[]), CAST(:proofs AS bytea[]))"
)


def put(token: Token, letter: str, expires_on: date) -> None:
    """Lay a letter down until the day is over."""
    values = {"body": token.seal(letter), "expires_on": expires_on}
    db.session.execute(_PUT, {"lookup": token.lookup, "proof": _sender(token), **values})


def take(token: Token) -> tuple[str, str]:
    """The letter, handed out once: (handed_over, letter), or why not: unknown, taken, withdrawn, run_out."""
    outcome, body = db.session.execute(
        _TAKE, {"lookup": token.lookup, "proof": _holder(token)}
    ).one()
    return outcome, token.open(bytes(body)) if body is not None else ""


def give_back(token: Token, letter: str) -> bool:
    """Let another have what is left of a letter that we hold; False where we do not."""
    values = {"lookup": token.lookup, "proof": _holder(token), "body": token.seal(letter)}
    return bool(db.session.scalar(_GIVE_BACK, values))


def withdraw(token: Token) -> str:
    """Take back what nobody holds: withdrawn, or why not: taken, unknown."""
    return str(db.session.scalar(_WITHDRAW, {"lookup": token.lookup, "proof": _sender(token)}))


def states(tokens: Sequence[Token]) -> list[str]:
    """How each letter of ours fares: lying, taken, withdrawn, run_out; unknown where it is gone or not ours."""
    asked = {"lookups": [one.lookup for one in tokens], "proofs": [_sender(one) for one in tokens]}
    found = {bytes(lookup): state for lookup, state in db.session.execute(_STATES, asked)}
    return [found.get(one.lookup, UNKNOWN) for one in tokens]


def _sender(token: Token) -> bytes:
    return bytes.fromhex(index_of(token.plain, purpose="prescription-sender"))


def _holder(token: Token) -> bytes:
    return bytes.fromhex(index_of(token.plain, purpose="prescription-holder"))
