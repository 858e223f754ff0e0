"""One form per question and per paper. They check shape only."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField
from wtforms.validators import InputRequired
from wtforms.widgets import EmailInput

from app.kernel.forms import (
    CodeField,
    DayField,
    DigitsField,
    Form,
    PhoneField,
    QuantityField,
    RadioField,
    TicksField,
    TypedField,
    WordsField,
)
from app.onboarding.integration import ENTITIES, NO, UNSURE, YES
from app.onboarding.models import Application

MOST_BRANCHES = 999


class EntityForm(Form):
    """What the establishment is."""

    entity = RadioField(_("Kind of establishment"))

    def prepare(self) -> None:
        self.entity.choices = [(key, gettext(label)) for key, label in ENTITIES.items()]


class BranchesForm(Form):
    """How many branches it has."""

    branches = QuantityField(_("Number of branches"), least=1, most=MOST_BRANCHES, places=0)


class SystemsForm(Form):
    """Whether it runs systems of its own."""

    systems = RadioField(_("Own software, cloud or server in Oman"), choices=[
        (YES, _("Yes, we have our own")), (NO, _("No")), (UNSURE, _("In some branches only, or we are not sure")),
    ])  # fmt: skip


class ContractsForm(Form):
    """Whether it has a contract."""

    contracts = RadioField(
        _("Contract with an insurer or TPA"), choices=[(YES, _("Yes")), (NO, _("Not yet"))]
    )


class PayersForm(Form):
    """With whom."""

    payers = TicksField(_("Insurers and TPAs"))
    others = WordsField(_("Others, by name"), longest=500, multiline=True, required=False)

    def validate(self, extra_validators: Any = None) -> bool:
        is_right = super().validate(extra_validators)
        if is_right and not self.payers.data and not self.others.data:
            self.payers.errors = [gettext("Tick at least one insurer or TPA, or write its name.")]
            return False
        return is_right


class RepresentativeForm(Form):
    """Who speaks for it."""

    representative = WordsField(_("Full name of the representative"), longest=120)


class AddressField(TypedField):
    """An e-mail address as it was typed; the rules of the front door judge it."""

    nothing = ""
    widget = EmailInput()


class EmailForm(Form):
    """Its business address."""

    email = AddressField(_("Business e-mail"))


class PhoneForm(Form):
    """Where it can be called."""

    phone = PhoneField(_("Telephone of the representative"))


class PuzzleForm(Form):
    """What the browser found, where it has script."""

    puzzle = HiddenField()
    answer = HiddenField()


class SaveForm(EmailForm, PuzzleForm):
    """Where the link goes, asked of a browser and not of a robot."""


class PaperForm(Form):
    """A paper with its number and last day."""

    number = CodeField(_("Number"), longest=40)
    expires_on = DayField(_("Last day of validity"))
    file = FileField(_("File"))


class CivilIdForm(Form):
    """The card of the representative."""

    number = DigitsField(_("Civil number"), shortest=6, longest=9)
    expires_on = DayField(_("Last day of validity"))
    file = FileField(_("File"))


class FileForm(Form):
    """A file, and nothing about it."""

    file = FileField(_("File"))


class SureForm(Form):
    """A tick that nobody sets by accident."""

    sure = BooleanField(
        _("Yes, I am sure"), validators=[InputRequired(_("Tick the box to go on."))]
    )


QUESTIONS: dict[str, type[Form]] = {
    "entity": EntityForm,
    "branches": BranchesForm,
    "systems": SystemsForm,
    "contracts": ContractsForm,
    "payers": PayersForm,
    "representative": RepresentativeForm,
    "email": EmailForm,
    "phone": PhoneForm,
}
PAPERS: dict[str, type[Form]] = {
    "civil_id": CivilIdForm,
    "commercial_registration": PaperForm,
    "moh_licence": PaperForm,
}


def form_of(
    question: str, known: dict[str, Any], application: Application, payers: list[tuple[str, str]]
) -> Form:
    """The form of a question as it was answered last."""
    value = known.get(question)
    if question == "contracts" and value is not None:
        value = YES if value else NO
    given = {question: value} if value is not None else {}
    if question == "payers":
        given["others"] = application.other_payers
    form = QUESTIONS[question](**given)
    if isinstance(form, EntityForm):
        form.prepare()
    if isinstance(form, PayersForm):
        form.payers.choices = payers
    return form


def value_of(question: str, form: Form) -> Any:
    """The answer as the verb takes it."""
    if isinstance(form, PayersForm):
        return list(form.payers.data or ()), form.others.data
    return form[question].data
