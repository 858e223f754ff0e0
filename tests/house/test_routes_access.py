"""Every door has a sign, every unsafe door asks for its tokens, every address is typed."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest

from app.access.roles import ROLES
from app.kernel.authz import declared_permissions, sign_of
from app.kernel.db import SAFE_METHODS
from app.platform_admin.roles import PLATFORM_ROLES
from tests.cast import DESK

# Doors a person without any right may knock at; each says why in its own sign.
PUBLIC = {
    "access.sign_in",
    "access.unlock",
    "access.lock",
    "access.sign_out",
    "access.language",
    "access.resume",
    "access.second_factor", "access.sign_in_by_passkey", "access.passkey_question", "access.invitation", "access.not_me",
    "home.live",
    "home.ready",
    # The front door: an applicant has no account yet.
    "onboarding.start", "onboarding.begin", "onboarding.question", "onboarding.outcome", "onboarding.check",
    "onboarding.sent", "onboarding.save", "onboarding.come_back", "onboarding.saved", "onboarding.back",
    "onboarding.leave", "onboarding.withdraw", "onboarding.tasks", "onboarding.paper", "onboarding.paper_file",
    "onboarding.sheet_page", "onboarding.sheet_file", "onboarding.form_page", "onboarding.form_file", "onboarding.submit",
    "onboarding.decided",
    "mail.outbox", "mail.mailbox",
    # Whether the service works: asked just when nobody can sign in.
    "incidents.status",
    # The card gateway: its signature is its right.
    "plans.card_heard",
    # The operator's people: to sign in, to give the second factor, to leave.
    "platform_admin.sign_in", "platform_admin.second_factor", "platform_admin.enrol", "platform_admin.sign_out",
}  # fmt: skip


def rules(app):
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def is_of_the_desk(rule) -> bool:
    return rule.endpoint.startswith("platform_admin.")


def an_address(rule) -> str:
    """The rule's address with ids that nobody has."""
    return re.sub(r"<[^>]+>", lambda part: _a_value(part.group()), rule.rule)


def _a_value(part: str) -> str:
    if part.startswith("<any("):
        return re.split(r"[,)]", part[5:], maxsplit=1)[0].strip()
    if part.startswith("<string"):
        length = re.search(r"length=(\d+)", part)
        return "x" * int(length[1]) if length else "x"
    return "7" if part.startswith("<int") else str(uuid4())


def test_every_endpoint_has_a_sign(app):
    unsigned = [rule.endpoint for rule in rules(app) if sign_of(app, rule.endpoint) is None]
    assert unsigned == [], "mark the view with @requires(…) or @public(…)"


def test_public_doors_are_on_the_list(app):
    public = {r.endpoint for r in rules(app) if sign_of(app, r.endpoint).permission is None}
    assert public <= PUBLIC, f"a door without permission that nobody listed: {public - PUBLIC}"
    for endpoint in public:
        assert len(sign_of(app, endpoint).public_because) > 10, endpoint


def test_every_permission_on_a_door_is_declared_and_somebody_has_it(app):
    on_doors = {sign_of(app, rule.endpoint).permission for rule in rules(app)} - {None}
    assert on_doors <= set(declared_permissions())
    tenants = set().union(*(role.permissions for role in ROLES.values()))
    operators = set().union(*(role.permissions for role in PLATFORM_ROLES.values()))
    assert on_doors <= tenants | operators
    assert tenants & operators == set(), "no right holds on both sides of the desk"


def test_a_right_of_the_operator_stands_only_on_doors_of_the_desk(app):
    operators = set().union(*(role.permissions for role in PLATFORM_ROLES.values()))
    for rule in rules(app):
        permission = sign_of(app, rule.endpoint).permission
        if permission is not None:
            assert (permission in operators) == is_of_the_desk(rule), rule.endpoint


def test_every_part_of_an_address_is_typed(app):
    untyped = [rule.rule for rule in rules(app) if re.search(r"<[^:>]+>", rule.rule)]
    assert untyped == [], "write <uuid:…>"


