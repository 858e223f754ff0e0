"""In which branches a person works: chosen by an owner, held from the next request on, carried by an invitation."""

from __future__ import annotations

import re
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from app.access import inviting, queries, service, workplace
from app.access.errors import OwnersWorkEverywhere
from app.access.models import Membership, MembershipBranch
from app.access.service import NewPerson
from app.audit.models import AuditEvent
from app.kernel.db import db
from app.mail import service as mail
from app.tenants.branches import BranchFacts, add_branch
from app.tenants.queries import facilities

PASSWORD = "quite another horse 7"


@pytest.fixture
def branches(inside) -> dict[str, UUID]:
    """Noor with three branches, by the first word of their place."""
    with inside("amal"):
        for number, (english, arabic) in enumerate((("Nizwa", "نزوى"), ("Sohar", "صحار"))):
            facts = BranchFacts(name_en=f"Noor Clinic, {english}", name_ar=f"عيادة النور، {arabic}", licence_number=f"DEMO-{number}", licence_from=None, licence_to=None)  # fmt: skip
            add_branch(facts)
        db.session.commit()
        return {one.name_en.rpartition(" ")[2].lower(): one.id for one in facilities()}


@pytest.fixture
def badr(inside) -> UUID:
    """The membership of the claims officer."""
    with inside("amal"):
        return next(one.membership_id for one in queries.people() if one.name_en == "Badr")


def form(home: UUID, *only: UUID, role: str = "claims_officer", **changes):
    chosen = {"works_in": "only" if only else "all", "branches": [str(one) for one in only]}
    return {"role": role, "facility_id": str(home), **chosen, **changes}


def rows_of(inside, membership_id):
    with inside("amal"):
        return workplace.of_membership(membership_id)


def test_an_owner_chooses_and_it_holds_with_the_next_request(as_, inside, branches, badr):
    amal, his = as_("amal"), as_("badr")
    assert "All branches" in his.get("/account").text
    amal.post(f"/people/{badr}", form(branches["muscat"], branches["sohar"]), status=303)
    page = his.get("/account").text
    assert ("Noor Clinic, Muscat" in page, "Noor Clinic, Sohar" in page) == (True, True)
    assert ("Nizwa" in page, "All branches" in page) == (False, False)
    assert "Noor Clinic, Sohar" in amal.get("/people").text
    amal.post(f"/people/{badr}", form(branches["muscat"]), status=303)
    assert "All branches" in his.get("/account").text
    assert rows_of(inside, badr) is None


def test_the_home_branch_is_always_among_them(as_, inside, branches, badr):
    amal = as_("amal")
    amal.post(f"/people/{badr}", form(branches["nizwa"], branches["sohar"]), status=303)
    assert rows_of(inside, badr) == {branches["nizwa"], branches["sohar"]}
    # Nothing ticked: the home branch alone.
    alone = {**form(branches["muscat"]), "works_in": "only"}
    amal.post(f"/people/{badr}", alone, status=303)
    assert rows_of(inside, badr) == {branches["muscat"]}


def test_the_trail_tells_once_and_only_what_changed(as_, inside, branches, badr):
    amal = as_("amal")
    for _again in range(2):
        amal.post(f"/people/{badr}", form(branches["muscat"], branches["sohar"]), status=303)
    with inside("amal"):
        told = select(AuditEvent.changes).where(AuditEvent.event == "access.branches_changed")
        assert db.session.scalars(told).all() == [
            {"was": None, "branches": ["DEMO-1", "DEMO-P-NOOR-MOH"]}
        ]
    assert "Branches of a person changed" in amal.get("/audit").text


@pytest.mark.parametrize(("changes", "error"), [
    ({"branches": str(uuid4())}, "Branches is not in the list. Choose one from the list."),
    ({"branches": "x"},          "Branches is not in the list. Choose one from the list."),
    ({"works_in": ""},           "Works in is missing. Enter it."),
    ({"role": "owner"},          "An owner works in all branches. Choose all branches, or another role."),
])  # fmt: skip
def test_a_wrong_choice_is_refused_beside_its_field(as_, inside, branches, badr, changes, error):
    asked = {**form(branches["muscat"], branches["sohar"]), **changes}
    page = as_("amal").post(f"/people/{badr}", asked, status=422)
    assert page.errors == [error]
    assert rows_of(inside, badr) is None


def test_another_clinics_branch_cannot_be_chosen(as_, inside, branches, badr):
    with inside("salma"):
        theirs = facilities()[0].id
    page = as_("amal").post(f"/people/{badr}", form(branches["muscat"], theirs), status=422)
    assert page.errors == ["Branches is not in the list. Choose one from the list."]


def test_with_one_branch_there_is_nothing_to_choose(as_, inside, badr):
    amal = as_("amal")
    assert "works_in" not in amal.get(f"/people/{badr}").html
    with inside("amal"):
        home = facilities()[0].id
    amal.post(f"/people/{badr}", {"role": "doctor", "facility_id": str(home)}, status=303)
    assert rows_of(inside, badr) is None


def newcomer(role: str, home: UUID, *only: UUID) -> NewPerson:
    return NewPerson(email="layla@noor.example", name_en="Layla", name_ar="ليلى", language="en", role=role, facility_id=home, branches=frozenset(only) or None)  # fmt: skip


def test_who_accepts_an_invitation_works_where_the_owner_said(as_, inside, branches):
    amal, browser = as_("amal"), as_("")
    asked = form(branches["nizwa"], branches["sohar"], role="receptionist", email="layla@noor.example", name_en="Layla", name_ar="ليلى", language="en")  # fmt: skip
    amal.post("/people/invite", asked, status=303)
    page = amal.get("/people").text
    assert page.count("Noor Clinic, Sohar") == 1
    link = re.search(r"http://localhost:8000(\S+/[\w-]{43})", mail.outbox()[0].letter.text)[1]
    db.session.rollback()
    browser.post(link, {"new": PASSWORD, "repeated": PASSWORD}, status=303)
    mine = browser.get("/account").text
    assert ("Sohar" in mine, "Nizwa" in mine, "Muscat" in mine) == (True, True, False)


def test_an_owner_is_invited_to_the_whole_house(inside, branches):
    with inside("amal"), pytest.raises(OwnersWorkEverywhere):
        inviting.invite(newcomer("owner", branches["nizwa"], branches["sohar"]))


def test_who_comes_back_works_where_it_is_said_now(inside, branches):
    """Not where they worked before they left."""
    with inside("amal"):
        membership_id, _password = service.add_person(newcomer("doctor", branches["nizwa"], branches["sohar"]))  # fmt: skip
        service.end_access(membership_id)
        again, _none = service.add_person(newcomer("doctor", branches["muscat"]))
        assert again == membership_id
        assert workplace.of_membership(membership_id) is None


def test_an_owners_forgotten_rows_keep_nobody_out(as_, inside, people, branches):
    """The look-up of the session itself asks for the role."""
    with inside("amal"):
        mine = db.session.scalars(select(Membership.id).where(Membership.user_id == people["amal"].user_id)).one()  # fmt: skip
        db.session.add(MembershipBranch(membership_id=mine, facility_id=branches["sohar"]))
        db.session.commit()
        assert db.session.scalar(select(func.count(MembershipBranch.id))) == 1
    assert "All branches" in as_("amal").get("/account").text
