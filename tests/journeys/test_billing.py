"""A plan from its choice to the paid invoice: previewed, changed within the month, invoiced, printed, paid, reminded of. By keyboard alone, in both languages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.kernel import clock
from app.kernel.clock import telling
from app.kernel.db import db
from app.plans import reminding
from app.plans.billing import INVOICES
from app.plans.proration import Month
from app.tenants.scope import as_platform
from tests.factories import plans
from tests.journeys import customers, paying
from tests.journeys.behind import behind, letters_to
from tests.journeys.conftest import PHONE, WIDE
from tests.journeys.customers import Customer
from tests.journeys.desk import OMAR, at_desk
from tests.journeys.keys import filter_by, pick, press_enter
from tests.journeys.test_going_live import sign_in
from tests.journeys.walk import Walk
from tests.papers import words_of

# Dearer than what comes back for the people, whatever day of the month it is.
CLAIMS = 120
A_WEEK = timedelta(days=7)
FALLS_AWAY = (
    "Lines of an earlier change today, which fall away",
    "بنود تغيير سابق اليوم، وهي تسقط",
)


@pytest.mark.parametrize(("language", "size"), [("en", WIDE), ("ar", PHONE)])
def test_a_plan_is_changed_within_the_month_invoiced_paid_and_reminded_of(
    walk, live, open_doors, language, size
):
    month = Month.of(clock.today())
    with behind(live):
        clinic = customers.open_clinic(f"nizwa-{language}", language, customers.months_ago(2).first)
        old = customers.close(clinic, customers.months_ago(2))
    omar = at_desk(walk, live, open_doors, OMAR, language, size)
    previewed = change_the_plan(omar, clinic)
    assert previewed or clock.today() == month.first
    with behind(live):
        customers.accept(clinic, clock.today(), CLAIMS)
        new = customers.close(clinic, month)
        number = customers.finalise(clinic, month, new)
    omar.open(f"/desk/tenants/{clinic.id}/invoices/{new}")
    omar.look("desk-invoice-final")
    invoiced = paying.lines_on(omar)
    assert [line for line in previewed if line not in invoiced] == []
    assert len(invoiced) == len(previewed) + 1
    owner_reads(walk(language, size, whose=None), clinic, new, number)
    paying.pay(omar, new, f"DEMO-{clinic.key}")
    assert paying.left_to_pay(omar) == "0.000"
    note = paying.credit_three_claims(omar, clinic.id, new)
    assert note.startswith("MAIN-CN-")
    old_number = make_final(omar, clinic, old)
    paying.refused_a_second_time(omar, clinic.id, old)
    with behind(live):
        remind_in_a_week(clinic, old)
    letter = letters_to(live, clinic.owner)[0]
    assert letter.subject.startswith(omar.says("An invoice is due", "فاتورة مستحقة السداد"))
    assert old_number in letter.text
    assert number not in letter.text


def change_the_plan(omar: Walk, clinic: Customer) -> list[tuple[str, ...]]:
    """Two changes in one day, each as its preview showed it: the first leaves no trace. Returns the lines of the second."""
    omar.open("/desk")
    filter_by(omar, "#name", clinic.name)
    press_enter(omar, f"tbody a[href='/desk/tenants/{clinic.id}']", most=60)
    omar.look("desk-tenant")
    choose_now(omar, "flat")
    previewed = choose_now(omar, "claims")
    omar.look("desk-plan-changed")
    return previewed


def choose_now(omar: Walk, plan: str) -> list[tuple[str, ...]]:
    """From the page of a tenant to another plan of today; returns the lines that the preview promised."""
    press_enter(omar, "main a[href$='/plan']", most=60)
    pick(omar, "plan", plan)
    pick(omar, "when", "now")
    omar.look("desk-plan")
    press_enter(omar, "main [data-primary]", most=60)
    omar.look("desk-plan-preview")
    previewed = paying.lines_on(omar, besides=omar.says(*FALLS_AWAY))
    press_enter(omar, "main [data-primary]", most=60)
    omar.sees("The change is written", "سُجّل التغيير")
    return previewed


def owner_reads(owner: Walk, clinic: Customer, invoice: object, number: str) -> None:
    """The invoice on the page, the claims behind its line, and the paper in both languages."""
    sign_in(owner, clinic.owner)
    owner.open("/plan/")
    owner.look("plan-of-a-customer")
    owner.open("/plan/invoices")
    press_enter(owner, f"tbody a[href$='/{invoice}']", most=60)
    owner.look("plan-invoice-final")
    press_enter(owner, "tbody tr:last-child a", most=60)
    owner.sees("C-2026-", "C-2026-")
    owner.look("plan-behind")
    paper = owner.context.request.get(f"{owner.house_url}/plan/invoices/{invoice}.pdf")
    words = words_of(paper.body())
    assert number in words
    assert clinic.name in words
    assert customers.ARABIC in words


def make_final(omar: Walk, clinic: Customer, invoice: object) -> str:
    """An invoice whose days of grace are over gets its number by hand; returns it."""
    omar.open(f"/desk/tenants/{clinic.id}")
    press_enter(omar, f"tbody a[href$='/invoices/{invoice}']", most=60)
    press_enter(omar, "form[action$='/finalise'] button", most=60)
    omar.sees("The invoice is final", "أصبحت الفاتورة نهائية")
    return paying.number_on(omar)


def remind_in_a_week(clinic: Customer, invoice: object) -> None:
    """The round of the operator a week after the day on which it was to be paid, and the round of the tenant."""
    with as_platform():
        due = db.session.scalar(db.select(INVOICES.c.due_on).where(INVOICES.c.id == invoice))
        with telling(plans.at(due + A_WEEK)):
            taken = reminding.remind()
        db.session.commit()
    assert [one.step for one in taken if one.invoice_id == invoice] == [A_WEEK.days]
    customers.hear(clinic)
