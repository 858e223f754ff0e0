"""Who does not pay waits for little, and everything opens with the payment. By keyboard alone, in both languages."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from app.kernel.db import db
from app.plans import reminding
from app.plans.dunning import READ_ONLY_ON
from app.tenants.scope import as_platform
from tests.journeys import customers, paying
from tests.journeys.behind import behind, letters_to
from tests.journeys.conftest import PHONE, WIDE
from tests.journeys.desk import OMAR, at_desk
from tests.journeys.running import House
from tests.journeys.test_going_live import ask_about_a_practice_patient, prove, sign_in
from tests.journeys.walk import Walk

both = pytest.mark.parametrize(("language", "size"), [("en", WIDE), ("ar", PHONE)])
# Its invoice was to be paid more than 45 days ago, on whichever day of the month this is run.
LATE_BY_MONTHS = 4
WAITS = (
    "New users and reports wait until it is paid",
    "إضافة المستخدمين والتقارير متوقفة حتى سدادها",
)
REFUSED = 403


@both
def test_a_late_payer_waits_for_new_users_and_reports_only_and_a_payment_opens_them(
    walk, live, open_doors, language, size
):
    with behind(live):
        month = customers.months_ago(LATE_BY_MONTHS)
        clinic = customers.open_clinic(f"ibri-{language}", language, month.first)
        invoice = customers.close(clinic, month)
        customers.finalise(clinic, month, invoice)
        with as_platform():
            taken = {one.invoice_id: one.step for one in reminding.remind()}
            db.session.commit()
        customers.hear(clinic)
    assert taken[invoice] == READ_ONLY_ON
    owner, officer = (walk(language, size, whose=None) for _ in range(2))
    sign_in(owner, clinic.owner)
    sign_in(officer, clinic.officer)
    letter = letters_to(live, clinic.owner)[0]
    assert letter.subject.startswith(owner.says("New users and reports wait", "المستخدمون الجدد والتقارير بانتظار"))  # fmt: skip
    is_told(owner, officer)
    goes_on(owner, live, invoice)
    omar = at_desk(walk, live, open_doors, OMAR, language, size)
    omar.open(f"/desk/tenants/{clinic.id}/invoices/{invoice}")
    paying.pay(omar, invoice, f"DEMO-{clinic.key}")
    assert paying.left_to_pay(omar) == "0.000"
    for path in ("/people/invite", "/reports/"):
        owner.open(path)
        prove(owner)
        owner.sees_not(*WAITS)
        owner.look(f"open-again-{path.strip('/').replace('/', '-')}")
    with behind(live):
        customers.hear(clinic)
    thanks = letters_to(live, clinic.owner)[0].subject
    assert thanks.startswith(owner.says("Thank you", "شكرًا لكم"))


def is_told(owner: Walk, officer: Walk) -> None:
    """What waits and why: to the owner with the way to the invoices, to others whom to ask."""
    owner.open("/plan/")
    owner.sees("Everything that treats patients goes on", "ويستمر كل ما يخدم المرضى")
    owner.look("plan-late")
    for path in ("/people/invite", "/reports/"):
        with owner.refused(REFUSED):
            owner.open(path)
        owner.sees(*WAITS)
        expect(owner.main.locator("a.btn-primary[href='/plan/invoices']")).to_be_visible()
    with officer.refused(REFUSED):
        officer.open("/reports/")
    officer.sees(*WAITS)
    officer.sees("Ask the owner", "اطلب من المالك")
    officer.look("frozen")


def goes_on(owner: Walk, live: House, invoice: object) -> None:
    """Cover is asked about and answered, papers are printed, everything can be fetched."""
    ask_about_a_practice_patient(owner, 1)
    owner.sees("Covered by", "مشمول بتغطية", seconds=20)
    paper = owner.context.request.get(f"{owner.house_url}/plan/invoices/{invoice}.pdf")
    assert paper.body().startswith(b"%PDF")
    for path in ("/claims/", "/leaving/"):
        owner.open(path)
        owner.sees_not(*WAITS)
