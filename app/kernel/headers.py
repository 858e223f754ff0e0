"""Headers that keep browsers from being used against us, on every answer, errors too."""

from __future__ import annotations

import secrets
from collections.abc import MutableMapping

from flask import Flask, Response, g, has_request_context

POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'; object-src 'none'"
)
FILES_POLICY = "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'"
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not no-referrer: a browser's own check of a form's origin needs it on our own pages.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=(), payment=(), usb=()",
}
TWO_YEARS = 63_072_000


def init_app(app: Flask) -> None:
    """Hang the headers behind every view and give templates csp_nonce().

    Hung first by the factory, so that it answers last and sees every response.
    """
    is_https = app.extensions["settings"].secure_cookies
    app.jinja_env.globals["csp_nonce"] = csp_nonce

    @app.before_request
    def forget_nonce() -> None:
        g.pop("csp_nonce", None)

    @app.after_request
    def add(response: Response) -> Response:
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        response.headers["Content-Security-Policy"] = POLICY.format(nonce=csp_nonce())
        if is_https:
            response.headers["Strict-Transport-Security"] = (
                f"max-age={TWO_YEARS}; includeSubDomains"
            )
        # Files too: what is sent by send_file says "no-cache", which browsers may keep on the disk.
        response.headers["Cache-Control"] = "no-store"
        return response


def on_static_files(files: MutableMapping[str, str], _path: str, _url: str) -> None:
    """The same headers on files, which are served in front of the application; nothing runs in them."""
    for name, value in ALWAYS.items():
        files[name] = value
    files["Content-Security-Policy"] = FILES_POLICY


def csp_nonce() -> str:
    """The nonce of this response: only scripts that carry it run."""
    if not has_request_context():
        return ""
    nonce: str = g.setdefault("csp_nonce", secrets.token_urlsafe(16))
    return nonce
