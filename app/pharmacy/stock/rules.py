"""Which units may be supplied and from which batch first: pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from app.kernel.money import ZERO, round_baisa

RECEIVED, SUPPLIED, PUT_BACK, COUNTED = "received", "supplied", "put_back", "counted"
ADJUSTED, RETURNED, SENT, ARRIVED = "adjusted", "returned", "sent", "arrived"
KINDS = (RECEIVED, SUPPLIED, PUT_BACK, COUNTED, ADJUSTED, RETURNED, SENT, ARRIVED)

EXPIRED, RECALLED = "expired", "recalled"
ADJUST_REASONS = ("damaged", "broken", "lost", "stolen", "found", "expired_destroyed", "own_use", "entry_error")  # fmt: skip
# What is gone for good and nobody pays for.
LOSS_REASONS = ("damaged", "broken", "lost", "stolen", "expired_destroyed")
RETURN_REASONS = ("expired", "recalled", "damaged", "ordered_too_much", "wrong_item")
RECALL_REASONS = ("manufacturer", "regulator", "suspected_fault")
LIFT_REASONS = ("withdrawn_by_source", "entered_by_mistake")
OUTLOOK_DAYS = (30, 60, 90, 180)


@dataclass(frozen=True)
class BatchOnHand:
    """Units of a batch in one branch; `kept_back` says why none of them may be supplied, or is empty."""

    batch_id: UUID
    lot: str
    expires_on: date
    units: Decimal
    unit_cost: Decimal
    kept_back: str = ""


@dataclass(frozen=True)
class Pick:
    """Units to be taken from a batch."""

    batch_id: UUID
    units: Decimal


def why_kept_back(expires_on: date, *, recalled: bool, on: date) -> str:
    """Why a batch may not be supplied on a day: recalled, expired, or "" where it may."""
    if recalled:
        return RECALLED
    return EXPIRED if expires_on < on else ""


def pick(
    batches: Iterable[BatchOnHand], units: Decimal, in_hand: Sequence[Pick] = ()
) -> tuple[Pick, ...]:
    """From which batches to take units: the boxes in the hand, then first expiry first; nothing that is kept back.

    Comes to less than `units` where there is not enough.
    """
    scanned = {one.batch_id: one.units for one in in_hand}
    usable = [one for one in batches if not one.kept_back and one.units > 0]
    usable.sort(key=lambda one: (one.expires_on, one.lot, one.batch_id))
    taken = dict.fromkeys((one.batch_id for one in usable), ZERO)
    wishes = [(one, scanned.get(one.batch_id, ZERO)) for one in usable]
    missing = units
    for batch, most in wishes + [(one, one.units) for one in usable]:
        more = min(missing, most, batch.units - taken[batch.batch_id])
        taken[batch.batch_id] += more
        missing -= more
    return tuple(Pick(batch_id, many) for batch_id, many in taken.items() if many > 0)


def average_cost(held: Decimal, cost: Decimal, came: Decimal, paid: Decimal) -> Decimal:
    """What a unit cost on average after `came` units at `paid` joined those held; to the baisa."""
    if held <= 0:
        return paid
    return round_baisa((held * cost + came * paid) / (held + came))


def horizon(expires_on: date, today: date, steps: Sequence[int] = OUTLOOK_DAYS) -> int | None:
    """The smallest step of days within which a batch expires; 0 once expired, None beyond the last."""
    left = (expires_on - today).days
    if left < 0:
        return 0
    return next((step for step in steps if left <= step), None)


def lot_as_compared(text: str) -> str:
    """A lot as it is stored: without spaces around it, in capitals."""
    return text.strip().upper()


@dataclass(frozen=True)
class Earned:
    """What payers judged: so many units, and the OMR that payer and patients gave for them."""

    units: Decimal
    amount: Decimal


@dataclass(frozen=True)
class Margin:
    """A unit's price, cost and highest price allowed in OMR; what it earned once payers had answered."""

    price: Decimal
    cost: Decimal | None
    highest: Decimal | None
    earned: Decimal | None

    @property
    def over_highest(self) -> bool:
        """The price is above what the regulator allows."""
        return self.highest is not None and self.price > self.highest

    @property
    def below_cost(self) -> bool:
        """The price does not even cover what was paid."""
        return self.cost is not None and self.price < self.cost

    @property
    def after_answer(self) -> Decimal | None:
        """What remains of a unit after its cost, once payers had answered."""
        return None if self.cost is None or self.earned is None else self.earned - self.cost


def margin(
    price: Decimal, cost: Decimal | None, highest: Decimal | None, brought: Earned | None
) -> Margin:
    """The margin of a unit; cost and earnings rounded to the baisa."""
    has_units = brought is not None and brought.units > 0
    unit = round_baisa(brought.amount / brought.units) if brought and has_units else None
    return Margin(price, None if cost is None else round_baisa(cost), highest, unit)
