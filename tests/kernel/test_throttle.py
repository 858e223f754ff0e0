"""Token buckets: the time is passed in, so that every edge is exact."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from app.kernel import throttle
from app.kernel.db import db
from app.kernel.throttle import Bucket

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SLOW = Bucket("test", "amal@noor.example", capacity=3, seconds_per_token=60)


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def test_a_bucket_gives_what_it_holds_then_one_a_minute(context):
    # fmt: off
    table = [  # seconds, wait
        (0,    0), (0, 0), (0, 0),  # full: three at once
        (0,   60), (30, 30), (59, 1),
        (60,   0), (60, 60),
        (180,  0), (180, 0), (180, 60),
        (9999, 0), (9999, 0), (9999, 0), (9999, 60),  # never more than it holds
    ]
    # fmt: on
    assert [(at, throttle.take(SLOW, at=after(at))) for at, _ in table] == table


def test_hammering_does_not_push_the_next_try_away(context):
    for _ in range(3):
        throttle.take(SLOW, at=NOON)
    for second in range(1, 60):
        assert throttle.take(SLOW, at=after(second)) == 60 - second
    assert throttle.take(SLOW, at=after(60)) == 0


def test_when_one_bucket_refuses_none_is_drained(context):
    wide = Bucket("test", "203.0.113.7", capacity=10, seconds_per_token=60)
    for _ in range(3):
        assert throttle.take(wide, SLOW, at=NOON) == 0
    for _ in range(5):
        assert throttle.take(wide, SLOW, at=NOON) == 60
    assert [throttle.take(wide, at=NOON) for _ in range(8)] == [0] * 7 + [60]


def test_what_was_no_guess_is_given_back_but_never_more_than_it_holds(context):
    throttle.take(SLOW, at=NOON)
    for _ in range(5):
        throttle.give_back(SLOW)
    assert [throttle.take(SLOW, at=NOON) for _ in range(4)] == [0, 0, 0, 60]


def test_a_clock_that_went_back_gives_nothing(context):
    for _ in range(3):
        throttle.take(SLOW, at=NOON)
    assert throttle.take(SLOW, at=after(-3600)) > 0


def test_buckets_are_apart_and_tell_nobody_whose_they_are(context):
    other = Bucket("test", "badr@noor.example", capacity=3, seconds_per_token=60)
    for _ in range(4):
        throttle.take(SLOW, at=NOON)
    assert throttle.take(other, at=NOON) == 0
    keys = db.session.execute(text("SELECT key FROM throttle_buckets")).scalars().all()
    assert len(keys) == 2
    assert all(len(key) == 64 and "amal" not in key for key in keys)


def test_a_crowd_gets_no_more_than_the_bucket_holds(app):
    def one(_: int) -> int:
        with app.app_context():
            return throttle.take(SLOW, at=NOON)

    with ThreadPoolExecutor(4) as crowd:
        waits = list(crowd.map(one, range(24)))
    assert waits.count(0) == 3


def test_old_buckets_are_forgotten(context):
    throttle.take(SLOW, at=NOON)
    throttle.forget(before=NOON)
    assert db.session.execute(text("SELECT count(*) FROM throttle_buckets")).scalar_one() == 1
    db.session.rollback()
    throttle.forget(before=after(1))
    assert db.session.execute(text("SELECT count(*) FROM throttle_buckets")).scalar_one() == 0


@pytest.mark.parametrize(
    ("address", "whose"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", ""),
    ],
)
def test_one_network_of_the_sixth_version_is_one_guesser(address, whose):
    assert throttle.whose_address(address) == whose
