"""Codes of an authenticator app (TOTP, RFC 6238). Pure: secrets, codes and moments come in."""

from __future__ import annotations

import hmac
from datetime import datetime

import pyotp

DIGITS = 6
STEP_SECONDS = 30
# One step either way, for clocks that differ: a code is good for at most ninety seconds.
DRIFT_STEPS = 1


def new_secret() -> str:
    """A secret of 160 bits in base 32."""
    return pyotp.random_base32()


def in_groups(secret: str) -> str:
    """The secret as a person types it: groups of four."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def uri(secret: str, *, account: str, issuer: str) -> str:
    """What an authenticator app reads from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=issuer)


def step_at(moment: datetime) -> int:
    """The number of the time step in which an aware moment falls."""
    return int(moment.timestamp()) // STEP_SECONDS


def code_at(secret: str, step: int) -> str:
    """The code of a step."""
    return pyotp.TOTP(secret).generate_otp(step)


def verify(secret: str, code: str, last_step: int | None, *, at: datetime) -> int | None:
    """The step a code belongs to, or None when it is wrong, too old or was used.

    Keep the step and hand it in as `last_step` next time: no code, and none older, is taken twice.
    """
    typed = _typed(code)
    present = step_at(at)
    found = None
    # All steps are looked at, so that the time of the answer does not tell which one fitted.
    for step in range(max(present - DRIFT_STEPS, 0), present + DRIFT_STEPS + 1):
        fits = hmac.compare_digest(code_at(secret, step).encode(), typed.encode())
        if fits and (last_step is None or step > last_step):
            found = step
    return found


def _typed(code: str) -> str:
    """The code without the gaps people type, in ASCII digits; what is no code stays wrong."""
    bare = "".join(code.split()).replace("-", "")
    is_code = bare.isdecimal() and len(bare) == DIGITS
    return f"{int(bare):0{DIGITS}d}" if is_code else ""
