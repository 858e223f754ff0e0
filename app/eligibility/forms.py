"""The forms about cover."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from flask_babel import lazy_gettext

from app.eligibility.rules import COVERED, NOT_COVERED, UNDETERMINED
from app.eligibility.wording import LABELS
from app.kernel.forms import ChoiceField, CodeField, DayField, Form
from app.patients.wording import payer_name
from app.reference.models import Payer


class DeskForm(Form):
    """One box: the number on the card."""

    number = CodeField(lazy_gettext("Civil ID"), longest=30, missing=lazy_gettext("Type the number on the patient's card."))  # fmt: skip


class AskForm(Form):
    """Which insurer to ask."""

    payer_id = ChoiceField(
        lazy_gettext("Insurer"), coerce=UUID, missing=lazy_gettext("Choose the insurer to ask.")
    )

    def offer(self, payers: Iterable[Payer]) -> None:
        """The insurers to choose from."""
        self.payer_id.choices = [(payer.id, payer_name(payer)) for payer in payers]


class ListForm(Form):
    """The filters of the list, as they stand in its address."""

    day = DayField(lazy_gettext("Asked on"), required=False)
    payer = ChoiceField(
        lazy_gettext("Insurer"), coerce=UUID, required=False, blank=lazy_gettext("All insurers")
    )
    verdict = ChoiceField(
        lazy_gettext("Answer"),
        choices=[(v, LABELS[v][0]) for v in (COVERED, NOT_COVERED, UNDETERMINED)]
        + [("open", LABELS[None][0])],
        required=False,
        blank=lazy_gettext("All answers"),
    )

    def offer(self, payers: Iterable[Payer]) -> None:
        """The insurers to choose from."""
        self.payer.choices = [(payer.id, payer_name(payer)) for payer in payers]
