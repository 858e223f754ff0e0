"""Who leaves takes everything along, two people delete the rest, and who changes the mind stays. By keyboard alone, in both languages."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from app.departing import deleting, leaving
from app.kernel import clock
from app.kernel.clock import telling
from app.kernel.db import db
from app.tenants.scope import in_tenant
from tests.journeys import customers
from tests.journeys.behind import behind, letters_to
from tests.journeys.conftest import PHONE, WIDE
from tests.journeys.customers import Customer
from tests.journeys.desk import LINA, OMAR, at_desk, next_code
from tests.journeys.keys import pick_option, press_enter, write
from tests.journeys.running import wait_until
from tests.journeys.test_going_live import prove, sign_in
from tests.journeys.walk import Walk
from tests.papers import words_of

both = pytest.mark.parametrize(("language", "size"), [("en", WIDE), ("ar", PHONE)])


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
        press_enter(desk, f"main a[href*='{clinic.id}'][href$='/approve']", most=60)
        desk.look(f"desk-approve-deletion-{who.role}")
        write(desk, "#code", next_code(who.secret))
        desk.sees(*said)
    with behind(live):
        deleting.delete_approved()  # As the rounds of the books do.
    certificate = desk.main.locator(f"a[href*='{clinic.id}'][href$='.pdf']")

    def is_certified() -> bool:
        desk.open("/desk/departures?over=1")
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
    with behind(live), in_tenant(clinic.id):
        assert leaving.departure().status == "taken_back"


def ask_a_month_ago(clinic: Customer) -> None:
    """As if the days to think had begun then: they are over today."""
    asked = clock.now() - timedelta(days=leaving.COOLING_DAYS)
    with telling(asked), in_tenant(clinic.id):
        leaving.ask(clinic.name, "closing")
        db.session.commit()
