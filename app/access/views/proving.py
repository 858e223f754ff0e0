"""The second factor at the door, a passkey that opens it alone, and proving again who one is."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, abort, current_app, jsonify, request, session
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from app.access import proving, sessions, signin
from app.access.errors import NoSuchProof, TooBusy, TooManyTries
from app.access.factors import passkeys, store
from app.access.factors.passkeys import Question
from app.access.forms import FactorForm, PasskeyForm, SignInForm, UnlockForm
from app.access.proving import Given
from app.access.session_store import SignedIn
from app.access.views.arriving import address, arrive, go_on, later
from app.access.views.pages import blueprint
from app.kernel import throttle
from app.kernel.authz import public, requires, sign_of
from app.kernel.clock import now
from app.kernel.errors import DomainError
from app.kernel.throttle import Bucket
from app.kernel.web import answer, go, local_path, page

ASKED = "passkey"


@blueprint.route("/sign-in/code", methods=["GET", "POST"])
@public(
    "Between password and second factor nobody has rights yet; the half session opens this page only."
)
def second_factor() -> Response:
    """A code of the app, a printed one, or a passkey."""
    half = sessions.half_signed_in()
    if half is None:
        return go("access.sign_in")
    form = FactorForm(next=request.args.get("next", ""))
    if not form.validate_on_submit():
        return _factor_page(half, form, 422 if form.errors else 200)
    try:
        how = proving.second_factor(half, given(form))
    except DomainError as refusal:
        answer(form, refusal)
        return _factor_page(half, form, 422)
    except TooManyTries as refusal:
        raise later(refusal) from refusal
    signin.tell_signed_in(half.tenant_id, half.user_id, how)
    return arrive(half.user_id, signin.tenants_of(half.user_id), form.next.data)


@blueprint.post("/sign-in/passkey")
@public(
    "Who is not signed in must be able to; the passkey proves both what one has and who one is."
)
def sign_in_by_passkey() -> Response:
    """A passkey alone: the device has asked for finger, face or PIN."""
    form = PasskeyForm()
    door = SignInForm(formdata=None, next=form.next.data or "")
    try:
        user_id, tenant_ids = proving.by_passkey_alone(given(form))
    except NoSuchProof as refusal:
        answer(door, refusal)
        return page("access/sign_in.html", 422, form=door, has_passkeys=True)
    signin.tell_signed_in(tenant_ids[0], user_id, proving.PASSKEY)
    return arrive(user_id, tenant_ids, form.next.data)


@blueprint.post("/sign-in/passkey/question")
@public(
    "Tells nothing: a challenge for whoever asks, narrowed to the own passkeys for who is known."
)
def passkey_question() -> Response:
    """What the browser's script hands to the device, once."""
    bucket = Bucket("passkey question", address(), capacity=30, seconds_per_token=2)
    if wait := throttle.take(bucket, at=now()):
        raise later(TooManyTries(wait))
    found = sessions.signed_in() or sessions.half_signed_in()
    return asked(passkeys.ask(found.user_id if found else None))


@blueprint.route("/sign-in/again", methods=["GET", "POST"])
@requires("access.account")
def prove() -> Response:
    """Prove again who you are; then one goes on with what was asked for, and with what was typed."""
    me = sessions.signed_in()
    if me is None:
        abort(401)
    words = {name: request.args.get(name, "") for name in ("next", "parked")}
    form = UnlockForm(**words) if me.second_factor_since is None else FactorForm(**words)
    if not form.validate_on_submit():
        return _proof_page(me, form, 422 if form.errors else 200)
    password = form.password.data if isinstance(form, UnlockForm) else ""
    try:
        proving.again(me, given(form), password, address())
    except DomainError as refusal:
        answer(form, refusal)
        return _proof_page(me, form, 422)
    except (TooManyTries, TooBusy) as refusal:
        raise later(refusal) from refusal
    if not form.parked.data and _is_file(form.next.data or ""):
        return go("access.proven", next=form.next.data)
    return go_on(form)


@blueprint.get("/sign-in/go-on")
@requires("access.account")
def proven() -> Response:
    """A file stays where the page is: the link to it, and the way back."""
    return page("access/proven.html", target=local_path(request.args.get("next"), "/"))


def given(form: Any) -> Given:
    """The proof in a form, with the question that this browser was asked; each is asked once."""
    code, answered = getattr(form, "code", None), getattr(form, "passkey", None)
    try:
        challenge_id = (
            UUID(session.pop(ASKED, "")) if answered is not None and answered.data else None
        )
    except ValueError:
        challenge_id = None
    return Given(
        code=code.data if code is not None else "",
        passkey=answered.data or "" if answered is not None else "",
        challenge_id=challenge_id,
    )


def asked(question: Question | None) -> Response:
    """The question as JSON; its id stays with the session."""
    if question is None:
        abort(404)
    session[ASKED] = str(question.challenge_id)
    return jsonify(question.options)


def _factor_page(half: SignedIn, form: FactorForm, status: int) -> Response:
    held = store.held(half.user_id)
    return page(
        "access/second_factor.html", status, form=form, held=held, has_passkeys=_offers(held),
        who=half.person_ar if half.language == "ar" else half.person_en,
    )  # fmt: skip


def _proof_page(me: SignedIn, form: UnlockForm | FactorForm, status: int) -> Response:
    held = store.held(me.user_id)
    return page("access/prove.html", status, form=form, held=held, has_passkeys=_offers(held))


def _offers(held: store.Held) -> bool:
    return bool(held.passkeys) and passkeys.site() is not None


def _is_file(target: str) -> bool:
    """Whether a download waits there: the browser would stay on the form."""
    try:
        endpoint, _values = current_app.create_url_adapter(request).match(  # type: ignore[union-attr]
            local_path(target, "/").partition("?")[0], method="GET"
        )
    except (HTTPException, RequestRedirect):
        return False
    sign = sign_of(current_app, endpoint)
    return sign is not None and sign.fresh == "file"
