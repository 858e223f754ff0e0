"""The forms about cover."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from flask_babel import lazy_gettext as _l

from app.eligibility.rules import COVERED, NOT_COVERED, UNDETERMINED
from app.eligibility.wording import LABELS
from app.kernel.forms import ChoiceField, CodeField, DayField, Form
from app.patients.wording import payer_name
from app.reference.models import Payer


class DeskForm(Form):
    """One box: the number on the card."""

    number = CodeField(_l("Civil ID"), longest=30, missing=_l("Type the number on the patient's card."))  # fmt: skip


class AskForm(Form):
    """Which insurer to ask."""

    payer_id = ChoiceField(_l("Insurer"), coerce=UUID, missing=_l("Choose the insurer to ask."))

    def offer(self, payers: Iterable[Payer]) -> None:
        """The insurers to choose from."""
        self.payer_id.choices = [(payer.id, payer_name(payer)) for payer in payers]


class ListForm(Form):
    """The filters of the list, as they stand in its address."""

    day = DayField(_l("Asked on"), required=False)
    payer = ChoiceField(_l("Insurer"), coerce=UUID, required=False, blank=_l("All insurers"))
    verdict = ChoiceField(
        _l("Answer"),
        choices=[(v, LABELS[v][0]) for v in (COVERED, NOT_COVERED, UNDETERMINED)]
        + [("open", LABELS[None][0])],
        required=False,
        blank=_l("All answers"),
    )

    def offer(self, payers: Iterable[Payer]) -> None:
        """The insurers to choose from."""
        self.payer.choices = [(payer.id, payer_name(payer)) for payer in payers]
