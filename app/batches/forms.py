"""The forms of batches: the one value of a repair, and what is confirmed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import HiddenField

from app.batches import repairs
from app.batches.values import Expected
from app.kernel.forms import ChoiceField, Form, WordsField
from app.kernel.money import NotMoney, money
from app.kernel.pagewords import name_of
from app.practitioners.queries import practitioners
from app.tenants.queries import branches_to_work_in


class StartForm(Form):
    """The figures that stood on the page when they were confirmed."""

    count = HiddenField()
    payer_share = HiddenField()
    digest = HiddenField()
    with_warnings = HiddenField()

    @property
    def expected(self) -> Expected:
        """What was confirmed; figures that cannot be read are nobody's, and match nothing."""
        count, share = self.count.data or "", self.payer_share.data or ""
        try:
            total = money(share)
        except NotMoney:
            total = Decimal(-1)
        return Expected(
            count=int(count) if count.isascii() and count.isdigit() and len(count) < 7 else -1,
            payer_share=total,
            digest=self.digest.data or "",
            with_warnings=self.with_warnings.data == "y",
        )


class ReferralForm(Form):
    """A referral number for all."""

    value = WordsField(lazy_gettext("Referral number"), longest=40)


class PractitionerForm(Form):
    """A practitioner for all."""

    value = ChoiceField(lazy_gettext("Practitioner"), coerce=UUID)


class BranchForm(Form):
    """A branch for all."""

    value = ChoiceField(lazy_gettext("Branch"), coerce=UUID)


def value_form(kind: str | None, formdata: Any = None) -> Any:
    """The form of the one value this kind of repair takes; None where it takes none."""
    if kind == repairs.REFERRAL:
        return ReferralForm(formdata=formdata)
    if kind == repairs.PRACTITIONER:
        form = PractitionerForm(formdata=formdata)
        form.value.choices = [(one.id, _named(one)) for one in practitioners() if one.active]
        return form
    if kind == repairs.BRANCH:
        form = BranchForm(formdata=formdata)
        form.value.choices = [(one.id, name_of(one)) for one in branches_to_work_in()]
        return form
    return None


def _named(one: Any) -> str:
    """Two doctors of one name differ by their licence."""
    return _("%(name)s, licence %(licence)s", name=name_of(one), licence=one.licence_number)
