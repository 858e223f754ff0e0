"""The form by which a prescription from elsewhere is taken up: a medicine of ours for each line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from flask_babel import lazy_gettext as _
from wtforms import FieldList, FormField, HiddenField

from app.contracts.entry_rows import RowForm, take_services
from app.contracts.resolving import Choice, Meant
from app.kernel.errors import NotFound
from app.kernel.forms import Form, QuantityField, WordsField
from app.pharmacy.prescriptions.matching import Match
from app.pharmacy.prescriptions.taking_up import Chosen
from app.prescribing.dosed_form import MOST_LINES, MOST_UNITS


class ChosenForm(RowForm):
    """The medicine supplied for an ordered line, and its units where they are counted otherwise here."""

    sequence = HiddenField()
    service = WordsField(_("Medicine"), required=False, longest=120)
    pick = WordsField(_("Which medicine?"), required=False, longest=60)
    quantity = QuantityField(
        _("Units prescribed"), required=False, least=Decimal("0.001"), most=MOST_UNITS
    )

    not_optional = ("service", "pick", "quantity")
    choices: Sequence[Choice] = ()
    match: Match

    @property
    def asked(self) -> str:
        """What is to be found: the candidate picked, else the text typed."""
        return self.pick.data or self.service.data or ""

    @property
    def is_blank(self) -> bool:
        """A line always wants a medicine."""
        return False


class TakeUpForm(Form):
    """All lines of the prescription."""

    lines = FieldList(FormField(ChosenForm), max_entries=MOST_LINES)

    @classmethod
    def filled(cls, matches: Sequence[Match]) -> TakeUpForm:
        """The form as it opens: what matches by itself is chosen."""
        rows = [
            {
                "sequence": str(one.ordered.sequence),
                "service": one.local_code,
                "quantity": one.ordered.quantity,
            }
            for one in matches
        ]
        form = cls(formdata=None, data={"lines": rows})
        form.belong(matches)
        return form

    def belong(self, matches: Sequence[Match]) -> None:
        """Tell each row which line it is for; a line of another prescription is none of ours (NotFound)."""
        by_sequence = {str(one.ordered.sequence): one for one in matches}
        for entry in self.lines:
            found = by_sequence.get(entry.form.sequence.data or "")
            if found is None:
                raise NotFound
            entry.form.match = found

    def take_medicines(self, meant: Mapping[str, Meant]) -> None:
        """Put local codes in the place of what was typed; what is not clear becomes an error with choices."""
        take_services(self.lines, meant)

    def to_chosen(self) -> dict[int, Chosen]:
        """Sequence -> medicine; what matched by its code keeps the units that were ordered."""
        chosen = {}
        for entry in self.lines:
            row = entry.form
            by_code = row.match.local_code == row.service.data
            units = None if by_code else row.quantity.data
            chosen[row.match.ordered.sequence] = Chosen(row.service.data, units)
        return chosen
