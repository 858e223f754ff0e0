"""Prices in the words of the page's language: what each part of a plan costs, before VAT and with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import ngettext

from app.kernel.money import round_baisa
from app.kernel.pagewords import digits_choice, language, money_text, number_text
from app.plans.invoicing import VAT_RATE
from app.plans.pricing import ADD_ON, Catalogue, Plan, Price, Tier

# A part of a price: for what, and the rials; None where nothing is asked.
Part = tuple[str, Decimal | None]


@dataclass(frozen=True, kw_only=True)
class Quote:
    """What a plan costs today, and what it will cost from a day that customers were told of."""

    code: str
    parts: list[Part]
    later: list[Part]
    later_from: date | None
    trial_claims: int
    claims_limit: int | None

    @property
    def taxed(self) -> list[Part]:
        """What it costs today with VAT."""
        return with_vat(self.parts)

    @property
    def later_taxed(self) -> list[Part]:
        """What it will cost with VAT."""
        return with_vat(self.later)


def with_vat(found: Iterable[Part]) -> list[Part]:
    """The same parts with VAT, each rounded like a line of this amount."""
    return [
        (words, None if net is None else net + round_baisa(net * VAT_RATE)) for words, net in found
    ]


def quotes(catalogue: Catalogue, codes: Iterable[str], today: date) -> dict[str, Quote]:
    """Code -> what it costs; plans whose first price has not begun are left out."""
    wanted = [catalogue.plan(code) for code in codes]
    return {one.code: quote(one, today) for one in wanted if has_price(one, today)}


def has_price(plan: Plan, today: date) -> bool:
    """Whether it can be chosen today."""
    return any(price.valid_from <= today for price in plan.prices)


def quote(plan: Plan, today: date) -> Quote:
    """Raises PlanUnknown before the first price."""
    later = plan.announced(today)
    return Quote(
        code=plan.code,
        parts=parts(plan.kind, plan.price_on(today)),
        later=parts(plan.kind, later) if later else [],
        later_from=later.valid_from if later else None,
        trial_claims=plan.trial_claims,
        claims_limit=plan.claims_limit,
    )


def parts(kind: str, price: Price) -> list[Part]:
    """Each part of a price with its amount; a price that asks for nothing says so."""
    found = list(_parts(kind, price))
    return found or [(_("Nothing to pay"), None)]


def _parts(kind: str, price: Price) -> Iterator[Part]:
    if price.flat:
        yield _("Each month") if kind != ADD_ON else _("The add-on, each month"), price.flat
    if price.seat:
        yield _seat(price.included_seats), price.seat
    yield from _claims(price.tiers)
    if price.minimum:
        yield _("Claims of a month, at least"), price.minimum
    if price.cap is not None:
        yield _("Claims of a month, at most"), price.cap


def _seat(included: int) -> str:
    if not included:
        return _("Each user, each month")
    return ngettext(
        "Each further user, each month; %(num)d is included",
        "Each further user, each month; %(num)d are included",
        included,
    )


def _claims(tiers: tuple[Tier, ...]) -> Iterator[Part]:
    begun = 0
    for tier in tiers:
        first = number_text(begun + 1, digits_choice())
        if tier.up_to is None:
            words = _("Each accepted claim") if not begun else _("Claims of a month from %(first)s on, each", first=first)  # fmt: skip
        else:
            last = number_text(tier.up_to, digits_choice())
            words = _("Claims %(first)s to %(last)s of a month, each", first=first, last=last)  # fmt: skip
            begun = tier.up_to
        yield words, tier.unit_price


def line(found: Quote) -> str:
    """A price in one line, for a choice; one of several parts stands whole in the list beside it."""
    if len(found.parts) > 1:
        return _("several parts, listed below")
    ((words, amount),) = found.parts
    return (
        words if amount is None else f"{words}: {money_text(amount, language(), digits_choice())}"
    )
