from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from app.kernel.db import db
from app.kernel.errors import NotFound
from app.tenants import branches, queries, rules
from app.tenants.branches import (
    BranchFacts,
    BranchLicenceEndsFirst,
    BranchLicenceTaken,
    FewerThanAllowed,
    TooManyBranches,
)
from app.tenants.scope import as_platform
from tests import doors

TODAY = date(2026, 11, 22)
FORM = {
    "name_en": "Noor Clinic, Sohar", "name_ar": "عيادة النور، صحار", "licence_number": "moh-sohar",
    "licence_to-day": "1", "licence_to-month": "12", "licence_to-year": "2026",
}  # fmt: skip


def facts(number, **changes):
    known = {"name_en": "B", "name_ar": "ب", "licence_from": None, "licence_to": None}
    return BranchFacts(licence_number=f"L-{number}", **{**known, **changes})


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        (None, rules.UNKNOWN),
        (TODAY - timedelta(days=1), rules.EXPIRED),
        (TODAY, rules.ENDS_SOON),
        (TODAY + timedelta(days=60), rules.ENDS_SOON),
        (TODAY + timedelta(days=61), rules.VALID),
    ],
)
def test_what_a_licence_means_today(ends, words):
    assert rules.licence_words(ends, TODAY)[0] == words


def test_branches_have_their_own_licences(in_noor):
    added = branches.add_branch(facts(1))
    with pytest.raises(BranchLicenceTaken):
        branches.add_branch(facts(1))
    with pytest.raises(BranchLicenceEndsFirst):
        branches.add_branch(facts(2, licence_from=TODAY, licence_to=TODAY - timedelta(days=1)))
    assert branches.correct_branch(added.id, facts(1, licence_to=TODAY)).licence_to == TODAY


def test_the_settings_lead_everywhere_this_person_may_go(as_, clock):
    page = as_("amal").get("/settings/")
    assert page.heading == "Settings"
    assert "DEMO-P-NOOR" in page.text
    assert {"/people", "/contracts/", "/practitioners/", "/exchange/", "/audit/"} <= {link.rstrip("/") + ("/" if link.rstrip("/") != "/people" else "") for link in page.links}  # fmt: skip
    assert "/people" not in as_("nadia").get("/settings/").links


def test_a_branch_is_added_and_its_licence_renewed(as_, clock):
    client = as_("amal")
    page = client.post("/settings/branches/new", FORM, follow=True)
    assert [row[1] for row in page.rows()] == ["DEMO-P-NOOR-MOH", "MOH-SOHAR"]
    assert "Licence ends soon" in page.rows()[1][4]
    taken = client.post("/settings/branches/new", FORM, 422)
    assert taken.errors == ["Another branch has this licence number. Check it."]
    assert client.post("/settings/branches/new", {}, 422).value("name_en") == ""


def test_nine_branches_need_a_word(as_, inside, clock):
    with inside("amal"):
        for number in range(7):
            branches.add_branch(facts(number))
        db.session.commit()
    client = as_("amal")
    told = "You have opened all 9 branches that you can open yourself"
    assert told not in client.get("/settings/").text
    client.post("/settings/branches/new", FORM)
    assert told in client.get("/settings/").text
    tenth = client.post("/settings/branches/new", {**FORM, "licence_number": "DEMO-TENTH"}, 422)
    assert tenth.errors[0].startswith("You can open 9 branches yourself.")


def test_the_operator_raises_the_number_and_never_lowers_it(as_, inside, people, clock):
    tenant_id = people["amal"].tenant_id
    with as_platform():
        for wrong in (0, 8):
            with pytest.raises(FewerThanAllowed):
                branches.allow_branches(tenant_id, wrong, "x")
        branches.allow_branches(tenant_id, 11, "FSA agreed")
        with pytest.raises(FewerThanAllowed):
            branches.allow_branches(tenant_id, 10, "x")
        with pytest.raises(NotFound):
            branches.allow_branches(uuid4(), 11, "x")
        db.session.commit()
    with inside("amal"):
        for number in range(10):
            branches.add_branch(facts(number))
        with pytest.raises(TooManyBranches, match="11 branches"):
            branches.add_branch(facts(11))


PEOPLE = ("amal", "badr", "huda", "salim", "nadia", "salma", "")
TABLE = {
    "/settings/": (200, 403, 403, 403, 200, 200, 303),
    "/settings/branches/new": (200, 403, 403, 403, 403, 200, 303),
    "/settings/branches/more": (200, 403, 403, 403, 403, 200, 303),
    "/settings/branches/{branch}": (200, 403, 403, 403, 403, 404, 303),
}


@pytest.mark.parametrize("name", PEOPLE)
def test_who_may_enter(as_, inside, clock, name):
    with inside("amal"):
        branch = queries.facilities()[0].id
    assert doors.pages(as_(name), TABLE, branch=branch) == doors.column(TABLE, PEOPLE, name)