def unsafe(app):
    return [(rule, method) for rule in rules(app) for method in sorted(rule.methods - SAFE_METHODS)]


def test_a_stranger_gets_nowhere(app, as_):
    client = as_("").client
    for rule in rules(app):
        if sign_of(app, rule.endpoint).permission is None:
            continue
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            answer = client.open(an_address(rule), method=method)
            assert answer.status_code in {302, 303, 400, 401}, (
                rule.rule,
                method,
                answer.status_code,
            )
            if answer.status_code in {302, 303}:
                assert "/sign-in" in answer.headers["Location"], rule.rule


def test_an_unsafe_door_wants_a_csrf_token(app, as_, desk):
    owner, head = as_("amal"), desk("omar")
    for rule, method in unsafe(app):
        person = head if is_of_the_desk(rule) else owner
        answer = person.client.open(an_address(rule), method=method, data={"_once": str(uuid4())})
        assert answer.status_code in {400, 403}, (rule.rule, method, answer.status_code)


def test_an_unsafe_door_wants_a_form_token(app, as_, desk):
    owner, head = as_("amal"), desk("omar")
    tokens = {False: owner.csrf(), True: head.csrf()}
    for rule, method in unsafe(app):
        sign = sign_of(app, rule.endpoint)
        if sign.permission is None or getattr(
            app.view_functions[rule.endpoint], "reads_only", False
        ):
            continue
        person, csrf = head if is_of_the_desk(rule) else owner, tokens[is_of_the_desk(rule)]
        answer = person.client.open(an_address(rule), method=method, data={"csrf_token": csrf})
        assert answer.status_code in {400, 403}, (rule.rule, method, answer.status_code)


@pytest.mark.parametrize("name", ["huda", "salim", "nadia", "faris"])
def test_a_door_without_the_right_stays_shut(app, as_, people, name):
    person = as_(name)
    csrf = person.csrf()
    mine = ROLES[people[name].role].permissions
    for rule in rules(app):
        permission = sign_of(app, rule.endpoint).permission
        if permission is None or permission in mine:
            continue
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            form = {"csrf_token": csrf, "_once": str(uuid4())} if method != "GET" else None
            answer = person.client.open(an_address(rule), method=method, data=form)
            shut = 404 if is_of_the_desk(rule) else 403
            assert answer.status_code == shut, (rule.rule, method, answer.status_code)


@pytest.mark.parametrize(("name", "role"), [(one[0], one[1]) for one in DESK])
def test_the_operators_people_find_no_door_of_a_tenant_and_only_their_own_at_the_desk(
    app, desk, name, role
):
    person = desk(name)
    csrf = person.csrf()
    mine = PLATFORM_ROLES[role].permissions
    for rule in rules(app):
        permission = sign_of(app, rule.endpoint).permission
        if permission is None or permission in mine:
            continue
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            form = {"csrf_token": csrf, "_once": str(uuid4())} if method != "GET" else None
            answer = person.client.open(an_address(rule), method=method, data=form)
            shut = 403 if is_of_the_desk(rule) else 404
            assert answer.status_code == shut, (rule.rule, method, answer.status_code)


def test_an_unknown_id_is_a_404(app, as_, desk):
    owner, head = as_("amal"), desk("omar")
    for rule in rules(app):
        if (
            "GET" in rule.methods
            and "<uuid:" in rule.rule
            and sign_of(app, rule.endpoint).permission
        ):
            person = head if is_of_the_desk(rule) else owner
            answer = person.client.get(an_address(rule))
            assert answer.status_code in {404, 403}, (rule.rule, answer.status_code)


def test_a_get_runs_in_a_read_only_transaction(app, as_):
    """PostgreSQL itself refuses to write for a GET."""
    from sqlalchemy import text

    from app.kernel.db import db

    owner = as_("amal")
    seen: list[str] = []

    def ask(_sender: object, **_: object) -> None:
        seen.append(db.session.execute(text("SHOW transaction_read_only")).scalar_one())

    from flask import template_rendered

    with template_rendered.connected_to(ask, app):
        owner.get("/account")
    assert set(seen) == {"on"}
