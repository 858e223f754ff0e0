"""The own second factors: setting up an app, printing codes, adding and removing passkeys."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from flask import Response, abort, current_app, session
from flask_babel import gettext as _

from app.access import devices, enrolling, queries, sessions
from app.access.factors import passkeys, store, totp
from app.access.forms import FirstCodeForm, PasskeyForm
from app.access.session_store import SignedIn
from app.access.views.arriving import device
from app.access.views.pages import blueprint
from app.access.views.proving import asked, given
from app.kernel import qr
from app.kernel.authz import requires
from app.kernel.errors import DomainError
from app.kernel.pagewords import name_of
from app.kernel.web import answer, go, page, refusals_said, say
from app.tenants.keys import open_text, seal_text

SHOWN_ONCE = "recovery_codes"


@blueprint.get("/account/second-factor")
@requires("access.account")
def factors() -> Response:
    """What proves a sign-in besides the password, and what is still missing."""
    me = _me()
    held = store.held(me.user_id)
    rows = [
        {"id": one.id, "device": _device_words(one.device), "since": one.created_at, "used": one.last_used_at}
        for one in held.passkeys
    ]  # fmt: skip
    return page(
        "access/factors.html", held=held, passkeys=rows, form=PasskeyForm(formdata=None),
        offers_passkeys=passkeys.site() is not None, must=me.second_factor_required and not held.any,
    )  # fmt: skip


@blueprint.post("/account/second-factor/app")
@requires("access.account", fresh="page")
def offer_app() -> Response:
    """Make a secret for an app."""
    store.offer_app(_me().user_id)
    return go("access.confirm_app")


@blueprint.route("/account/second-factor/app/code", methods=["GET", "POST"])
@requires("access.account", fresh="page")
def confirm_app() -> Response:
    """The QR code and the secret as text; the first code proves that the app has it."""
    me, form = _me(), FirstCodeForm()
    secret = store.offered_secret(me.user_id)
    if secret is None:
        return go("access.factors")
    if form.validate_on_submit():
        try:
            codes = enrolling.confirm_app(me, form.code.data)
        except DomainError as refusal:
            answer(form, refusal)
        else:
            return _show_codes(me, codes)
    user = queries.me(me.user_id)
    address = totp.uri(secret, account=user.email, issuer=_product())
    return page(
        "access/confirm_app.html", 422 if form.errors else 200, form=form,
        secret=totp.in_groups(secret), qr=qr.svg(address, css="factor-qr", border=2),
    )  # fmt: skip


@blueprint.post("/account/second-factor/app/remove")
@requires("access.account", fresh="page")
def drop_app() -> Response:
    """The app is used no more."""
    with refusals_said():
        enrolling.drop_app(_me())
        say(_("The authenticator app is removed. All other devices are signed out."))
    return go("access.factors")


@blueprint.post("/account/second-factor/codes")
@requires("access.account", fresh="page")
def new_recovery_codes() -> Response:
    """Ten new printed codes; the old ones are worth nothing."""
    me = _me()
    return _show_codes(me, enrolling.new_recovery_codes(me))


@blueprint.get("/account/second-factor/codes")
@requires("access.account")
def recovery_codes() -> Response:
    """The printed codes, shown this once."""
    me, sealed = _me(), session.pop(SHOWN_ONCE, None)
    codes = json.loads(open_text(bytes.fromhex(sealed), **_place(me))) if sealed else []
    return page("access/recovery_codes.html", codes=codes, person=queries.me(me.user_id))


@blueprint.post("/account/second-factor/passkeys/question")
@requires("access.account", fresh="page")
def ask_for_passkey() -> Response:
    """What the script hands to the device that shall make a passkey."""
    user = queries.me(_me().user_id)
    return asked(passkeys.ask_to_register(user.id, email=user.email, name=name_of(user)))


@blueprint.post("/account/second-factor/passkeys")
@requires("access.account", fresh="page")
def add_passkey() -> Response:
    """Keep what the device made."""
    me = _me()
    proof = given(PasskeyForm())
    with refusals_said():
        codes = enrolling.add_passkey(me, proof.challenge_id, proof.passkey, device=device())
        say(_("The passkey is added. It opens the door alone from now on."))
        if codes:
            return _show_codes(me, codes)
    return go("access.factors")


@blueprint.post("/account/second-factor/passkeys/<uuid:passkey_id>/remove")
@requires("access.account", fresh="page")
def remove_passkey(passkey_id: UUID) -> Response:
    """Take one passkey away."""
    with refusals_said():
        enrolling.remove_passkey(_me(), passkey_id)
        say(_("The passkey is removed. All other devices are signed out."))
    return go("access.factors")


def _show_codes(me: SignedIn, codes: list[str]) -> Response:
    """They wait, sealed, for the one page that shows them."""
    session[SHOWN_ONCE] = seal_text(json.dumps(codes), **_place(me)).hex()
    return go("access.recovery_codes")


def _place(me: SignedIn) -> dict[str, Any]:
    return {"table": "sign_in_sessions", "column": "codes", "row_id": me.session_id}


def _device_words(told: str) -> str:
    parts = [devices.browser_of(told) or _("Unknown browser"), devices.system_of(told)]
    return ", ".join(part for part in parts if part)


def _product() -> str:
    name: str = current_app.extensions["settings"].product_name
    return name


def _me() -> SignedIn:
    found = sessions.signed_in()
    if found is None:
        abort(401)
    return found
