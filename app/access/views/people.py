"""Who works here, and what they may do."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, session
from flask_babel import gettext as _
from werkzeug.exceptions import ServiceUnavailable

from app.access import inviting, leaving, queries, service, workplace
from app.access.errors import TooBusy
from app.access.forms import LeavingForm, PersonForm, RoleForm
from app.access.models import Invitation
from app.access.roles import ROLES
from app.access.sessions import signed_in
from app.access.views.pages import blueprint
from app.kernel.authz import declared_permissions, requires, the_actor
from app.kernel.clock import now
from app.kernel.errors import DomainError
from app.kernel.pagewords import language, name_of
from app.kernel.web import answer, go, in_words, page, refusals_said, say
from app.mail import service as mail
from app.tenants.keys import open_text, seal_text
from app.tenants.queries import facilities, tenant

SHOWN_ONCE = "initial_password"


@blueprint.get("/people")
@requires("access.people")
def people() -> Response:
    """Everybody with a log-in here."""
    rows = [_shown(row) for row in queries.people()]
    return page(
        "access/people.html",
        people=rows,
        asks_everybody=tenant().second_factor_required,
        can_invite=mail.can_send(),
        invitations=[_invited(one) for one in inviting.open_invitations()],
    )


@blueprint.route("/people/new", methods=["GET", "POST"])
@requires("access.people", fresh="page")
def add_person() -> Response:
    """Give somebody a log-in and a role."""
    form = PersonForm()
    form.offer(branches())
    if form.validate_on_submit():
        try:
            membership_id, password = service.add_person(form.to_person())
        except DomainError as refusal:
            answer(form, refusal)
        except TooBusy as busy:
            raise ServiceUnavailable(retry_after=5) from busy
        else:
            return _after_password(membership_id, password)
    return page("access/add_person.html", 422 if form.errors else 200, form=form)


@blueprint.get("/people/<uuid:membership_id>/password")
@requires("access.people")
def initial_password(membership_id: UUID) -> Response:
    """The one-time password, shown this once."""
    person = _shown(queries.person(membership_id))
    sealed = session.pop(SHOWN_ONCE, None) or {}
    password = None
    if sealed.get("of") == str(membership_id):
        password = open_text(bytes.fromhex(sealed["sealed"]), **_place())
    return page("access/initial_password.html", person=person, password=password)


@blueprint.route("/people/<uuid:membership_id>", methods=["GET", "POST"])
@requires("access.people", fresh="page")
def person(membership_id: UUID) -> Response:
    """One person: role and branch, new password, end of access."""
    row = queries.person(membership_id)
    form = RoleForm(obj=row)
    form.offer(branches())
    if form.validate_on_submit():
        try:
            service.change_role(
                membership_id, form.role.data, form.facility_id.data, form.to_branches()
            )
        except DomainError as refusal:
            answer(form, refusal)
        else:
            say(_("The role is changed. It holds from the next page on."))
            return go("access.people")
    is_me = row.user_id == the_actor().user_id
    status = 422 if form.errors else 200
    return page(
        "access/person.html", status, form=form, person=_shown(row), is_me=is_me,
        leaving_form=_leaving_form(row.user_id),
    )  # fmt: skip


@blueprint.post("/people/<uuid:membership_id>/password")
@requires("access.people", fresh="page")
def reset_password(membership_id: UUID) -> Response:
    """A new one-time password for somebody who forgot theirs."""
    try:
        password = service.reset_password(membership_id)
    except DomainError as refusal:
        say(in_words(refusal), "danger")
        return go("access.person", membership_id=membership_id)
    except TooBusy as busy:
        raise ServiceUnavailable(retry_after=5) from busy
    return _after_password(membership_id, password)


@blueprint.post("/people/<uuid:membership_id>/second-factor")
@requires("access.people", fresh="page")
def reset_factors(membership_id: UUID) -> Response:
    """Let somebody who lost phone and codes set up new ones."""
    with refusals_said("danger"):
        service.reset_factors(membership_id)
        say(_("The second factors are taken away. The next sign-in leads to new ones."))
    return go("access.person", membership_id=membership_id)


@blueprint.post("/people/second-factor")
@requires("access.people", fresh="page")
def require_second_factor() -> Response:
    """Ask everybody here for a second factor."""
    service.require_second_factor()
    say(_("Everybody is led to a second factor with the next page."))
    return go("access.people")


@blueprint.post("/people/<uuid:membership_id>/end")
@requires("access.people", fresh="page")
def end_access(membership_id: UUID) -> Response:
    """The person has left."""
    form = _leaving_form(queries.person(membership_id).user_id)
    if not form.validate_on_submit():
        say(_("Choose somebody from the list."), "danger")
        return go("access.person", membership_id=membership_id)
    try:
        service.end_access(membership_id, form.successor.data)
    except DomainError as refusal:
        say(in_words(refusal), "danger")
        return go("access.person", membership_id=membership_id)
    say(_("The access has ended. All sessions of this person are closed."))
    return go("access.people")


@blueprint.get("/people/roles")
@requires("access.people")
def roles() -> Response:
    """What each role may do, drawn from the table of roles."""
    rows = [
        {"label": _(label), "held": [key in role.permissions for role in ROLES.values()]}
        for key, label in sorted(declared_permissions().items())
    ]
    heads = [{"label": _(role.label), "purpose": _(role.purpose)} for role in ROLES.values()]
    return page("access/roles.html", rows=rows, roles=heads)


def _after_password(membership_id: UUID, password: str | None) -> Response:
    """The password waits, sealed, for the one page that shows it."""
    if password is None:
        say(_("Added. This person signs in with the password they already have."))
        return go("access.people")
    session[SHOWN_ONCE] = {
        "of": str(membership_id),
        "sealed": seal_text(password, **_place()).hex(),
    }
    return go("access.initial_password", membership_id=membership_id)


def _place() -> dict[str, Any]:
    found = signed_in()
    if found is None:
        raise RuntimeError("a guarded page without a session")
    return {"table": "sign_in_sessions", "column": "data", "row_id": found.session_id}


def _leaving_form(user_id: UUID) -> LeavingForm:
    form = LeavingForm()
    form.successor.choices = [(one.id, name_of(one)) for one in leaving.colleagues(user_id)]
    return form


def branches() -> list[tuple[UUID, str]]:
    return [(one.id, name_of(one)) for one in facilities()]


def named(chosen: frozenset[UUID]) -> list[str]:
    """The names of branches, in their order."""
    return [name for one, name in branches() if one in chosen]


def _invited(one: Invitation) -> dict[str, Any]:
    works_in = workplace.of_invitation(one.id)
    return {
        "works_in": None if works_in is None else named(works_in), "id": one.id, "name": name_of(one), "email": one.email, "role": _(ROLES[one.role].label),
        "until": one.expires_at, "is_over": one.expires_at <= now(),
    }  # fmt: skip


def _shown(row: queries.PersonRow) -> dict[str, Any]:
    is_arabic = language() == "ar"
    return {
        "id": row.membership_id,
        "name": name_of(row),
        "email": row.email,
        "role": _(ROLES[row.role].label),
        "branch": row.branch_ar if is_arabic else row.branch_en,
        "works_in": None if row.branches is None else named(row.branches),
        "has_factor": row.second_factor_since is not None,
        "has_left": row.status == "left",
        "left_at": row.left_at,
        "waits": row.waits_for_password and row.status == "active",
        "is_me": row.user_id == the_actor().user_id,
    }
