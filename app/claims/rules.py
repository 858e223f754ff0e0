"""Amounts, shares, deadlines, duplicates and what an answer means. Amounts in rials, pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from app.claims.errors import NothingJudged
from app.claims.states import APPROVED, DENIED, PARTIAL, PENDED
from app.claims.surroundings import SiblingFacts
from app.claims.values import ONE, STANDARD, LineDraft, LineFacts
from app.kernel.money import ZERO, from_baisa, round_baisa, to_baisa, total

VAT_RATE = Decimal("0.05")
HUNDRED = Decimal(100)


@dataclass(frozen=True, kw_only=True)
class LineAmounts:
    """What one line comes to; net = tax + price, net = patient share + payer share."""

    tax: Decimal
    net: Decimal
    patient_share: Decimal
    payer_share: Decimal


@dataclass(frozen=True, kw_only=True)
class ClaimAmounts:
    """What a claim comes to; each total is the sum of its lines."""

    lines: tuple[LineAmounts, ...]
    tax: Decimal
    net: Decimal
    patient_share: Decimal
    payer_share: Decimal


def line_price(quantity: Decimal, unit_price: Decimal, factor: Decimal = ONE) -> Decimal:
    """Quantity x unit price x factor, before tax, rounded once."""
    return round_baisa(quantity * unit_price * factor)


def tax_of(price: Decimal, vat_category: str, rate: Decimal = VAT_RATE) -> Decimal:
    """The value-added tax on a line's price; only the standard category bears any."""
    return round_baisa(price * rate) if vat_category == STANDARD else ZERO


def line_net(quantity: Decimal, unit_price: Decimal, factor: Decimal, tax: Decimal) -> Decimal:
    """Net of a line as the exchange computes it: price plus tax."""
    return line_price(quantity, unit_price, factor) + tax


def claim_total(nets: Iterable[Decimal]) -> Decimal:
    """Total of a claim: the sum of its lines' nets."""
    return total(nets)


def patient_shares(
    nets: Sequence[Decimal], percent: Decimal | None, maximum: Decimal | None = None
) -> tuple[Decimal, ...]:
    """The co-payment of each line; together they are the rounded, capped co-payment of the claim.

    Spare baisa go to the lines that rounding down has cut most, so no share exceeds its net.
    """
    if not percent:
        return (ZERO,) * len(nets)
    weights = [max(0, to_baisa(net)) for net in nets]
    whole = sum(weights)
    asked = to_baisa(round_baisa(from_baisa(whole) * min(percent, HUNDRED) / HUNDRED))
    if maximum is not None:
        asked = min(asked, max(0, to_baisa(round_baisa(maximum))))
    if not whole:
        return (ZERO,) * len(nets)
    parts = [asked * weight // whole for weight in weights]
    by_loss = sorted(range(len(nets)), key=lambda i: (-(asked * weights[i] % whole), i))
    for i in by_loss[: asked - sum(parts)]:
        parts[i] += 1
    return tuple(from_baisa(part) for part in parts)


def payer_share(net: Decimal, patient_share: Decimal) -> Decimal:
    """What is left for the payer."""
    return net - patient_share


def claim_amounts(
    lines: Sequence[LineDraft],
    copay_percent: Decimal | None = None,
    copay_max: Decimal | None = None,
    vat_rate: Decimal = VAT_RATE,
) -> ClaimAmounts:
    """Price, tax and shares of a draft; a share typed by a person stands as typed.

    A line without a price comes to nothing.
    """
    prices = [line_price(line.quantity, line.unit_price or ZERO, line.factor) for line in lines]
    taxes = [
        tax_of(price, line.vat_category, vat_rate)
        for price, line in zip(prices, lines, strict=True)
    ]
    nets = [price + tax for price, tax in zip(prices, taxes, strict=True)]
    shares = [
        computed if line.patient_share is None else line.patient_share
        for line, computed in zip(
            lines, patient_shares(nets, copay_percent, copay_max), strict=True
        )
    ]
    amounts = tuple(
        LineAmounts(tax=tax, net=net, patient_share=share, payer_share=payer_share(net, share))
        for tax, net, share in zip(taxes, nets, shares, strict=True)
    )
    return ClaimAmounts(
        lines=amounts,
        tax=total(taxes),
        net=claim_total(nets),
        patient_share=total(shares),
        payer_share=total(line.payer_share for line in amounts),
    )


def days_left(service_date: date, today: date, window_days: int) -> int:
    """Days in which the claim may still be sent, today included as 0; negative when too late."""
    return window_days - (today - service_date).days


def is_exact_duplicate(line: LineFacts, practitioner_licence: str, sibling: SiblingFacts) -> bool:
    """Same code, day, quantity and practitioner in another living claim."""
    return (
        line.code == sibling.code
        and line.service_date == sibling.service_date
        and line.quantity == sibling.quantity
        and practitioner_licence == sibling.practitioner_licence
    )


def is_near_duplicate(line: LineFacts, sibling: SiblingFacts, days: int) -> bool:
    """Same code within so many days, before or after."""
    return line.code == sibling.code and abs(line.service_date - sibling.service_date) <= timedelta(
        days=days
    )


def line_outcome(asked: Decimal, approved: Decimal) -> str:
    """How a line was judged when the answer gives amounts only."""
    if approved >= asked:
        return APPROVED
    return PARTIAL if approved > ZERO else DENIED


def adjudication_of(outcomes: Sequence[str]) -> str:
    """The claim's adjudication from its lines' outcomes. Raises NothingJudged for none."""
    if not outcomes:
        raise NothingJudged
    if PENDED in outcomes:
        return PENDED
    kinds = set(outcomes)
    return kinds.pop() if len(kinds) == 1 else PARTIAL
