"""Forms of the operator's desk. They check shape only."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf.file import FileField, FileRequired

from app.access.forms import SecretField
from app.going_live.states import STATUSES as LIVE_STATUSES
from app.kernel.fields import EmailField
from app.kernel.filtering import FilterForm
from app.kernel.forms import ChoiceField, Form, QuantityField, WordsField
from app.kernel.pagewords import language
from app.onboarding.states import STATUSES
from app.onboarding.tasks import LABELS, SUBMIT
from app.plans import books
from app.plans.pricing import ADD_ON
from app.platform_admin.review import REASONS
from app.platform_admin.tenants import GRANTED, NOT_GRANTED, Wanted
from app.platform_admin.wording import LATENESS, STATES


class DeskSignInForm(Form):
    """E-mail and password."""

    email = EmailField(lazy_gettext("E-mail"))
    password = SecretField(lazy_gettext("Password"))


class CodeForm(Form):
    """A code of the authenticator, or a printed one."""

    code = WordsField(lazy_gettext("Code"), longest=20)


class BranchesForm(Form):
    """How many branches a tenant may open itself, and who agreed."""

    most = QuantityField(lazy_gettext("Branches it may open itself"), least=1, most=999, places=0)
    reason = WordsField(lazy_gettext("Why, and who agreed"), longest=300)


# What the desk may see at all: drafts and papers being collected are the applicant's alone.
SEEN = ("submitted", "returned", "approved", "provisioned", "refused", "withdrawn", "stopped")
ASKABLE = tuple(task for task in LABELS if task != SUBMIT)


class QueueForm(FilterForm):
    """Which applications to show."""

    state = ChoiceField(lazy_gettext("State"), required=False, blank=lazy_gettext("All"))
    reference = WordsField(lazy_gettext("Reference"), required=False, longest=20)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.state.choices = [(one, _(STATUSES[one].outer)) for one in SEEN]


class TenantsForm(FilterForm):
    """Which tenants to show."""

    state = ChoiceField(lazy_gettext("State"), required=False, blank=lazy_gettext("All"))
    plan = ChoiceField(lazy_gettext("Paid plan"), required=False, blank=lazy_gettext("All"), own_words=True)  # fmt: skip
    grant = ChoiceField(lazy_gettext("Support access"), required=False, blank=lazy_gettext("All"))
    name = WordsField(lazy_gettext("Name or licence"), required=False, longest=80)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        states = {key: words for key, (words, _tone) in STATES.items()} | LATENESS
        self.state.choices = [(key, _(words)) for key, words in states.items()]
        self.grant.choices = [(GRANTED, _("Granted now")), (NOT_GRANTED, _("Not granted"))]
        known = books.names().values()
        self.plan.choices = [
            (one.code, one.name.in_language(language())) for one in known if one.kind != ADD_ON
        ]

    def to_wanted(self) -> Wanted:
        """The filter as a value."""
        return Wanted(
            state=self.state.data, plan=self.plan.data, grant=self.grant.data,
            name=(self.name.data or "").strip() or None,
        )  # fmt: skip


class IncidentForm(CodeForm):
    """What does not work, in both languages, and a code of the authenticator."""

    words_en = WordsField(lazy_gettext("In English"), longest=300, multiline=True)
    words_ar = WordsField(lazy_gettext("In Arabic"), longest=300, multiline=True)


class RefuseForm(Form):
    """The reason, and words of one's own."""

    reason = ChoiceField(lazy_gettext("Reason"))
    explanation = WordsField(
        lazy_gettext("In your own words"), required=False, longest=2000, multiline=True
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.reason.choices = [(key, _(text)) for key, text in REASONS.items()]


class ListForm(Form):
    """FSA's list of practitioners."""

    file = FileField(
        lazy_gettext("List of practitioners"),
        validators=[FileRequired(lazy_gettext("Choose the file, in XLSX or CSV."))],
    )


class LiveQueueForm(FilterForm):
    """Which requests to go live to show."""

    state = ChoiceField(lazy_gettext("State"), required=False, blank=lazy_gettext("All"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.state.choices = [(one.inner, _(one.outer)) for one in LIVE_STATUSES.values()]


class GiveBackForm(Form):
    """What is to be done first, in both languages."""

    reason_en = WordsField(
        lazy_gettext("Reason in English"), longest=1000, multiline=True,
        missing=lazy_gettext("Write the reason in English too: the owner may read English."),
    )  # fmt: skip
    reason_ar = WordsField(
        lazy_gettext("Reason in Arabic"), longest=1000, multiline=True,
        missing=lazy_gettext("Write the reason in Arabic too: the owner may read Arabic."),
    )  # fmt: skip


def _box(task: str) -> WordsField:
    """What is asked beside a task."""
    return WordsField(lazy_gettext(LABELS[task]), required=False, longest=1000, multiline=True)


class AskForm(Form):
    """A box beside each task."""

    civil_id = _box("civil_id")
    commercial_registration = _box("commercial_registration")
    moh_licence = _box("moh_licence")
    data_sheet = _box("data_sheet")
    whitelisting_form = _box("whitelisting_form")

    def to_asked(self) -> dict[str, str]:
        """What is asked, by task."""
        return {task: self[task].data or "" for task in ASKABLE}
