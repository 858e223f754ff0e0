"""The forms about people. They check shape and hand over values."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from flask_babel import lazy_gettext

from app.kernel.forms import (
    ChoiceField,
    CodeField,
    DayField,
    Form,
    MoneyField,
    PhoneField,
    QuantityField,
    RadioField,
    WordsField,
)
from app.patients.models import Policy
from app.patients.values import CIVIL_ID, Correction, NewDocument, NewPatient, NewPolicy
from app.patients.wording import COUNTRIES, FIELDS, KINDS, RELATIONSHIPS, SEXES, payer_name
from app.reference.models import Payer


class SearchForm(Form):
    """One box for a name, a phone or a number."""

    who = WordsField(lazy_gettext("Name, phone, Civil ID or file number"), longest=80, missing=lazy_gettext("Type a name, a phone, a Civil ID or a file number."))  # fmt: skip


class DocumentForm(Form):
    """One identity document."""

    kind = ChoiceField(
        lazy_gettext("Document"), choices=list(KINDS.items()), default=CIVIL_ID, blank=None
    )
    number = CodeField(lazy_gettext("Number of the document"), longest=30)
    country = ChoiceField(
        lazy_gettext("Issued by"), choices=list(COUNTRIES.items()), default="OM", blank=None
    )
    document_valid_to = DayField(lazy_gettext("Document valid until"), required=False)

    def to_document(self) -> NewDocument:
        return NewDocument(
            kind=self.kind.data,
            number=self.number.data,
            country=self.country.data,
            valid_to=self.document_valid_to.data,
        )


class ParticularsForm(Form):
    """Who the person is."""

    name_ar = WordsField(FIELDS["name_ar"], required=False)
    name_en = WordsField(FIELDS["name_en"], required=False)
    sex = RadioField(FIELDS["sex"], choices=list(SEXES.items())[:2], required=False)
    birth_date = DayField(FIELDS["birth_date"], required=False)
    phone = PhoneField(FIELDS["phone"], required=False)


class CorrectionForm(ParticularsForm):
    """Particulars put right; `version` is the one that was on the screen."""

    sex = RadioField(FIELDS["sex"], choices=list(SEXES.items()))
    deceased_on = DayField(FIELDS["deceased_on"], required=False)
    version = QuantityField("version", places=0)

    def to_correction(self) -> Correction:
        return Correction(
            version=int(self.version.data),
            name_en=self.name_en.data,
            name_ar=self.name_ar.data,
            birth_date=self.birth_date.data,
            sex=self.sex.data,
            phone=self.phone.data,
            deceased_on=self.deceased_on.data,
        )


class PolicyForm(Form):
    """A cover as on the insurer's card."""

    payer_id = ChoiceField(lazy_gettext("Insurer"), coerce=UUID)
    member_number = CodeField(lazy_gettext("Member number"), required=False, longest=40)
    plan_name = WordsField(lazy_gettext("Plan"), required=False, longest=120)
    network = WordsField(lazy_gettext("Network"), required=False, longest=80)
    relationship = ChoiceField(lazy_gettext("The patient is"), choices=list(RELATIONSHIPS.items()), default="self", blank=None)  # fmt: skip
    sex = ChoiceField(lazy_gettext("Sex on the insurer's card"), choices=list(SEXES.items())[:2], required=False, blank=lazy_gettext("The card does not say"))  # fmt: skip
    valid_from = DayField(lazy_gettext("Valid from"))
    valid_to = DayField(lazy_gettext("Valid until, that day included"), required=False)
    waiting_until = DayField(lazy_gettext("Waiting period until"), required=False)
    copay_percent = QuantityField(
        lazy_gettext("Patient pays, in percent"), most=100, required=False
    )
    copay_max = MoneyField(lazy_gettext("At most for one visit"), required=False)
    rank = QuantityField(lazy_gettext("Pays as number"), least=1, most=9, places=0, required=False)

    def offer(self, payers: Iterable[Payer]) -> None:
        """The insurers to choose from."""
        self.payer_id.choices = [(payer.id, payer_name(payer)) for payer in payers]

    def show(self, policy: Policy, member_number: str | None) -> None:
        """Stand the policy in the boxes."""
        for name in ("payer_id", "plan_name", "network", "relationship", "sex", "valid_from", "valid_to",
                     "waiting_until", "copay_percent", "copay_max", "rank"):  # fmt: skip
            self[name].process(None, getattr(policy, name))
        self.member_number.process(None, member_number or "")

    def to_policy(self) -> NewPolicy:
        return NewPolicy(
            payer_id=self.payer_id.data,
            member_number=self.member_number.data,
            plan_name=self.plan_name.data,
            network=self.network.data,
            relationship=self.relationship.data,
            sex=self.sex.data,
            valid_from=self.valid_from.data,
            valid_to=self.valid_to.data,
            waiting_until=self.waiting_until.data,
            copay_percent=self.copay_percent.data,
            copay_max=self.copay_max.data,
            rank=int(self.rank.data) if self.rank.data else None,
        )


class EndForm(Form):
    """The last day of a cover."""

    last_day = DayField(lazy_gettext("Last day of the cover"))


class MergeForm(Form):
    """The other record of the same person."""

    file_number = CodeField(lazy_gettext("File number of the other record"), longest=12)


class RegisterForm(ParticularsForm):
    """A new person, with the document and, where there is one, the first cover."""

    kind = ChoiceField(
        lazy_gettext("Document"), choices=list(KINDS.items()), default=CIVIL_ID, blank=None
    )
    number = CodeField(lazy_gettext("Number of the document"), required=False, longest=30)
    payer_id = ChoiceField(
        lazy_gettext("Insurer"), coerce=UUID, required=False, blank=lazy_gettext("No insurer yet")
    )
    member_number = CodeField(lazy_gettext("Member number"), required=False, longest=40)
    valid_from = DayField(lazy_gettext("Valid from"), required=False)

    def offer(self, payers: Iterable[Payer]) -> None:
        """The insurers to choose from."""
        self.payer_id.choices = [(payer.id, payer_name(payer)) for payer in payers]

    def to_patient(self, today: date) -> NewPatient:
        """The new person. Where nobody knows when the cover began, it is written down from today."""
        return NewPatient(
            name_en=self.name_en.data,
            name_ar=self.name_ar.data,
            birth_date=self.birth_date.data,
            sex=self.sex.data or "unknown",
            phone=self.phone.data,
            document=NewDocument(kind=self.kind.data, number=self.number.data) if self.number.data else None,
            policy=NewPolicy(payer_id=self.payer_id.data, member_number=self.member_number.data, valid_from=self.valid_from.data or today)
            if self.payer_id.data
            else None,
        )  # fmt: skip


class AllergyForm(Form):
    """An ingredient that harms the person."""

    ingredient = WordsField(
        lazy_gettext("Ingredient"), longest=80, missing=lazy_gettext("Enter the ingredient, such as penicillin.")
    )  # fmt: skip
