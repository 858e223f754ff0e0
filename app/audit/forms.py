"""What part of the trail is asked for."""

from __future__ import annotations

from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import ValidationError

from app.audit.events import EVENTS
from app.audit.people import Name
from app.audit.queries import Wanted
from app.kernel.filtering import DayBox
from app.kernel.forms import ChoiceField, CodeField, Form

ALL = lazy_gettext("All")


class TrailForm(Form):
    """Filters; they live in the address and hold ids and days only."""

    person = ChoiceField(lazy_gettext("Person"), coerce=UUID, required=False, blank=ALL)
    event = ChoiceField(lazy_gettext("Event"), required=False, blank=ALL)
    subject = CodeField(lazy_gettext("Record"), required=False, upper=False)
    first = DayBox(lazy_gettext("From"), required=False)
    last = DayBox(lazy_gettext("Until"), required=False)

    def offer(self, people: list[Name], *, is_arabic: bool) -> None:
        """The people of the tenant, and the events in words."""
        self.person.choices = [
            (name.user_id, name.arabic if is_arabic else name.english) for name in people
        ]
        worded = [(event, _(words)) for event, words in EVENTS.items()]
        self.event.choices = sorted(worded, key=lambda pair: pair[1])

    def validate_subject(self, field: CodeField) -> None:
        """A record is named by its id."""
        if field.data:
            try:
                UUID(field.data)
            except ValueError:
                raise ValidationError(
                    _("This is not the id of a record. Take it from a row of the list.")
                ) from None

    def to_wanted(self) -> Wanted:
        """The filter as a value."""
        return Wanted(
            actor_id=self.person.data,
            event=self.event.data,
            subject_id=UUID(self.subject.data) if self.subject.data else None,
            first_day=self.first.data,
            last_day=self.last.data,
        )
