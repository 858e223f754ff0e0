"""Token buckets in PostgreSQL: every process slows down the same guesser.

A bucket's key is a keyed hash, so that the table tells nobody who was guessed at.
"""

from __future__ import annotations

import hashlib
import hmac
import math
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv4Address, ip_address, ip_network

from flask import current_app
from sqlalchemy import text
from sqlalchemy.engine import Connection

from app.kernel.db import db

# Where the bucket lacks a whole token the row stays as it is and nothing is returned:
# hammering does not push the next try further away.
TAKE = text(
    "INSERT INTO throttle_buckets AS b (key, tokens, refilled_at) "
    "VALUES (:key, :capacity - 1, :at) ON CONFLICT (key) DO UPDATE SET "
    "tokens = least(:capacity, b.tokens + :rate * greatest(0, extract(epoch FROM :at - b.refilled_at))) - 1, "
    "refilled_at = :at "
    "WHERE least(:capacity, b.tokens + :rate * greatest(0, extract(epoch FROM :at - b.refilled_at))) >= 1 "
    "RETURNING tokens"
)
SECONDS_LEFT = text(
    "SELECT (1 - tokens) / :rate - extract(epoch FROM :at - refilled_at) "
    "FROM throttle_buckets WHERE key = :key"
)
GIVE_BACK = text(
    "UPDATE throttle_buckets SET tokens = least(:capacity, tokens + 1) WHERE key = :key"
)
FORGET = text("DELETE FROM throttle_buckets WHERE refilled_at < :before")


# What one household or one office is given of the sixth version of the Internet.
V6_PREFIX = 64


def whose_address(address: str) -> str:
    """Who stands behind an address: of IPv6 the network, in which anybody has more addresses than can be counted."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if isinstance(known, IPv4Address):
        return str(known)
    if known.ipv4_mapped is not None:
        return str(known.ipv4_mapped)
    return str(ip_network((known, V6_PREFIX), strict=False))


@dataclass(frozen=True)
class Bucket:
    """So many tries at once, then one every so many seconds; `whose` says whose tries they are."""

    purpose: str
    whose: str
    capacity: int
    seconds_per_token: float

    @property
    def key(self) -> str:
        secret = str(current_app.secret_key).encode()
        return hmac.new(
            secret, f"throttle/{self.purpose}/{self.whose}".encode(), hashlib.sha256
        ).hexdigest()

    @property
    def values(self) -> dict[str, object]:
        """What the statements need; `rate` is in tokens a second."""
        return {
            "key": self.key,
            "capacity": float(self.capacity),
            "rate": 1 / self.seconds_per_token,
        }


def take(*buckets: Bucket, at: datetime) -> int:
    """Take a token from each bucket, in order. Returns 0, or the seconds to wait; then none is taken."""
    with db.engine.connect() as connection:
        for bucket in buckets:
            if connection.execute(TAKE, {**bucket.values, "at": at}).first() is None:
                wait = _seconds_left(connection, bucket, at)
                connection.rollback()
                return wait
        connection.commit()
    return 0


def give_back(*buckets: Bucket) -> None:
    """Put back what a try took that turned out to be no guess."""
    with db.engine.begin() as connection:
        for bucket in buckets:
            connection.execute(GIVE_BACK, bucket.values)


def forget(before: datetime) -> None:
    """Drop buckets untouched since; they are full again."""
    with db.engine.begin() as connection:
        connection.execute(FORGET, {"before": before})


def _seconds_left(connection: Connection, bucket: Bucket, at: datetime) -> int:
    left = connection.execute(SECONDS_LEFT, {**bucket.values, "at": at}).scalar_one()
    return max(1, math.ceil(left))
