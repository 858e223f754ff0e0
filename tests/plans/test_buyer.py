"""How invoices name their buyer: checked, said by the owner, from the next invoice on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.kernel.db import db
from app.plans import billing, buying, parties, reminding, subscribing, telling
from app.plans.billing import INVOICES
from app.plans.buying import Buyer
from app.plans.errors import NotInArabic, NotInEnglish, VatinWrong
from app.plans.proration import Month
from tests.onboarding.conftest import letters
from tests.plans.conftest import CLAIMS, accept, at_desk

NOOR = Buyer(name_en="Noor Clinic LLC", name_ar="عيادة نور ش.م.م", vatin="OM1100000003")


@pytest.mark.parametrize(
    ("wrong", "refusal", "field"),
    [
        ({"name_en": "عيادة نور"}, NotInEnglish, "name_en"),
        ({"name_en": "123"}, NotInEnglish, "name_en"),
        ({"name_ar": "Noor"}, NotInArabic, "name_ar"),
        ({"address_en": "مسقط"}, NotInEnglish, "address_en"),
        ({"address_ar": "Muscat"}, NotInArabic, "address_ar"),
        ({"vatin": "OM110000000"}, VatinWrong, "vatin"),
        ({"vatin": "AE1100000003"}, VatinWrong, "vatin"),
    ],
)
def test_each_side_is_in_its_script_and_the_tax_number_is_one(wrong, refusal, field):
    with pytest.raises(refusal) as refused:
        buying.check(replace(NOOR, **wrong))
    assert refused.value.field == field


def test_without_address_and_tax_number_a_buyer_is_right():
    assert buying.check(Buyer(name_en="Noor 2", name_ar="نور 2")) is None


def billed(tenant_id, month: Month, days) -> dict:
    """The document of a month's final invoice."""
    days(month.last + timedelta(days=1))
    with at_desk():
        invoice_id = billing.close(tenant_id, month)
    days(month.last + timedelta(days=5))
    with at_desk():
        billing.finalise(tenant_id, invoice_id)
        return db.session.scalar(select(INVOICES.c.document).where(INVOICES.c.id == invoice_id))


def test_the_owner_says_it_and_the_next_invoice_says_it(noor, inside, days, as_, desk):
    with inside("amal"):
        subscribing.choose(noor, CLAIMS, "now")
        accept(noor, date(2026, 11, 20), 10)
        accept(noor, date(2026, 12, 20), 10, "D-2026")
        db.session.commit()
    first = billed(noor, Month(2026, 11), days)
    amal = as_("amal")
    body = {
        "name_en": "Noor Clinic LLC", "name_ar": "عيادة نور ش.م.م", "address_en": "Al Khuwair",
        "address_ar": "الخوير", "vatin": "om 1100-000003", "email": "Books@noor.example",
    }  # fmt: skip
    wrong = amal.post(
        "plans.name_buyer", data={**body, "name_ar": "Noor", "vatin": "7"}, status=422
    )
    assert wrong.errors
    amal.post("plans.name_buyer", data={**body, "vatin": "OM1100000003"}, status=303)
    # The same again is no new word.
    amal.post("plans.name_buyer", data={**body, "vatin": "OM1100000003"}, status=303)
    with inside("amal"):
        assert [one["email"] for one in parties.history(noor)] == ["books@noor.example"]
    second = billed(noor, Month(2026, 12), days)
    assert [one["buyer"]["vatin"] for one in (first, second)] == [None, "OM1100000003"]
    assert second["buyer"]["address_ar"] == "الخوير"
    assert "OM1100000003" in desk("tariq").get("platform_admin.tenant", tenant_id=noor).text
    assert "Address of invoices written" in as_("amal").get("audit.index").text


def test_letters_about_invoices_go_to_the_books_too(noor, inside, days, app):
    with inside("amal"):
        subscribing.choose(noor, CLAIMS, "now")
        accept(noor, date(2026, 11, 20), 10)
        parties.address(noor, replace(NOOR, email="books@noor.example"))
        db.session.commit()
    billed(noor, Month(2026, 11), days)
    days(date(2026, 12, 27))
    with at_desk():
        reminding.remind()
    with inside("amal"):
        telling.tell()
        db.session.commit()
    assert "books@noor.example" in {one.to for one in letters(app)}
