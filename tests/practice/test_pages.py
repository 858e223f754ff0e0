"""The pages: the list, the practice patients, resetting, asking to go live."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.going_live.models import LiveRequest
from app.kernel.db import db
from app.patients.models import Patient
from app.plans import subscribing
from app.practice.stories import STORIES
from app.tenants.models import Facility
from app.tenants.queries import tenant
from app.tenants.scope import in_tenant
from tests.factories import clinic
from tests.factories.mode import be_live
from tests.plans.conftest import USERS


def test_a_practice_patient_is_taken_to_the_question_without_a_number_in_any_address(
    app, as_, people
):
    huda = as_("huda")
    page = huda.get("/practice/patients")
    assert page.html.count("/practice/patients/") == len(STORIES)
    asked = huda.post("/practice/patients/5")
    assert "/eligibility/patients/" in asked.location
    assert "10000005" not in asked.location
    assert "Practice Patient 05" in huda.get(asked.location).text
    assert huda.answer("POST", "/practice/patients/99") == 404


def test_the_frame_stands_on_every_page_of_who_practises_and_on_none_of_who_is_live(
    app, as_, people
):
    amal = as_("amal")
    for address in ("/", "/practice", "/patients", "/settings/"):
        page = amal.get(address)
        assert "Nothing here is real" in page.text, address
        assert "tenant practice" in page.html, address
    assert "One outage lived through" in amal.get("/practice").text
    with app.app_context(), in_tenant(people["amal"].tenant_id):
        be_live(people["amal"].tenant_id)
    for address in ("/", "/practice"):
        page = amal.get(address)
        assert "Nothing here is real" not in page.text, address
    assert "You are live" in amal.get("/practice").text
    assert amal.post("/practice/reset", {"sure": "y"}, status=422).status == 422


def test_reset_wants_a_tick_the_owner_and_a_fresh_proof(app, as_, people):
    amal, huda = as_("amal"), as_("huda")
    huda.post("/practice/patients/5")
    assert huda.answer("POST", "/practice/reset", {"sure": "y"}) == 403
    page = amal.post("/practice/reset", {}, status=422)
    assert "Tick that everything practised may be removed." in page.text
    with app.app_context(), in_tenant(people["amal"].tenant_id):
        assert len(db.session.scalars(select(Patient)).all()) == 1
    done = amal.post("/practice/reset", {"sure": "y"}, follow=True)
    assert "Everything practised was removed." in done.text
    with app.app_context(), in_tenant(people["amal"].tenant_id):
        assert db.session.scalars(select(Patient)).all() == []
        assert tenant().practice_mode


def test_asking_names_the_gaps_and_the_desk_answers(app, as_, desk, people, sold):
    amal = as_("amal")
    page = amal.get("/practice/go-live")
    assert "No plan is chosen." in page.text
    assert "Ask the operator to go live" not in page.text
    with app.app_context(), in_tenant(people["amal"].tenant_id, people["amal"].user_id):
        clinic.load_codes()
        clinic.a_practitioner()
        clinic.a_contract()
        for branch in db.session.scalars(select(Facility)):
            branch.licence_to = date(2099, 1, 1)
        subscribing.choose(people["amal"].tenant_id, USERS, "now")
        db.session.commit()
    assert "Ask the operator to go live" in amal.get("/practice/go-live").text
    assert "The operator was asked" in amal.post("/practice/go-live", follow=True).text
    again = amal.post("/practice/go-live", status=422)
    assert "You have asked already." in again.text
    with app.app_context(), in_tenant(people["amal"].tenant_id):
        request_id = db.session.scalars(select(LiveRequest.id)).one()
    omar, finance = desk("omar"), desk("tariq")
    assert finance.answer("GET", "/desk/going-live") == 403
    assert "Noor Clinic" in omar.get("/desk/going-live").text
    seen = omar.get(f"/desk/going-live/{request_id}").text
    assert "The rehearsal list is not green yet." in seen
    refused = omar.post(
        f"/desk/going-live/{request_id}/return", {"reason_en": "Later."}, status=422
    )
    assert "the owner may read Arabic" in refused.text
    words = {"reason_en": "Rehearse an outage.", "reason_ar": "تدرّب على انقطاع."}
    omar.post(f"/desk/going-live/{request_id}/return", words)
    assert "Rehearse an outage." in amal.get("/practice/go-live").text
    late = omar.post(f"/desk/going-live/{request_id}/approve", follow=True)
    assert "This request is not open any more." in late.text
