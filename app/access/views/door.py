"""Signing in and out, locking and unlocking, and going on where one was."""

from __future__ import annotations

from uuid import UUID

from flask import Response, abort, jsonify, make_response, request, session
from flask_wtf.csrf import generate_csrf

from app.access import entrance, leaving, parking, service, session_store, sessions, signin
from app.access.errors import TooBusy, TooManyTries, WrongPassword, WrongSignIn
from app.access.factors import passkeys
from app.access.forms import SignInForm, UnlockForm
from app.access.session_store import SignedIn
from app.access.views.arriving import FIRST_PAGE, address, arrive, go_on, later, open_session, to
from app.access.views.pages import blueprint
from app.kernel.authz import current_actor, public
from app.kernel.clock import now
from app.kernel.web import answer, go, page

LANGUAGES = frozenset({"en", "ar"})


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public("Who is not signed in must be able to.")
def sign_in() -> Response:
    """E-mail and password; the answer does not tell which of them was wrong."""
    if request.method == "GET" and current_actor() is not None:
        return to(request.args.get("next"))
    form = SignInForm(next=request.args.get("next", ""))
    if not form.validate_on_submit():
        return _door(form, 422 if form.errors else 200)
    try:
        found = signin.sign_in(form.email.data, form.password.data, address())
    except WrongSignIn as refusal:
        answer(form, refusal)
        return _door(form, 422)
    except (TooManyTries, TooBusy) as refusal:
        raise later(refusal) from refusal
    user_id, tenant_id = found.user_id, found.tenant_ids[0]
    if user_id is None:
        abort(500)
    if found.has_second_factor:
        open_session(user_id, tenant_id, proven=False)
        return go("access.second_factor", **({"next": form.next.data} if form.next.data else {}))
    return arrive(user_id, found.tenant_ids, form.next.data)


@blueprint.post("/sign-out")
@public("Leaving needs no right, and must work when locked.")
def sign_out() -> Response:
    """The session ends on the server; the cookie is worth nothing any more."""
    found = sessions.signed_in()
    if found is not None:
        entrance.tell(found, "access.signed_out")
        leaving.tell(found.tenant_id, found.user_id)
    sessions.drop()
    response = go("access.sign_in")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@blueprint.post("/sign-in/lock")
@public("Locking takes rights away; who is not signed in has none.")
def lock() -> Response:
    """Lock this browser, as the person or their idle screen asks."""
    found = sessions.signed_in()
    if found is None:
        return _gone() if entrance.asks_by_script() else go("access.sign_in")
    if session_store.lock(found.token_hash, now()):
        entrance.tell(found, "access.locked", why="asked")
    return make_response("", 204) if entrance.asks_by_script() else go("access.unlock")


@blueprint.route("/sign-in/unlock", methods=["GET", "POST"])
@public("A locked session has no rights until its person is back.")
def unlock() -> Response:
    """The password again: as a page, or as JSON for the screen that hides a page."""
    found = sessions.signed_in()
    if request.is_json:
        return _unlock_by_script(found)
    if found is None:
        return go("access.sign_in")
    asked = {name: request.args.get(name, "") for name in ("next", "parked")}
    form = UnlockForm(**asked)
    who = found.person_ar if found.language == "ar" else found.person_en
    if not form.validate_on_submit():
        return page("access/unlock.html", 422 if form.errors else 200, form=form, who=who)
    try:
        signin.unlock(found, form.password.data, address())
    except WrongPassword as refusal:
        answer(form, refusal)
        return page("access/unlock.html", 422, form=form, who=who)
    except (TooManyTries, TooBusy) as refusal:
        raise later(refusal) from refusal
    return go_on(form)


@blueprint.route("/sign-in/continue/<uuid:parked_id>", methods=["GET", "POST"])
@public("Looks for itself: only the person of the very session, unlocked, finds the form.")
def resume(parked_id: UUID) -> Response:
    """The form that met the lock, ready to be sent again (GET) or thrown away (POST)."""
    found = sessions.signed_in()
    if found is None or current_actor() is None:
        return entrance.send_to_sign_in()
    parked = parking.waiting(parked_id, found)
    if request.method == "GET":
        return page("access/resume.html", parked=parked, parked_field=parking.FIELD)
    parking.discard(parked_id, found)
    return to(FIRST_PAGE)


@blueprint.post("/language")
@public("The language of the page is everybody's choice.")
def language() -> Response:
    """Keep the language: with the person when signed in, else in this browser."""
    chosen = request.form.get("language", "")
    if chosen not in LANGUAGES:
        abort(400)
    found = sessions.signed_in()
    if found is not None:
        service.choose_language(found.user_id, chosen)
    else:
        session["language"] = chosen
    return to(request.form.get("next"))


def _door(form: SignInForm, status: int) -> Response:
    has_passkeys = passkeys.site() is not None
    return page("access/sign_in.html", status, form=form, has_passkeys=has_passkeys)


def _unlock_by_script(found: SignedIn | None) -> Response:
    given = request.get_json(silent=True)
    password = given.get("password") if isinstance(given, dict) else None
    if found is None:
        return _gone()
    if not isinstance(password, str) or not password:
        abort(400)
    try:
        signin.unlock(found, password, address())
    except WrongPassword:
        return make_response(jsonify(unlocked=False), 401)
    except (TooManyTries, TooBusy) as refusal:
        raise later(refusal) from refusal
    return jsonify(unlocked=True, csrf=generate_csrf())


def _gone() -> Response:
    return make_response(jsonify(unlocked=False), 410)
