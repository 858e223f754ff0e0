"""What makes a session end or lock, and a password fit. Pure: moments and names come in."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.access.errors import (
    PasswordTellsName,
    PasswordTooCommon,
    PasswordTooLong,
    PasswordTooShort,
)

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 128
SEEN_EVERY = timedelta(minutes=1)
PARKED_FOR = timedelta(hours=1)
# Long enough to pass the length rule, and on every published list.
COMMON_PASSWORDS = frozenset(
    """
    1234567890 12345678910 123456789a 0123456789 9876543210 0987654321 1111111111 0000000000
    1q2w3e4r5t 1qaz2wsx3edc qwertyuiop qwerty12345 qwerty123456 qwertyuiop123 asdfghjkl1 asdfghjkl123
    zxcvbnm123 password01 password12 password123 password1234 password12345 passw0rd123 p@ssw0rd123
    p@ssword123 welcome123 welcome1234 welcome2024 welcome2025 welcome2026 administrator admin12345
    admin123456 iloveyou12 iloveyou123 iloveyouforever letmein123 changeme123 secret1234 sunshine123
    princess123 football123 liverpool1 manchester muscat2024 muscat2025 muscat2026 oman123456
    oman1234567 sultanate1 abcdefghij abcd123456 abc1234567 aa12345678 a123456789 q1w2e3r4t5
    correcthorsebatterystaple
    """.split()  # noqa: SIM905 - forty quoted words would be harder to read
)


def is_idle(last_seen: datetime, now: datetime, idle_minutes: int) -> bool:
    """Whether nothing was heard of the person for so many minutes."""
    return now - last_seen >= timedelta(minutes=idle_minutes)


def is_fresh(proven: datetime | None, now: datetime, minutes: int) -> bool:
    """Whether the person proved who it is not longer ago than so many minutes."""
    return proven is not None and now - proven < timedelta(minutes=minutes)


def is_worth_noting(last_seen: datetime, now: datetime) -> bool:
    """Whether the last sign of life is old enough to be written again."""
    return now - last_seen >= SEEN_EVERY


def check_password(password: str, *, names: tuple[str, ...]) -> None:
    """Refuse a new password that is short, known to all, or tells one of the names.

    Raises PasswordTooShort, PasswordTooLong, PasswordTooCommon, PasswordTellsName.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise PasswordTooShort(shortest=SHORTEST_PASSWORD)
    if len(password) > LONGEST_PASSWORD:
        raise PasswordTooLong(longest=LONGEST_PASSWORD)
    folded = "".join(password.casefold().split())
    if folded in COMMON_PASSWORDS or len(set(folded)) < 4:
        raise PasswordTooCommon
    told = {part for name in names for part in name.casefold().split() if len(part) > 3}
    if any(part in folded for part in told):
        raise PasswordTellsName
