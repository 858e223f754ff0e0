"""Forms of the exchange's pages: what part of the journal is shown, and why a message is released."""

from __future__ import annotations

from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.exchange.queries import Wanted
from app.exchange.states import MESSAGE_STATUSES
from app.exchange.wording import KINDS, REASONS
from app.kernel.forms import ChoiceField, Form

ALL = lazy_gettext("All")


class JournalForm(Form):
    """Filters; they live in the address and hold codes only."""

    kind = ChoiceField(lazy_gettext("Kind"), required=False, blank=ALL)
    status = ChoiceField(lazy_gettext("Status"), required=False, blank=ALL)
    payer = ChoiceField(lazy_gettext("Insurer"), coerce=UUID, required=False, blank=ALL)

    def offer(self, payers: list[tuple[UUID, str]]) -> None:
        """The choices in the language of the page."""
        self.kind.choices = [(kind, _(words)) for kind, words in KINDS.items()]
        self.status.choices = [(key, _(one.outer)) for key, one in MESSAGE_STATUSES.items()]
        self.payer.choices = payers

    def to_wanted(self) -> Wanted:
        """The filter as a value."""
        return Wanted(kind=self.kind.data, status=self.status.data, payer_id=self.payer.data)


class ReleaseForm(Form):
    """Why a held message is sent again; a code, so that no patient's name gets into the trail."""

    reason = ChoiceField(lazy_gettext("Reason"))

    def offer(self) -> None:
        """The reasons in the language of the page."""
        self.reason.choices = [(code, _(words)) for code, words in REASONS.items()]
