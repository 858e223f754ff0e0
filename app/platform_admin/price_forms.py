"""What the operator types about plans and their prices. Shape only; the rules of prices refuse the rest."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms.widgets import TextArea

from app.kernel.errors import DomainError
from app.kernel.forms import (
    ChoiceField,
    CodeField,
    DayField,
    Form,
    MoneyField,
    QuantityField,
    TypedField,
    WordsField,
)
from app.kernel.money import ZERO, money
from app.kernel.pagewords import latin_digits
from app.plans.pricing import KINDS, Price, Tier
from app.plans.selling import NewPlan
from app.plans.wording import KINDS as KIND_LABELS

OPEN_END = "*"
MOST_CLAIMS = 10_000_000


class TiersField(TypedField):
    """Steps of a price by the claim, one a line: up to which claim, and rials; the last begins with a star."""

    widget = TextArea()

    def read(self, text: str) -> tuple[Tier, ...]:
        """The steps, in their order; whether they rise is a rule's to say."""
        try:
            return tuple(_tier(line) for line in latin_digits(text).splitlines() if line.strip())
        except (ValueError, DomainError):
            raise ValueError(
                _("%(field)s cannot be read. Write one step a line, such as 100 0.150, the last as * 0.100.", field=self._name())
            ) from None  # fmt: skip

    def write(self, value: tuple[Tier, ...]) -> str:
        """As they would be typed."""
        return "\n".join(f"{one.up_to or OPEN_END} {one.unit_price}" for one in value)


def _tier(line: str) -> Tier:
    end, amount = re.split(r"[\s:]+", line.strip(), maxsplit=1)
    up_to = None if end == OPEN_END else int(end)
    if up_to is not None and not 0 < up_to <= MOST_CLAIMS:
        raise ValueError(end)
    return Tier(up_to, money(amount))


class PlanForm(Form):
    """A plan or an add-on before it has a price."""

    code = CodeField(lazy_gettext("Code"), longest=30, upper=False)
    kind = ChoiceField(lazy_gettext("Kind"))
    name_en = WordsField(lazy_gettext("Name in English"), longest=60)
    name_ar = WordsField(lazy_gettext("Name in Arabic"), longest=60)
    trial_claims = QuantityField(
        lazy_gettext("Free claims of the trial"), required=False, places=0, most=1000
    )
    claims_limit = QuantityField(
        lazy_gettext("Claims a month that it foresees"),
        required=False,
        places=0,
        least=1,
        most=1_000_000,
    )

    def offer(self) -> None:
        """The kinds, in the page's language."""
        self.kind.choices = [(kind, _(KIND_LABELS[kind])) for kind in KINDS]

    def to_new(self) -> NewPlan:
        """What was typed."""
        limit: Decimal | None = self.claims_limit.data
        return NewPlan(
            code=self.code.data, kind=self.kind.data, name_en=self.name_en.data, name_ar=self.name_ar.data,
            trial_claims=int(self.trial_claims.data or 0), claims_limit=int(limit) if limit else None,
        )  # fmt: skip


class PriceForm(Form):
    """What a month costs from a first of a month on."""

    valid_from = DayField(lazy_gettext("Begins on"))
    flat = MoneyField(lazy_gettext("Monthly fee"), required=False)
    seat = MoneyField(lazy_gettext("Fee by user"), required=False)
    included_seats = QuantityField(
        lazy_gettext("Users without a fee"), required=False, places=0, most=10_000
    )
    tiers = TiersField(lazy_gettext("Steps by accepted claim"), required=False)
    minimum = MoneyField(lazy_gettext("Minimum of a month"), required=False)
    cap = MoneyField(lazy_gettext("Cap of a month"), required=False)

    def to_price(self, today: date) -> Price:
        """What was typed, announced today."""
        return Price(
            valid_from=self.valid_from.data, announced_on=today, flat=self.flat.data or ZERO,
            seat=self.seat.data or ZERO, included_seats=int(self.included_seats.data or 0),
            tiers=self.tiers.data or (), minimum=self.minimum.data or ZERO, cap=self.cap.data,
        )  # fmt: skip
