"""One-time tokens of the page's forms: bound to the browser, and spent once."""

import hashlib
import hmac
import secrets

from flask import g, request
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from app.sandbox import schema
from app.sandbox.runtime import exchange

COOKIE = "sandbox_form"
FIELD = "token"


class ForgedForm(Exception):
    """The form was not made by this page for this browser."""


def browser() -> str:
    """The browser's own random name, made on its first visit."""
    if "sandbox_browser" not in g:
        g.sandbox_browser = request.cookies.get(COOKIE) or secrets.token_urlsafe(24)
    return str(g.sandbox_browser)


def token() -> str:
    """A fresh token for one form."""
    nonce = secrets.token_urlsafe(16)
    return f"{nonce}.{_sign(nonce)}"


def spend(connection: Connection) -> bool:
    """Use up the posted token: False when it was used before; raises ForgedForm when it is not ours."""
    nonce, _, signature = request.form.get(FIELD, "").partition(".")
    if not hmac.compare_digest(_sign(nonce).encode(), signature.encode()):
        raise ForgedForm
    spent = connection.scalar(
        insert(schema.spent_tokens)
        .values(token=nonce, at=exchange().clock())
        .on_conflict_do_nothing()
        .returning(schema.spent_tokens.c.token)
    )
    return spent is not None


def _sign(nonce: str) -> str:
    said = f"form:{browser()}:{nonce}".encode()
    return hmac.new(exchange().secret, said, hashlib.sha256).hexdigest()
