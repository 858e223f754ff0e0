"""Every page of the operator's desk, the public page of the service's state, and the owner's pages of plan and leaving: both languages, both widths."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from flask import current_app

from app.demo import applying as sent_applications
from app.departing import leaving
from app.going_live.models import LiveRequest
from app.incidents import service as incidents
from app.kernel import clock
from app.kernel.authz import sign_of
from app.kernel.db import db
from app.onboarding.models import Application
from app.plans import settling
from app.plans.billing import LINES
from app.plans.models import PlanRow
from app.tenants import asking
from app.tenants.scope import as_platform, in_tenant
from tests.journeys import customers
from tests.journeys.behind import behind
from tests.journeys.conftest import PHONE, WIDE
from tests.journeys.customers import Customer
from tests.journeys.desk import OMAR, at_desk
from tests.journeys.test_going_live import prove, sign_in
from tests.journeys.walk import Walk
from tests.places import DESK

both = pytest.mark.parametrize(("language", "size"), [("en", WIDE), ("ar", PHONE)])
OTHER = {WIDE: PHONE, PHONE: WIDE}
FILES = (".pdf", "<kind>", "papers/", "/file")
AT_LEAST = 24


@pytest.fixture(scope="module")
def shown(live) -> dict[str, Any]:
    """Something on every page: a customer with an invoice paid in part, an application, a wish to go live and one to leave, trouble."""
    with behind(live):
        clinic = customers.open_clinic("adam", "en", customers.months_ago(3).first)
        month = customers.months_ago(3)
        invoice = customers.close(clinic, month)
        customers.finalise(clinic, month, invoice)
        with current_app.test_request_context():
            reference = sent_applications.send_whole("office@adam-pages.om")
        request_id = _ask(clinic)
        with as_platform():
            found = {
                "tenant_id": clinic.id, "invoice_id": invoice, "request_id": request_id,
                "line_id": db.session.scalar(db.select(LINES.c.id).where(LINES.c.invoice_id == invoice)),
                "transfer_id": _pay(clinic, invoice), "plan_id": db.session.scalar(db.select(PlanRow.id).limit(1)),
                "incident_id": incidents.tell("Answers come slowly", "تتأخر الردود"),
                "application_id": db.session.scalar(db.select(Application.id).where(Application.reference == reference)),
            }  # fmt: skip
            incidents.end(found["incident_id"])
            db.session.commit()
    return {"customer": clinic, "values": found}


def _ask(clinic: Customer) -> Any:
    """To go live, to have more branches, and to leave: all is read at the desk."""
    with in_tenant(clinic.id):
        asking.ask(12, "Three pharmacies are being bought.")
        asked = LiveRequest(status="asked", rehearsed={"claim": 1})
        db.session.add(asked)
        leaving.ask(clinic.name, "closing")
        db.session.commit()
        return asked.id


def _pay(clinic: Customer, invoice: Any) -> Any:
    part = settling.Received(
        bank_reference="DEMO-ADAM", booked_on=clock.today(), amount=Decimal(1), words="Adam"
    )
    entered = settling.enter(part)
    settling.match(entered, clinic.id, invoice)
    return entered


def pages_of_the_desk(live, values: dict[str, Any]) -> dict[str, str]:
    """Every page of the address book that names nothing this stage does not have, by its name."""
    with behind(live), current_app.test_request_context():
        rules = [
            rule for rule in current_app.url_map.iter_rules()
            if rule.endpoint.partition(".")[0] in DESK and "GET" in rule.methods and rule.arguments <= set(values)
            and not any(part in rule.rule for part in FILES) and sign_of(current_app, rule.endpoint).permission
        ]  # fmt: skip
        return {rule.endpoint: rule.build(values, append_unknown=False)[1] for rule in rules}


def look(one: Walk, name: str, path: str, size: tuple[int, int]) -> None:
    """With everything that is examined in one window, and without scrolling sideways in the other."""
    one.page.set_viewport_size({"width": size[0], "height": size[1]})
    one.open(path)
    prove(one)
    one.look(name)
    one.look_at_width(OTHER[size])


@both
def test_every_page_of_the_desk(walk, live, open_doors, shown, language, size):
    omar, titles = at_desk(walk, live, open_doors, OMAR, language, size), {}
    for endpoint, path in pages_of_the_desk(live, shown["values"]).items():
        look(omar, f"every-{endpoint}", path, size)
        titles[endpoint] = omar.page.title()
    assert len(titles) >= AT_LEAST
    assert all(title.partition(" · ")[0] for title in titles.values())


@both
def test_the_pages_of_plan_and_leaving_and_of_the_service(walk, live, shown, language, size):
    clinic, values = shown["customer"], shown["values"]
    stranger = walk(language, size, whose=None)
    look(stranger, "every-status", "/status", size)
    invoice = f"/plan/invoices/{values['invoice_id']}"
    owner = walk(language, size, whose=None)
    sign_in(owner, clinic.owner)
    owner.speak()
    for path in (
        "/plan/", "/plan/seats", "/plan/compare", "/plan/change", "/plan/invoices", invoice,
        f"{invoice}/lines/{values['line_id']}", "/leaving/", "/leaving/end", "/settings/branches/more",
    ):  # fmt: skip
        look(owner, f"every-{path.rpartition('/')[0]}", path, size)
    assert owner.complaints == []
