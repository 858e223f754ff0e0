"""Roles: every right is declared, held by somebody, and the line between roles is as meant."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from app.access.roles import ROLES, permissions_of
from app.kernel.authz import declared_permissions
from app.platform_admin.roles import PLATFORM_ROLES

APP = Path(__file__).parents[2] / "app"
WRITING = {
    "patients.write", "eligibility.ask", "claims.write", "claims.submit", "claims.cancel",
    "contracts.write", "practitioners.write", "tenants.write", "access.people", "exchange.release",
}  # fmt: skip


@pytest.fixture(scope="module")
def declared() -> set[str]:
    for file in APP.rglob("permissions.py"):
        importlib.import_module(".".join(file.relative_to(APP.parent).with_suffix("").parts))
    return set(declared_permissions())


def test_no_role_holds_a_right_that_nobody_declared(declared):
    held = {right: key for key, role in ROLES.items() for right in role.permissions}
    assert {right: key for right, key in held.items() if right not in declared} == {}


def test_every_declared_right_is_held_by_some_role(declared):
    held = set().union(*(role.permissions for role in (*ROLES.values(), *PLATFORM_ROLES.values())))
    assert declared - held == set()


def test_the_owner_may_do_everything_but_the_operators_work(declared):
    of_the_desk = {right for right in declared if right.startswith("desk.")}
    assert declared - of_the_desk <= ROLES["owner"].permissions
    for role in ROLES.values():
        assert not of_the_desk & role.permissions, role.key


@pytest.mark.parametrize(("role", "right", "has"), [
    ("receptionist",   "claims.write",     True),
    ("receptionist",   "claims.submit",    True),
    ("receptionist",   "claims.cancel",    False),
    ("receptionist",   "audit.view",       False),
    ("claims_officer", "claims.submit",    True),
    ("claims_officer", "access.people",    False),
    ("doctor",         "claims.write",     True),
    ("doctor",         "claims.submit",    False),
    ("doctor",         "patients.write",   False),
    ("pharmacist",     "claims.submit",    True),
    ("auditor",        "audit.view",       True),
    ("auditor",        "exchange.raw",     True),
    ("owner",          "access.people",    True),
    ("nonesuch",       "home.view",        False),
])  # fmt: skip
def test_the_line_between_roles(role, right, has):
    assert (right in permissions_of(role)) is has


def test_an_auditor_changes_nothing():
    assert not ROLES["auditor"].permissions & WRITING


def test_every_role_has_its_words_in_both_languages():
    from babel.messages.pofile import read_po

    file = APP.parent / "translations/access/ar/LC_MESSAGES/messages.po"
    with file.open("rb") as handle:
        catalogue = read_po(handle)
    for role in ROLES.values():
        for words in (role.label, role.purpose):
            assert catalogue.get(words) is not None, words
            assert catalogue.get(words).string, words
