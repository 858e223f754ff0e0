"""What is owed and when it may come, and each month's claims, remittances and bank side by side."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Integer, cast, func, select, type_coerce

from app.kernel.clock import today
from app.kernel.db import db
from app.kernel.money import ZERO, total
from app.remittances import forecasting
from app.remittances.forecasting import Owed, Speed, Week
from app.remittances.models import ClaimAccount, Remittance
from app.remittances.states import PUT_AWAY

HISTORY = timedelta(days=365)
MOST_HISTORY = 500
MONTHS = 12


@dataclass(frozen=True)
class PayerAge:
    """What a payer owes by age, its sum, and how fast it pays; None while nobody can tell."""

    payer_id: UUID
    buckets: list[Decimal]
    speed: Speed | None

    @property
    def together(self) -> Decimal:
        return total(self.buckets)


@dataclass(frozen=True)
class Outlook:
    """All that is owed: by payer and age, by week and later, and what no pace is known for."""

    payers: list[PayerAge]
    weeks: list[Week]
    later: Week
    without_history: Decimal

    @property
    def together(self) -> Decimal:
        return total(one.together for one in self.payers)

    @property
    def buckets(self) -> list[Decimal]:
        return [total(one.buckets[place] for one in self.payers) for place in range(len(forecasting.BUCKETS))]  # fmt: skip


def expected() -> Outlook:
    """What insurers owe now, how old it is, and when their own pace says that it comes."""
    owed = _owed()
    ages = forecasting.ageing(owed, today())
    speeds = {payer_id: forecasting.speed(_days(payer_id)) for payer_id in ages}
    *weeks, later = forecasting.expected_by_week(owed, speeds, today())
    without = total(one.amount for one in owed if speeds[one.payer_id] is None)
    payers = [PayerAge(key, buckets, speeds[key]) for key, buckets in ages.items()]
    return Outlook(sorted(payers, key=lambda one: -one.together), weeks, later, without)


def _owed() -> list[Owed]:
    """By payer and day of judgement: the accounts themselves are too many to bring."""
    query = (
        select(ClaimAccount.payer_id, ClaimAccount.judged_on, func.sum(ClaimAccount.outstanding))
        .where(ClaimAccount.outstanding != 0)
        .group_by(ClaimAccount.payer_id, ClaimAccount.judged_on)
    )
    return [Owed(*row) for row in db.session.execute(query)]


def _days(payer_id: UUID) -> list[int]:
    """Days from judgement to first payment of this payer's latest paid claims."""
    query = (
        select(type_coerce(ClaimAccount.first_paid_on - ClaimAccount.judged_on, Integer))
        .where(
            ClaimAccount.payer_id == payer_id, ClaimAccount.first_paid_on > today() - HISTORY
        )
        .order_by(ClaimAccount.first_paid_on.desc())
        .limit(MOST_HISTORY)
    )  # fmt: skip
    return list(db.session.scalars(query))


@dataclass(frozen=True)
class Month:
    """A month three ways, in OMR: what was approved, what was remitted, what the bank shows."""

    begins: date
    approved: Decimal
    remitted: Decimal
    banked: Decimal

    @property
    def missing(self) -> Decimal:
        """Remitted and not on any statement."""
        return self.remitted - self.banked


def months() -> list[Month]:
    """The last twelve months, the newest first."""
    begins = _months_back(MONTHS - 1)
    approved = _by_month(ClaimAccount.judged_on, func.sum(ClaimAccount.approved), begins)
    remitted, banked = _remitted(begins), _remitted(begins, Remittance.bank_line_id.is_not(None))
    found = [_months_back(n) for n in range(MONTHS)]
    return [Month(one, approved[one], remitted[one], banked[one]) for one in found]


def _remitted(begins: date, *more: Any) -> dict[date, Decimal]:
    """What insurers say they paid, after what they kept, by the day they say; what waits as a whole is left out.

    What the bank shows is counted on that day too, so that both figures of a month speak of the same payments.
    """
    stands = (Remittance.status != PUT_AWAY, Remittance.problem.is_(None))
    return _by_month(Remittance.paid_on, func.sum(Remittance.amount), begins, *stands, *more)


def _by_month(day: Any, amount: Any, begins: date, *conditions: Any) -> dict[date, Decimal]:
    month = cast(func.date_trunc("month", day), Date)
    query = select(month, amount).where(day >= begins, *conditions).group_by(month)
    found: dict[date, Decimal] = defaultdict(lambda: ZERO)
    found.update(dict(db.session.execute(query).all()))
    return found


def _months_back(count: int) -> date:
    first = today().replace(day=1)
    for _ in range(count):
        first = (first - timedelta(days=1)).replace(day=1)
    return first
