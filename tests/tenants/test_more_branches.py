"""More branches than one may open oneself: asked for here, answered at the desk, told by a worker once."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.audit.models import AuditEvent
from app.kernel.db import db
from app.kernel.states import NotPossible
from app.tenants import answering, asking, branches
from app.tenants.answering import NothingAsked
from app.tenants.asking import AskedForBranches, NotMoreBranches
from app.tenants.models import BranchRequest
from app.tenants.queries import tenant
from app.tenants.scope import as_platform
from tests.onboarding.conftest import letters

WHY = "Three pharmacies are being bought, FSA knows since May."
FORM = {"wanted": "١٢", "reason": WHY}
DESK = UUID(int=9)


@pytest.mark.parametrize(("wanted", "fits"), [(9, False), (10, True)])
def test_only_more_than_allowed_is_asked_for(in_noor, wanted, fits):
    if fits:
        assert asking.ask(wanted, WHY).wanted == wanted
        with pytest.raises(AskedForBranches):
            asking.ask(wanted + 1, WHY)
    else:
        with pytest.raises(NotMoreBranches, match="9 branches"):
            asking.ask(wanted, WHY)


def test_taken_back_it_is_over_and_may_be_asked_anew(in_noor):
    asking.withdraw()
    assert asking.latest() is None
    asking.ask(12, WHY)
    asking.withdraw()
    with pytest.raises(NotPossible):
        asking.withdraw()
    assert asking.ask(13, WHY).status == "asked"


def test_the_tenant_itself_decides_nothing(in_noor):
    asking.ask(12, WHY)
    with pytest.raises(DBAPIError, match="only the desk decides"):
        db.session.execute(text("UPDATE branch_requests SET status = 'allowed', told_at = now()"))


def decided(step):
    with as_platform(DESK):
        assert [one.request.wanted for one in answering.waiting()] == [12]
        step()
        db.session.commit()
        assert answering.waiting() == []


def told(app, inside, event):
    """The newest request after the worker came twice, the letters that it wrote, and how often the trail tells it."""
    with app.app_context():
        before = len(letters(app))
        answering.tell_all()
        answering.tell_all()
        new = letters(app)[: len(letters(app)) - before]
    with inside("amal"):
        query = select(AuditEvent.seq).where(AuditEvent.event == event)
        return asking.latest().status, new, len(db.session.scalars(query).all())


@pytest.fixture
def asked(app, inside, people):
    with app.app_context(), inside("amal"):
        asking.ask(12, WHY)
        db.session.commit()
    return people["amal"].tenant_id


@pytest.mark.parametrize("most", [11, 12, 20])
def test_raised_the_owners_read_how_many(app, inside, asked, most):
    with app.app_context():
        decided(lambda: branches.allow_branches(asked, most, "FSA agreed"))
    status, new, noted = told(app, inside, "branch_request.allowed")
    assert (status, len(new), noted) == ("allowed", 1, 1)
    assert f"open {most} yourself" in new[0].text
    assert "فروع" in new[0].subject
    with inside("amal"):
        assert tenant().most_branches == most


def test_given_back_the_owners_read_why_in_both_languages(app, inside, asked):
    with app.app_context():
        decided(lambda: answering.give_back(asked, "Send FSA's letter.", "أرسلوا خطاب الهيئة."))
        with as_platform(DESK), pytest.raises(NothingAsked):
            answering.give_back(asked, "x", "س")
    status, new, noted = told(app, inside, "branch_request.returned")
    assert (status, len(new), noted) == ("returned", 1, 1)
    assert "Send FSA's letter." in new[0].text
    assert "أرسلوا خطاب الهيئة." in new[0].text
    with inside("amal"):
        assert tenant().most_branches == 9
        assert asking.ask(12, WHY).status == "asked"


def test_nobody_who_did_not_ask_is_told(app, inside, people):
    with app.app_context(), as_platform(DESK):
        branches.allow_branches(people["amal"].tenant_id, 12, "FSA agreed")
        db.session.commit()
    with app.app_context():
        before = len(letters(app))
        answering.tell_all()
        assert len(letters(app)) == before


def test_asked_on_the_page_and_answered_at_the_desk(as_, inside, desk, people, clock):
    amal, omar = as_("amal"), desk("omar")
    assert "/settings/branches/more" in amal.get("/settings/").links
    wrong = amal.post("/settings/branches/more", {"wanted": "9", "reason": WHY}, 422)
    assert wrong.errors == ["You may open 9 branches yourself already. Enter a higher number."]
    assert wrong.value("reason") == WHY
    empty = amal.post("/settings/branches/more", {"wanted": "12", "reason": ""}, 422)
    assert empty.value("wanted") == "12"
    page = amal.post("/settings/branches/more", FORM, follow=True)
    assert "The operator was asked." in page.text
    again = amal.post("/settings/branches/more", {**FORM, "wanted": "30"}, 422)
    assert again.errors == ["You have asked already. The operator answers the owners by mail."]
    assert again.value("wanted") == "30"
    own = f"/desk/tenants/{people['amal'].tenant_id}/branches"
    assert own in omar.get("/desk").links
    shown = omar.get(own)
    assert WHY in shown.text
    assert shown.value("most") == "12"
    omar.post(f"{own}/return", {"reason_en": "Send FSA's letter.", "reason_ar": ""}, 422)
    omar.post(f"{own}/return", {"reason_en": "Send FSA's letter.", "reason_ar": "أرسلوا الخطاب."})
    assert own not in omar.get("/desk").links
    late = omar.post(f"{own}/return", {"reason_en": "Too late", "reason_ar": "متأخر"}, 422)
    assert "This request is not open any more" in late.text
    assert "Send FSA's letter." in amal.get("/settings/branches/more").text
    with inside("amal"):
        assert len(db.session.scalars(select(BranchRequest)).all()) == 1


def test_who_does_not_decide_reads_no_request(desk, asked):
    tariq = desk("tariq")
    assert f"/desk/tenants/{asked}/branches" not in tariq.get("/desk").links
    assert tariq.client.get(f"/desk/tenants/{asked}/branches/return").status_code == 403
