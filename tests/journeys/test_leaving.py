"""Who does not pay waits for little, and everything opens with the payment; who leaves takes everything along. By keyboard alone, in both languages."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from app.departing import leaving
from app.kernel import clock
from app.kernel.clock import telling
from app.kernel.db import db
from app.plans import reminding
from app.plans.dunning import READ_ONLY_ON
from app.tenants.scope import as_platform, in_tenant
from tests.journeys import customers, paying
from tests.journeys.behind import behind, letters_to
from tests.journeys.conftest import PHONE, WIDE
from tests.journeys.customers import Customer
from tests.journeys.desk import LINA, OMAR, at_desk
from tests.journeys.keys import agree, pick_option, press_enter, write
from tests.journeys.running import House, wait_until
from tests.journeys.test_going_live import ask_about_a_practice_patient, prove, sign_in
from tests.journeys.walk import Walk
from tests.papers import words_of

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


@both
def test_who_leaves_takes_everything_along_and_two_people_delete_the_rest(
    walk, live, open_doors, language, size
):
    with behind(live):
        clinic = customers.open_clinic(f"bahla-{language}", language, customers.months_ago(2).first)
        ask_a_month_ago(clinic)
    owner = walk(language, size, whose=None)
    sign_in(owner, clinic.owner)
    takes_everything(owner)
    owner.open("/leaving/end")
    prove(owner)
    owner.sees("Days to think until", "مهلة التفكير حتى")
    owner.look("leaving-over")
    for who, said in (
        (OMAR, ("Your approval is noted", "سُجّلت موافقتك")),
        (LINA, ("Two people have approved", "وافق شخصان")),
    ):
        desk = at_desk(walk, live, open_doors, who, language, size)
        desk.open("/desk/departures")
        desk.look(f"desk-departures-{who.role}")
        agree(desk, f"form[action*='{clinic.id}'] button", most=60)
        desk.sees(*said)
    certificate = desk.main.locator(f"a[href*='{clinic.id}'][href$='.pdf']")

    def is_certified() -> bool:
        desk.open("/desk/departures")
        return bool(certificate.count())

    wait_until(is_certified, 60, "everything is deleted and certified")
    desk.look("desk-departures-certified")
    paper = desk.context.request.get(f"{desk.house_url}{certificate.get_attribute('href')}")
    assert clinic.name in words_of(paper.body())
    owner.open("/")
    assert "/sign-in" in owner.page.url
    subject = letters_to(live, clinic.owner)[0].subject
    assert subject.startswith(owner.says("Certificate of deletion", "شهادة حذف"))


def takes_everything(owner: Walk) -> None:
    """The whole account as one file, asked for with a fresh proof, made by the worker, fetched here."""
    owner.open("/leaving/")
    owner.look("leaving")
    press_enter(owner, "form[action$='/leaving/exports'] button")
    prove(owner)
    file = owner.main.locator("a[download][href$='.zip']")
    expect(file).to_be_visible(timeout=60_000)
    owner.look("leaving-file")
    body = owner.context.request.get(f"{owner.house_url}{file.get_attribute('href')}").body()
    with zipfile.ZipFile(io.BytesIO(body)) as held:
        assert held.testzip() is None
        assert {"manifest.json", "README-en.txt", "README-ar.txt"} <= set(held.namelist())


@both
def test_who_asks_to_leave_may_stay_after_all(walk, live, language, size):
    with behind(live):
        clinic = customers.open_clinic(f"samail-{language}", language, clock.today())
    owner = walk(language, size, whose=None)
    sign_in(owner, clinic.owner)
    owner.open("/leaving/")
    press_enter(owner, "main a[href$='/leaving/end']", most=60)
    prove(owner)
    owner.look("leaving-end")
    pick_option(owner, "#reason", "closing")
    write(owner, "#name", customers.ARABIC if owner.arabic else clinic.name)
    owner.sees("Days to think until", "مهلة التفكير حتى")
    owner.look("leaving-asked")
    press_enter(owner, "form[action$='/end/back'] button")
    owner.sees("Your account stays", "يبقى حسابك")


def ask_a_month_ago(clinic: Customer) -> None:
    """As if the days to think had begun then: they are over today."""
    asked = clock.now() - timedelta(days=leaving.COOLING_DAYS)
    with telling(asked), in_tenant(clinic.id):
        leaving.ask(clinic.name, "closing")
        db.session.commit()
