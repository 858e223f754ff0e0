"""Amounts in Omani rials: Decimals with three places, rounded once and by one rule."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from app.kernel.errors import DomainError
from app.kernel.words import N_

ZERO = Decimal("0.000")
BAISA = Decimal("0.001")
LARGEST = Decimal("999999999999999.999")


class NotMoney(DomainError):
    """The text or number is no amount that a NUMERIC(18,3) column can hold exactly."""

    sentence = N_(
        "“%(value)s” is not an amount. Write rials with at most three decimals, such as 12.500."
    )


def money(value: str | Decimal | int) -> Decimal:
    """The exact amount with three decimals; never rounds. Raises NotMoney."""
    if isinstance(value, bool) or not isinstance(value, (str, Decimal, int)):
        raise NotMoney(value=value)
    try:
        amount = Decimal(value.strip() if isinstance(value, str) else value)
    except InvalidOperation as error:
        raise NotMoney(value=value) from error
    if not amount.is_finite() or abs(amount) > LARGEST or decimals(amount) > 3:
        raise NotMoney(value=value)
    return amount.quantize(BAISA) + ZERO


def decimals(amount: Decimal) -> int:
    """How many places after the point the amount really uses: 1.500 uses one."""
    _, digits, exponent = amount.as_tuple()
    if not isinstance(exponent, int) or not any(digits):
        return 0
    idle = len(digits) - len("".join(map(str, digits)).rstrip("0"))
    return max(0, -exponent - idle)


def round_baisa(amount: Decimal) -> Decimal:
    """Half a baisa goes up, away from zero: the only rounding in the house."""
    return amount.quantize(BAISA, rounding=ROUND_HALF_UP) + ZERO


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The sum; of nothing, 0.000."""
    return sum(amounts, ZERO)


def to_baisa(amount: Decimal) -> int:
    """The amount as whole baisa; raises NotMoney for fractions of one."""
    return int(money(amount).scaleb(3))


def from_baisa(baisa: int) -> Decimal:
    """Whole baisa as an amount in rials."""
    return money(Decimal(baisa).scaleb(-3))
