"""People: added, moved, let go; and their own accounts."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from app.access import queries
from app.access.service import NewPerson, add_person
from app.kernel.db import db
from app.tenants.queries import facilities
from tests.cast import PASSWORD

GOOD = "tent lamp river cow"


def members(inside, name="amal"):
    with inside(name):
        return {row.name_en.lower(): row.membership_id for row in queries.people()}


def branch(inside, name="amal"):
    with inside(name):
        return str(facilities()[0].id)


def new_person(inside, **changes):
    return {
        "email": "rashid@noor.example", "name_en": "Rashid", "name_ar": "راشد", "language": "en",
        "role": "receptionist", "facility_id": branch(inside), **changes,
    }  # fmt: skip


def sign_in(as_, email, password):
    browser = as_("")
    status = browser.client.post(
        "/sign-in", data={"email": email, "password": password, "csrf_token": browser.csrf()}
    ).status_code
    return browser, status


def shown_password(page):
    return page._words(page.with_class("confirmation-reference")[0]).split()[-1]


# ---- adding


def test_somebody_new_gets_a_first_password_and_chooses_their_own(as_, inside):
    amal = as_("amal")
    sent = amal.post("/people/new", new_person(inside))
    once = amal.get(sent.location)
    first = shown_password(once)
    assert "shown once already" in amal.get(sent.location).text
    rashid, status = sign_in(as_, "rashid@noor.example", first)
    assert status == 303
    assert rashid.get("/", status=303).location == "/account/password"
    assert rashid.get("/account", status=303).location == "/account/password"
    rashid.client.post(
        "/account/password",
        data={"current": first, "new": GOOD, "repeated": GOOD, "_once": str(uuid4()),
              "csrf_token": page_csrf(rashid)},
    )  # fmt: skip
    assert rashid.get("/account").heading == "Your account"
    assert sign_in(as_, "rashid@noor.example", first)[1] == 422
    assert sign_in(as_, "rashid@noor.example", GOOD)[1] == 303


def page_csrf(browser):
    page = browser.get("/account/password")
    return next(m.get("content") for m in page.all("meta") if m.get("name") == "csrf-token")


@pytest.mark.parametrize(("changes", "error"), [
    ({"email": ""},                  "E-mail is missing. Enter it."),
    ({"email": "rashid"},            "E-mail is not complete. Enter it such as name@clinic.om."),
    ({"name_ar": " "},               "Name in Arabic is missing. Enter it."),
    ({"role": "king"},               "Role is not in the list. Choose one from the list."),
    ({"facility_id": str(uuid4())},  "Branch is not in the list. Choose one from the list."),
    ({"email": "HUDA@noor.example"}, "This person is on the list already. Change the role there."),
])  # fmt: skip
def test_a_wrong_new_person_is_refused_beside_the_field(as_, inside, changes, error):
    amal = as_("amal")
    page = amal.post("/people/new", new_person(inside, **changes), status=422)
    assert page.errors == [error]
    assert page.value("name_en") == "Rashid"
    assert "rashid" not in members(inside)


def test_another_clinics_branch_is_not_to_be_had(as_, inside):
    page = as_("amal").post(
        "/people/new", new_person(inside, facility_id=branch(inside, "salma")), status=422
    )
    assert len(page.errors) == 1
    assert "rashid" not in {*members(inside), *members(inside, "salma")}


def join(inside):
    """The operator joins Salma, who signs in at Seeb, to Noor."""
    facility = UUID(branch(inside, "amal"))
    with inside("amal"):
        membership, password = add_person(
            NewPerson(
                email="salma@seeb.example",
                name_en="Salma",
                name_ar="سلمى",
                language="en",
                role="receptionist",
                facility_id=facility,
            ),
            may_join=True,
        )
        db.session.commit()
    assert password is None
    return membership


def test_an_owner_cannot_let_in_who_signs_in_elsewhere(as_, inside):
    """Else whoever seats an address first holds the password that opens the next clinic too."""
    amal = as_("amal")
    page = amal.post("/people/new", new_person(inside, email="salma@seeb.example"), status=422)
    assert "signs in at another place" in page.errors[0]
    assert "salma" not in members(inside)


def test_somebody_from_another_clinic_keeps_their_password_and_changes_place(as_, inside, people):
    join(inside)
    salma, status = sign_in(as_, "salma@seeb.example", PASSWORD)
    assert status == 303
    assert {row[0] for row in salma.get("/account/workplaces").rows()} == {
        "Noor Clinic",
        "Seeb Clinic",
    }
    before = salma.client.get_cookie("maqbul").value
    salma.post("/account/workplaces", {"tenant_id": str(people["amal"].tenant_id)})
    assert salma.client.get_cookie("maqbul").value != before
    page = salma.get("/account")
    assert "Noor Clinic" in page.text
    assert "Receptionist" in page.text
    salma.get("/people", status=403)


def test_a_workplace_one_has_not_is_not_there(as_, people):
    amal = as_("amal")
    seeb = {"tenant_id": str(people["salma"].tenant_id)}
    amal.post("/account/workplaces", seeb, status=404)
    amal.post("/account/workplaces", {"tenant_id": "x"}, status=400)
    where = amal.get("/account/workplaces").text
    assert "Noor Clinic" in where
    assert "Seeb Clinic" not in where


def test_an_owner_cannot_take_over_a_password_that_opens_another_clinic(as_, inside):
    membership = join(inside)
    page = as_("amal").post(f"/people/{membership}/password", follow=True)
    assert "also works elsewhere" in page.text
    assert sign_in(as_, "salma@seeb.example", PASSWORD)[1] == 303


# ---- changing and leaving


def test_a_new_role_holds_at_once(as_, inside):
    amal, huda = as_("amal"), as_("huda")
    assert huda.answer("GET", "/audit") == 403
    form = {"role": "auditor", "facility_id": branch(inside)}
    amal.post(f"/people/{members(inside)['huda']}", form)
    assert huda.answer("GET", "/audit") == 200


def test_who_is_let_go_is_out_with_the_next_request(as_, inside):
    amal, huda, phone = as_("amal"), as_("huda"), as_("huda")
    amal.post(f"/people/{members(inside)['huda']}/end")
    for browser in (huda, phone):
        assert browser.get("/account", status=303).location == "/sign-in?next=/account"
    assert sign_in(as_, "huda@noor.example", PASSWORD)[1] == 422


def test_who_comes_back_is_let_in_again(as_, inside):
    amal = as_("amal")
    amal.post(f"/people/{members(inside)['huda']}/end")
    amal.post("/people/new", new_person(inside, email="huda@noor.example", role="doctor"))
    huda, status = sign_in(as_, "huda@noor.example", PASSWORD)
    assert status == 303
    assert "Doctor" in huda.get("/account").text


def test_the_last_owner_cannot_leave_nor_step_down(as_, inside):
    amal = as_("amal")
    mine = f"/people/{members(inside)['amal']}"
    page = amal.post(mine, {"role": "doctor", "facility_id": branch(inside)}, status=422)
    assert page.errors == ["This is the last owner. Make somebody else an owner first."]
    assert "last owner" in amal.post(f"{mine}/end", follow=True).text
    amal.get("/people")


def test_with_two_owners_one_may_leave(as_, inside):
    amal = as_("amal")
    ids = members(inside)
    amal.post(f"/people/{ids['badr']}", {"role": "owner", "facility_id": branch(inside)})
    amal.post(f"/people/{ids['amal']}/end")
    assert amal.get("/people", status=303).location.startswith("/sign-in")
    as_("badr").get("/people")


def test_a_forgotten_password_is_replaced_and_ends_all_sessions(as_, inside):
    amal, huda = as_("amal"), as_("huda")
    sent = amal.post(f"/people/{members(inside)['huda']}/password")
    first = shown_password(amal.get(sent.location))
    huda.get("/account", status=303)
    assert sign_in(as_, "huda@noor.example", PASSWORD)[1] == 422
    assert sign_in(as_, "huda@noor.example", first)[1] == 303


def test_the_first_password_is_shown_to_nobody_else(as_, inside):
    amal, badr = as_("amal"), as_("badr")
    ids = members(inside)
    amal.post(f"/people/{ids['badr']}", {"role": "owner", "facility_id": branch(inside)})
    sent = amal.post(f"/people/{ids['huda']}/password")
    assert "shown once already" in badr.get(sent.location).text
    assert "shown once already" in amal.get(f"/people/{ids['badr']}/password").text


def test_a_strangers_person_is_not_there(as_, inside):
    before = members(inside, "salma")
    theirs = before["salma"]
    amal = as_("amal")
    amal.get(f"/people/{theirs}", status=404)
    amal.get(f"/people/{theirs}/password", status=404)
    amal.post(f"/people/{theirs}/end", status=404)
    amal.post(f"/people/{theirs}/password", status=404)
    assert members(inside, "salma") == before
    assert sign_in(as_, "salma@seeb.example", PASSWORD)[1] == 303


# ---- the own account


@pytest.mark.parametrize(("current", "new", "again", "error"), [
    ("wrong",  GOOD,           GOOD,           "Your present password is wrong. Type it again."),
    (PASSWORD, GOOD,           GOOD + "s",     "The two new passwords are not the same. Type both again."),
    (PASSWORD, PASSWORD,       PASSWORD,       "The new password is the present one. Choose another."),
    (PASSWORD, "short",        "short",        "The new password is too short. Use at least 10 characters."),
    (PASSWORD, "amal loves tea", "amal loves tea", "The new password contains your name or ours. Choose other words."),
    ("",       GOOD,           GOOD,           "Present password is missing. Enter it."),
])  # fmt: skip
def test_a_new_password_is_refused_with_its_reason(as_, current, new, again, error):
    amal = as_("amal")
    form = {"current": current, "new": new, "repeated": again}
    page = amal.post("/account/password", form, status=422)
    assert page.errors == [error]
    assert GOOD not in page.html


def test_the_present_password_is_as_slow_to_guess_as_a_sign_in(as_, clock):
    """Whoever sits down at an open session must not find out the password there."""
    browser = as_("amal")
    sent = {"current": "not this one", "new": GOOD, "repeated": GOOD}
    guesses = [browser.answer("POST", "/account/password", sent) for _ in range(6)]
    assert guesses == [422] * 5 + [429]
    right = {**sent, "current": PASSWORD}
    assert browser.answer("POST", "/account/password", right) == 429
    clock.shift(61)
    assert browser.answer("POST", "/account/password", right) == 303


def test_a_wrong_present_password_stands_in_the_trail(as_):
    amal = as_("amal")
    before = amal.get("/audit").html.count("Wrong password given for a change")
    sent = {"current": "not this one", "new": GOOD, "repeated": GOOD}
    amal.post("/account/password", sent, status=422)
    assert amal.get("/audit").html.count("Wrong password given for a change") == before + 1


def test_a_new_password_signs_out_all_other_devices(as_):
    here, there = as_("amal"), as_("amal")
    here.post("/account/password", {"current": PASSWORD, "new": GOOD, "repeated": GOOD})
    here.get("/account")
    there.get("/account", status=303)
    assert sign_in(as_, "amal@noor.example", PASSWORD)[1] == 422
    assert sign_in(as_, "amal@noor.example", GOOD)[1] == 303


def test_a_device_can_be_signed_out_from_another(as_):
    here, there = as_("amal"), as_("amal")
    page = here.get("/account")
    assert len(page.rows()) == 2
    ends = [f.get("action") for f in page.all("form") if "/devices/" in (f.get("action") or "")]
    assert len(ends) == 1
    as_("badr").post(ends[0], status=404)
    there.get("/account")
    here.post(ends[0])
    there.get("/account", status=303)
    here.get("/account")


def test_wishes_are_kept_and_followed(as_):
    amal = as_("amal")
    amal.post("/account", {"language": "ar", "digits": "arab", "theme": "dark"})
    page = amal.get("/account")
    root = page.all("html")[0]
    assert (root.get("lang"), root.get("data-theme"), root.get("data-single-keys")) == (
        "ar",
        "dark",
        "off",
    )
    assert "٢٠٢٦" in page.text


def test_a_wish_that_is_not_on_offer_is_refused(as_):
    page = as_("amal").post(
        "/account", {"language": "fr", "digits": "latn", "theme": "auto"}, status=422
    )
    assert page.errors == ["Language is not in the list. Choose one from the list."]


def test_the_hash_is_made_anew_when_the_parameters_changed(app, as_, people):
    """The cast's hashes are cheap on purpose: the first sign-in replaces them."""
    from app.access import signin

    amal = people["amal"].user_id
    with app.app_context():
        before = signin.kept_hash(amal)
    assert sign_in(as_, "amal@noor.example", PASSWORD)[1] == 303
    with app.app_context():
        after = signin.kept_hash(amal)
    assert "m=8," in before
    assert "m=19456," in after
    assert sign_in(as_, "amal@noor.example", PASSWORD)[1] == 303


def test_the_page_of_roles_is_the_table(as_):
    page = as_("amal").get("/people/roles")
    row = next(r for r in page.rows() if r[0].startswith("See the audit trail"))
    assert row[1:] == ["", "– No", "– No", "– No", "– No", ""]
