"""What an owner wants a month to come to at most. It only warns: nothing stops when it is reached. Verbs flush."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from app.audit.trail import note
from app.kernel.clock import today
from app.kernel.db import db
from app.plans import books
from app.plans.accounts import Account
from app.plans.errors import BudgetEmpty
from app.plans.invoicing import lines_of, sums
from app.plans.meter import ALERTS
from app.plans.models import Budget
from app.plans.proration import Month
from app.tenants.scope import actor_id, current_tenant_id


@dataclass(frozen=True)
class Spent:
    """What the running month has come to beside the budget, in rials with VAT; `alert` is 80 or 100 once reached."""

    so_far: Decimal
    budget: Decimal

    @property
    def percent(self) -> int:
        """Whole per cent, rounded down."""
        return int(self.so_far * 100 // self.budget)

    @property
    def alert(self) -> int | None:
        """The highest alert that was reached."""
        reached = [alert for alert in ALERTS if self.percent >= alert]
        return reached[-1] if reached else None


def say(amount: Decimal | None) -> None:
    """A month may come to so much with VAT; None: no budget any more. The same again writes nothing.

    Raises BudgetEmpty for nothing and less.
    """
    if amount is not None and amount <= 0:
        raise BudgetEmpty
    books.one_at_a_time(current_tenant_id())
    if amount == budget():
        return
    db.session.add(Budget(amount=amount, said_by=actor_id()))
    db.session.flush()
    note("plan.budget_said", "tenant", current_tenant_id(), amount=None if amount is None else str(amount))  # fmt: skip


def budget() -> Decimal | None:
    """What the owner of the present tenant said last; None where nothing was said."""
    newest = select(Budget.amount).order_by(Budget.said_at.desc(), Budget.id.desc()).limit(1)
    return db.session.scalar(newest)


def spent(account: Account) -> Spent | None:
    """The running month beside the budget; None without one."""
    most = budget()
    if most is None:
        return None
    running = sums(lines_of(books.catalogue(), account, Month.of(today())))
    return Spent(running.gross, most)
