"""A new owner practises, lives through an outage and goes live; by keyboard alone, in both languages."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from playwright.sync_api import expect

from app.demo import setting
from app.demo.people import PASSWORD, Staff
from app.going_live.models import LiveRequest
from app.kernel import clock
from app.kernel.db import db
from app.plans import subscribing
from app.plans.accounts import Terms
from app.tenants.queries import tenant
from app.tenants.scope import in_tenant
from tests.journeys import customers
from tests.journeys.behind import behind
from tests.journeys.conftest import PHONE, WIDE
from tests.journeys.desk import OMAR, at_desk
from tests.journeys.keys import press_enter, tab_to
from tests.journeys.running import wait_until
from tests.journeys.walk import Walk

COVERED = "form[action$='/practice/patients/{place}'] button"


def open_clinic(language: str) -> tuple[UUID, str]:
    """A clinic that was just approved, with its owner, contracts and prices, and the plan chosen."""
    key, email = f"sohar-{language}", f"owner@sohar-{language}.example"
    begins = clock.today() - timedelta(days=30)
    identity = setting.open_clinic(key, f"Sohar Clinic {language}", "عيادة صحار", ("Sohar", "صحار"), begins)  # fmt: skip
    customers.sell_once()
    with in_tenant(identity):
        setting._seat(Staff(key, email, "Zahra Al Maamari", "زهراء المعمرية", "owner", language))
        subscribing.choose(identity, Terms("users"), "now")
        db.session.commit()
    return identity, email


def sign_in(one: Walk, email: str) -> None:
    one.open("/sign-in")
    tab_to(one, "#email")
    one.page.keyboard.type(email)
    tab_to(one, "#password")
    one.page.keyboard.type(PASSWORD)
    with one.new_page():
        one.press("Enter")


def prove(one: Walk) -> None:
    """A fresh proof where the door asks for one."""
    if "/prove" in one.page.url:
        tab_to(one, "#password")
        one.page.keyboard.type(PASSWORD)
        with one.new_page():
            one.press("Enter")


def ask_about_a_practice_patient(one: Walk, place: int) -> None:
    one.open("/practice/patients")
    press_enter(one, COVERED.format(place=place))
    tab_to(one, "#payer_id")
    one.press("ArrowDown")
    with one.new_page():
        one.press("Control+Enter")


def let_live(omar: Walk, request: str) -> None:
    """From the queue to the request, and yes."""
    omar.open("/desk/going-live")
    omar.look("desk-live-requests")
    press_enter(omar, f"main a[href='{request}']", most=80)
    omar.look("desk-live-request")
    press_enter(omar, f"form[action='{request}/approve'] button", most=80)
    omar.sees("Approved. What was practised is removed", "تمت الموافقة")


@pytest.mark.parametrize(("language", "size"), [("en", WIDE), ("ar", PHONE)])
def test_an_owner_rehearses_and_goes_live(walk, live, open_doors, language, size):
    with behind(live):
        tenant_id, email = open_clinic(language)
    one = walk(language, size, whose=None)
    sign_in(one, email)
    one.look("practice-home")
    press_enter(one, ".practice-words a")
    one.sees("One outage lived through", "انقطاع واحد")
    one.look("practice-list")
    one.open("/practice/patients")
    one.look("practice-patients")
    ask_about_a_practice_patient(one, 1)
    one.sees("Covered by", "مشمول بتغطية", seconds=20)
    one.open("/practice")
    expect(one.page.locator("main .tasks li").first).to_contain_text(one.says("Rehearsed", "تم التدرّب"))  # fmt: skip
    press_enter(one, "form[action$='/practice/outage'] button")
    one.look("practice-away")
    # Another one: the answer about the first is fresh, and nothing would have to leave.
    ask_about_a_practice_patient(one, 2)
    one.look("practice-asked-while-away")
    one.open("/practice")
    press_enter(one, "form[action$='/practice/outage/end'] button")

    def arrived() -> bool:
        one.open("/practice")
        return bool(one.page.locator("main .tasks li").last.get_by_text(one.says("Rehearsed", "تم التدرّب")).count())  # fmt: skip

    # It is tried again within a minute, and answered some seconds later.
    wait_until(arrived, 90, "what waited arrived")
    press_enter(one, "main a[href='/practice/go-live']")
    prove(one)
    one.look("practice-go-live")
    press_enter(one, "form[action$='/go-live'] [data-primary]")
    one.look("practice-asked")
    with behind(live), in_tenant(tenant_id):
        request_id = db.session.scalars(db.select(LiveRequest.id)).one()
    omar = at_desk(walk, live, open_doors, OMAR, language, size)
    let_live(omar, f"/desk/going-live/{request_id}")

    def is_live() -> bool:
        one.open("/practice")
        return one.page.locator(".practice-words").count() == 0

    wait_until(is_live, 60, "the clinic is live")
    one.look("practice-over")
    with behind(live), in_tenant(tenant_id):
        assert not tenant().practice_mode
