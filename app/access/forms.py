"""Forms of the door, the account and the people. They check shape only."""

from __future__ import annotations

import unicodedata
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import BooleanField, HiddenField
from wtforms.validators import StopValidation
from wtforms.widgets import PasswordInput, TextInput

from app.access.roles import ROLES
from app.access.service import NewPerson, Wishes
from app.kernel.fields import EmailField, missing_sentence
from app.kernel.forms import ChoiceField, Form, RadioField, TicksField, TypedField, WordsField


class SecretField(TypedField):
    """A password; never written back into the page."""

    nothing = ""
    widget = PasswordInput(hide_value=True)

    def read(self, text: str) -> str:
        """The same letters typed on another keyboard are the same password."""
        return unicodedata.normalize("NFC", text)


class SignInForm(Form):
    """E-mail and password."""

    email = EmailField(lazy_gettext("E-mail"))
    password = SecretField(lazy_gettext("Password"))
    next = HiddenField()


class CodeField(TypedField):
    """A code of the app or a printed one, as typed; a wrong one is kept, a right one is worth nothing any more."""

    nothing = ""
    widget = TextInput()


class FactorForm(Form):
    """A second factor: a typed code, or what a passkey answered, put in by the script."""

    code = CodeField(lazy_gettext("Code"), required=False)
    passkey = HiddenField()
    next = HiddenField()
    parked = HiddenField()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # Optional beside a passkey only, which fills no box.
        self.code.flags.optional = False

    def validate(self, extra_validators: Any = None) -> bool:
        """One of the two is needed."""
        is_right: bool = super().validate(extra_validators)
        if is_right and not (self.code.data or self.passkey.data):
            self.code.errors = [missing_sentence(self.code)]
            return False
        return is_right


class PasskeyForm(Form):
    """What a device answered."""

    passkey = HiddenField()
    next = HiddenField()


class FirstCodeForm(Form):
    """The first code of a new app."""

    code = CodeField(lazy_gettext("Code"))


class UnlockForm(Form):
    """The password again."""

    password = SecretField(lazy_gettext("Password"))
    next = HiddenField()
    parked = HiddenField()


class ChosenPasswordForm(Form):
    """A password of one's own, twice; who has one already gives it once."""

    new = SecretField(lazy_gettext("Password"))
    repeated = SecretField(lazy_gettext("Password again"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.repeated.flags.optional = False


class WishesForm(Form):
    """How a person wants the pages."""

    language = RadioField(lazy_gettext("Language"), choices=(("en", "English"), ("ar", "العربية")))
    digits = RadioField(
        lazy_gettext("Digits"), choices=(("latn", "0123456789"), ("arab", "٠١٢٣٤٥٦٧٨٩"))
    )
    theme = RadioField(
        lazy_gettext("Colours"),
        choices=(
            ("auto", lazy_gettext("As this computer")),
            ("light", lazy_gettext("Light")),
            ("dark", lazy_gettext("Dark")),
        ),
    )
    single_keys = BooleanField(lazy_gettext("Single keys such as N and E open pages"))

    def to_wishes(self) -> Wishes:
        """The wishes as chosen."""
        return Wishes(
            language=self.language.data,
            digits=self.digits.data,
            theme=self.theme.data,
            single_keys=self.single_keys.data,
        )


class PasswordForm(Form):
    """The present password, and the new one twice."""

    current = SecretField(lazy_gettext("Present password"))
    new = SecretField(lazy_gettext("New password"))
    repeated = SecretField(lazy_gettext("New password again"))


WORKS_IN = (("all", lazy_gettext("All branches")), ("only", lazy_gettext("Only these branches")))


class BranchTicks(TicksField):
    """Branches of this tenant; another one is answered as a wrong choice from a list is."""

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms' own signature
        """Only what was offered."""
        offered: Any = self.choices
        if not {*(self.data or ())} <= {str(value) for value, _label in offered or ()}:
            name = str(self.label.text)
            raise StopValidation(
                _("%(field)s is not in the list. Choose one from the list.", field=name)
            )


class RoleForm(Form):
    """A person's role, home branch, and the branches to work in."""

    role = ChoiceField(lazy_gettext("Role"))
    facility_id = ChoiceField(lazy_gettext("Branch"), coerce=UUID)
    works_in = RadioField(lazy_gettext("Works in"), choices=WORKS_IN, default="all")
    branches = BranchTicks(lazy_gettext("Branches"))

    def offer(self, branches: list[tuple[UUID, str]]) -> None:
        """The roles there are, and the branches of this tenant; with one branch there is nothing to choose."""
        self.role.choices = [(role.key, _(role.label)) for role in ROLES.values()]
        self.facility_id.choices = list(branches)
        self.branches.choices = list(branches)
        self.works_in.required = len(branches) > 1

    def to_branches(self) -> frozenset[UUID] | None:
        """The branches to work in; None for all."""
        if self.works_in.data != "only":
            return None
        return frozenset(UUID(one) for one in self.branches.data or ())


class LeavingForm(Form):
    """Who takes over what somebody leaves unfinished."""

    successor = ChoiceField(
        lazy_gettext("Who takes over the unfinished work"), coerce=UUID, required=False,
        blank=lazy_gettext("Nobody"), own_words=True,
    )  # fmt: skip


class PersonForm(RoleForm):
    """Somebody new."""

    name_ar = WordsField(lazy_gettext("Name in Arabic"), longest=120)
    name_en = WordsField(lazy_gettext("Name in English"), longest=120)
    email = EmailField(lazy_gettext("E-mail"))
    # Declared again, so that the summary of errors follows the page.
    role = ChoiceField(lazy_gettext("Role"))
    facility_id = ChoiceField(lazy_gettext("Branch"), coerce=UUID)
    works_in = RadioField(lazy_gettext("Works in"), choices=WORKS_IN, default="all")
    branches = BranchTicks(lazy_gettext("Branches"))
    language = RadioField(
        lazy_gettext("Language"), choices=(("ar", "العربية"), ("en", "English")), default="ar"
    )

    def to_person(self) -> NewPerson:
        """The person as typed."""
        values: dict[str, Any] = {
            name: self[name].data
            for name in ("email", "name_en", "name_ar", "language", "role", "facility_id")
        }
        return NewPerson(**values, branches=self.to_branches())
