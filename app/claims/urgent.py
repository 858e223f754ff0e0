"""Which claims of a kind are read for the first page: what runs out first, what is dearest, what is over.

A kind may hold thousands; each of the three is read by an index, and no more than a page of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import lazyload

from app.claims.models import Claim
from app.claims.states import ADJUDICATED, DENIED, PARTIAL
from app.claims.windows import Window, filing_window, next_window
from app.contracts.models import Contract
from app.contracts.rules import in_force
from app.kernel.clock import MUSCAT, muscat_day, today
from app.kernel.db import db
from app.kernel.paging import in_any

# Written as the index of the dearest says it.
UNAPPROVED = Claim.payer_share - func.coalesce(Claim.approved, 0)
NOT_APPROVED = and_(
    Claim.status == ADJUDICATED,
    Claim.adjudication.in_((PARTIAL, DENIED)),
    Claim.followed_by_id.is_(None),
)


@dataclass(frozen=True)
class Kind:
    """Claims that wait for the same; of judged ones the window runs from the decision, else from the service."""

    condition: ColumnElement[bool]
    judged: bool = False

    @property
    def worth(self) -> Any:
        """Rials at stake, as the index has them."""
        return UNAPPROVED if self.judged else Claim.payer_share

    def begun_since(self, day: date) -> ColumnElement[bool]:
        """The condition that the window opened on this day or later."""
        if self.judged:
            return Claim.judged_at >= datetime.combine(day, time(), MUSCAT)
        return Claim.service_date >= day


def read(kinds: Iterable[Kind], limit: int) -> list[tuple[Claim, int | None]]:
    """Of each kind the `limit` that run out first, that are dearest, and that are over and dearest; each claim once.

    With the days left in the window that runs for it; None where no window is known.
    """
    contracts = contracts_with()
    lists = [one for kind in kinds for one in _lists(kind, contracts, limit)]
    query = select(Claim).where(in_any(Claim.id, lists)).options(lazyload("*"))
    return [(one, days_left(one, contracts)) for one in db.session.scalars(query)]


def contracts_with() -> dict[UUID, list[Contract]]:
    """Payer -> the contracts with it; a clinic has few."""
    found: dict[UUID, list[Contract]] = defaultdict(list)
    for contract in db.session.scalars(select(Contract)):
        found[contract.payer_id].append(contract)
    return found


def days_left(claim: Any, contracts: dict[UUID, list[Contract]]) -> int | None:
    """Days left in the window that runs for a claim now, negative after it; None where no window is known."""
    contract = in_force(contracts.get(claim.payer_id, ()), claim.service_date)
    return window_of(claim, contract).left(today())


def window_of(claim: Any, contract: Contract | None) -> Window:
    """The window that runs for a claim now: to answer a decision, else to send it."""
    if claim.status == ADJUDICATED and claim.judged_at is not None:
        return next_window(contract, muscat_day(claim.judged_at))
    return filing_window(contract, claim.service_date)


def _lists(kind: Kind, contracts: dict[UUID, list[Contract]], limit: int) -> Iterator[Select[Any]]:
    days = {
        payer_id: most
        for payer_id, some in contracts.items()
        if (most := _longest(some, judged=kind.judged))
    }
    in_time = or_(
        false(),
        *(
            and_(Claim.payer_id == payer_id, kind.begun_since(today() - timedelta(days=most)))
            for payer_id, most in days.items()
        ),
    )
    has_window = Claim.payer_id.in_(days)
    dearest = kind.worth.desc()
    reads = (
        (in_time, (Claim.service_date, Claim.id)),
        (or_(in_time, ~has_window), (dearest,)),
        (and_(has_window, ~in_time), (dearest,)),
    )  # fmt: skip
    for condition, order in reads if days else reads[1:2]:
        yield select(Claim.id).where(kind.condition, condition).order_by(*order).limit(limit)


def _longest(contracts: list[Contract], *, judged: bool) -> int | None:
    """The most days that any contract with a payer gives; None where one of them names none."""
    day = today()
    given = [(next_window(one, day).left(day) if judged else one.filing_days) for one in contracts]
    known = [most for most in given if most]
    return max(known) if known and len(known) == len(given) else None
