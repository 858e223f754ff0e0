"""The units of a line: to come, supplied, owing, not supplied; together always what was prescribed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from app.kernel.money import ZERO
from app.pharmacy.prescriptions.errors import NothingToTakeBack, OverRemainder
from app.pharmacy.prescriptions.states import (
    CASH,
    NOT_SUPPLIED,
    OWING,
    PARTLY_SUPPLIED,
    SUPPLIED,
    TO_DISPENSE,
)


@dataclass(frozen=True, kw_only=True)
class Item:
    """A prescribed line in units. `cash` is the part of `supplied` that the patient paid whole."""

    prescribed: Decimal
    supplied: Decimal = ZERO
    owing: Decimal = ZERO
    not_supplied: Decimal = ZERO
    cash: Decimal = ZERO

    @property
    def to_come(self) -> Decimal:
        """Neither handed out, nor promised, nor given up."""
        return self.prescribed - self.supplied - self.owing - self.not_supplied

    @property
    def left(self) -> Decimal:
        """What may still be handed out: to come, and promised."""
        return self.to_come + self.owing

    @property
    def status(self) -> str:
        """How the line stands: one of `states.ITEM`."""
        if self.owing:
            return OWING
        if self.supplied == ZERO:
            return NOT_SUPPLIED if self.not_supplied == self.prescribed else TO_DISPENSE
        if self.supplied < self.prescribed:
            return PARTLY_SUPPLIED
        return CASH if self.cash == self.supplied else SUPPLIED

    def supply(self, units: Decimal, *, cash: bool = False) -> Item:
        """Hand units out, what was promised first; raises OverRemainder."""
        _within(units, self.left)
        kept = self.owing - min(units, self.owing)
        paid = self.cash + (units if cash else ZERO)
        return replace(self, supplied=self.supplied + units, owing=kept, cash=paid)

    def owe(self, units: Decimal) -> Item:
        """Promise units for later; raises OverRemainder."""
        _within(units, self.to_come)
        return replace(self, owing=self.owing + units)

    def give_up(self, units: Decimal) -> Item:
        """Units that will not be handed out, promised ones last; raises OverRemainder."""
        _within(units, self.left)
        from_owing = max(ZERO, units - self.to_come)
        return replace(self, owing=self.owing - from_owing, not_supplied=self.not_supplied + units)

    def pay_cash(self, units: Decimal) -> Item:
        """Units supplied for an insurer that the patient pays whole after all; raises OverRemainder."""
        _within(units, self.supplied - self.cash)
        return replace(self, cash=self.cash + units)

    def take_back(self, units: Decimal, *, cash: bool = False) -> Item:
        """Units that came back over the counter are to come again; raises NothingToTakeBack."""
        paid = self.cash - (units if cash else ZERO)
        if units > self.supplied or paid < ZERO:
            raise NothingToTakeBack
        return replace(self, supplied=self.supplied - units, cash=paid)


def _within(units: Decimal, most: Decimal) -> None:
    if not ZERO <= units <= most:
        raise OverRemainder(left=f"{most.normalize():f}", wanted=f"{units.normalize():f}")


def is_over(expires_on: date | None, on: date) -> bool:
    """Whether the prescription's last day is past."""
    return expires_on is not None and on > expires_on
