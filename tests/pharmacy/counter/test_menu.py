"""Where the counter stands in the menu, and where a pharmacist's day begins."""

from __future__ import annotations

import pytest
from flask_babel import force_locale

from app import blueprints
from app.access.roles import first_page_of, permissions_of
from tests.cast import PASSWORD


@pytest.mark.parametrize(
    ("kind", "role", "expected"),
    [
        ("pharmacy",   "pharmacist",   ["pharmacy.index"]),
        ("pharmacy",   "owner",        ["pharmacy.index"]),
        ("pharmacy",   "auditor",      ["pharmacy.prescriptions"]),
        ("pharmacy",   "receptionist", []),
        ("polyclinic", "pharmacist",   ["pharmacy.index"]),
        ("clinic",     "owner",        []),
        ("clinic",     "auditor",      []),
    ],
)  # fmt: skip
def test_who_finds_the_counter_in_the_menu(kind, role, expected):
    found = [item.endpoint for item in blueprints.MENU if item.is_for(permissions_of(role), kind)]
    assert [one for one in found if one.startswith("pharmacy.")] == expected


@pytest.mark.parametrize(
    ("role", "first"), [("pharmacist", "pharmacy.index"), ("owner", "home.index"), ("", "home.index")]
)  # fmt: skip
def test_where_a_day_begins(role, first):
    assert first_page_of(role) == first


def entries(page):
    return [link.get("href") for link in page.with_class("side-link")]


def test_a_pharmacist_begins_at_the_counter_which_leads_the_menu(as_):
    faris = as_("")
    typed = {"email": "faris@wadi.example", "password": PASSWORD}
    assert faris.post("/sign-in", typed).location == "/pharmacy"
    counter = faris.get("/pharmacy")
    assert entries(counter)[:3] == ["/pharmacy", "/", "/eligibility"]
    shelves = faris.get("stock.index")
    current = [one.get("href") for one in shelves.with_class("side-link") if one.get("aria-current")]  # fmt: skip
    assert current == ["/pharmacy"]


def test_a_clinic_has_no_counter_in_its_menu_but_what_it_prescribed(as_):
    shown = entries(as_("amal").get("/"))
    assert shown[0] == "/"
    assert "/pharmacy" not in shown
    assert "/prescriptions" in shown


def test_the_arabic_menu_names_things_with_their_article(app):
    """What a menu leads to is known: المطالبات, and of two words the second has the article."""
    with app.test_request_context(), force_locale("ar_OM"):
        words = {str(item.label) for item in blueprints.MENU}
    assert "الصيدلية" in words
    known = [one for one in words if one != "بانتظارك"]
    assert [one for one in known if not one.split()[-1].lstrip("و").startswith("ال")] == []
