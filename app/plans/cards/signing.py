"""Whether a callback is the gateway's: HMAC-SHA256 over its second and its body, and not older than five minutes. Pure."""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import datetime

TOLERANCE_SECONDS = 300
_SIGNATURE = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})")


def is_signed(secret: str, signature: str, body: bytes, at: datetime) -> bool:
    """Whether the header `t=<second>,v1=<hex>` stands for this body, at this moment."""
    found = _SIGNATURE.fullmatch(signature)
    if found is None or abs(at.timestamp() - int(found[1])) > TOLERANCE_SECONDS:
        return False
    wanted = hmac.new(secret.encode(), found[1].encode() + b"." + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(wanted, found[2])
