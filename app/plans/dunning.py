"""From the day an invoice is due to read-only for new work. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

REMIND_ON = (0, 7, 14, 21)
WARN_ON, READ_ONLY_ON = 30, 45
STEPS = (*REMIND_ON, WARN_ON, READ_ONLY_ON)

CLEAR, REMINDED, WARNED, READ_ONLY = "clear", "reminded", "warned", "read_only"


@dataclass(frozen=True)
class Standing:
    """How late a tenant is, by its oldest invoice that is due and unpaid."""

    stage: str
    days: int = 0
    since: date | None = None

    @property
    def is_read_only(self) -> bool:
        """Whether new people and new reports wait for the payment; care never does."""
        return self.stage == READ_ONLY


def standing(due_days: Iterable[date], today: date) -> Standing:
    """Where a tenant stands whose unpaid invoices were due on these days."""
    oldest = min(due_days, default=None)
    if oldest is None or today < oldest:
        return Standing(CLEAR)
    late = (today - oldest).days
    if late >= READ_ONLY_ON:
        return Standing(READ_ONLY, late, oldest)
    return Standing(WARNED if late >= WARN_ON else REMINDED, late, oldest)


def step_due(due_on: date, today: date, done: Iterable[int]) -> int | None:
    """The newest step (days after the due day) that has not been taken; missed ones are not caught up."""
    late = (today - due_on).days
    reached = [step for step in STEPS if step <= late]
    return reached[-1] if reached and reached[-1] not in set(done) else None


def resumed(start: date, settled_on: date, today: date) -> date:
    """The day from which lateness counts on once a payment is taken off again.

    The days on which the invoice looked paid do not count. Whoever was later than the warning stands at the warning
    again: nobody waits for a payment on the day on which it was taken off.
    """
    late = min((settled_on - start).days, WARN_ON)
    return date.fromordinal(today.toordinal() - late)


def next_step(due_on: date, today: date) -> date | None:
    """The day of the next step, or None after the last."""
    late = (today - due_on).days
    coming = [step for step in STEPS if step > late]
    return date.fromordinal(due_on.toordinal() + coming[0]) if coming else None
