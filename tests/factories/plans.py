"""What the operator sells, and a tenant with an invoice that is final."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.kernel.clock import telling
from app.kernel.db import db
from app.kernel.ids import new_id
from app.plans import (
    billing,
    budgets,
    notices,
    parties,
    reminding,
    selling,
    settling,
    subscribing,
)
from app.plans import telling as news
from app.plans.accounts import Terms
from app.plans.books import USAGE
from app.plans.cards.models import CardPayment
from app.plans.models import LegalEntity
from app.plans.proration import Month
from app.plans.queries import lines
from app.reference.queries import payers
from app.tenants.scope import as_platform, in_tenant
from tests.factories.clinic import Mark
from tests.plans.prices import CATALOGUE

SEPTEMBER = Month(2026, 9)
ARABIC = {
    "users": "بالمستخدم",
    "claims": "بالمطالبة",
    "flat": "مقطوعة",
    "steps": "بالشرائح",
    "sms": "الرسائل",
}


def seen_on(page: Any) -> str:
    """The seal of the lines that a page of a change shows."""
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', page.html)
    assert found, page.text
    return found[1]


def at(day: date) -> datetime:
    """The morning of a day in Muscat."""
    return datetime(day.year, day.month, day.day, 5, 15, tzinfo=UTC)


def sell() -> None:
    """An entity and the plans of the tests; needs the operator's scope."""
    db.session.add(
        LegalEntity(
            code="main", name_en="Maqbul Demo LLC", name_ar="مقبول للعرض ش.م.م", vatin="OM1100000001",
            address_en="Muscat", address_ar="مسقط", cr_number="DEMO-1000001", bank="Demo Bank",
            iban="OM00DEMO0000000001",
        )
    )  # fmt: skip
    for plan in CATALOGUE:
        new = selling.NewPlan(
            code=plan.code, kind=plan.kind, name_en=plan.code.title(), name_ar=ARABIC[plan.code]
        )
        selling.add_plan(new)
        with telling(at(plan.prices[0].valid_from)):
            selling.announce(plan.code, plan.prices[0])


def accept(
    tenant_id: UUID, day: date, count: int, mark: str = "C-2026", payer: UUID | None = None
) -> None:
    """So many accepted claims, as the meter writes them."""
    row = {
        "tenant_id": tenant_id,
        "counted_on": day,
        "counted_at": at(day),
        "payer_id": payer or new_id(),
    }
    db.session.execute(
        USAGE.insert(),
        [
            {
                **row, "id": new_id(), "root_claim_id": new_id(), "claim_id": new_id(),
                "claim_number": f"{mark}-{number:06}", "message_id": new_id(),
            }
            for number in range(count)
        ],
    )  # fmt: skip


def everything(ids: dict[str, UUID], mark: Mark, tenant_id: UUID, user_id: UUID) -> None:
    """A plan by claim since September, and its invoice: final, late, reminded of and paid in part. Commits."""
    with in_tenant(tenant_id, user_id):
        with telling(at(SEPTEMBER.first)):
            subscribing.choose(tenant_id, Terms("claims"), "now")
        payer = payers(SEPTEMBER.first)[0].id
        accept(tenant_id, date(2026, 9, 14), 3, f"C-{mark.latin}", payer)
        db.session.commit()
    with as_platform():
        buyer = parties.Buyer(name_en=mark.en("Clinic LLC"), name_ar=mark.ar("عيادة ش.م.م"))
        parties.address(tenant_id, buyer)
        with telling(at(SEPTEMBER.next.first)):
            invoice = billing.close(tenant_id, SEPTEMBER)
        with telling(at(date(2026, 10, 20))):
            billing.finalise(tenant_id, invoice)
        with telling(at(date(2026, 11, 10))):
            reminding.remind()
            part = settling.Received(
                bank_reference=f"DEMO-{tenant_id}",
                booked_on=date(2026, 11, 10),
                amount=Decimal("0.100"),
            )
            settling.match(settling.enter(part), tenant_id, invoice)
        db.session.commit()
    with in_tenant(tenant_id, user_id):
        ids["plan_invoice"], ids["plan_line"] = invoice, lines(invoice)[0].id
        subscribing.choose(tenant_id, Terms("flat"), "renewal")
        budgets.say(Decimal("900.000"))
        news.is_news(notices.REMINDER, f"{invoice} 7")
        by_card = CardPayment(
            invoice_id=invoice, amount=Decimal("0.100"), gateway_id="SIM-1", url="http://127.0.0.1:9/cards",
        )  # fmt: skip
        db.session.add(by_card)
        ids["card_payment"] = by_card.id
        db.session.commit()
