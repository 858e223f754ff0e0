"""How the simulator's pages are dressed: language, isolation of codes and numbers, headers."""

from datetime import datetime
from decimal import Decimal

from flask import Flask, Response, render_template, request
from markupsafe import Markup
from werkzeug.exceptions import HTTPException

from app.sandbox import forms, words
from app.sandbox.fields import MUSCAT

_COOKIE = "sandbox_lang"
_YEAR = 365 * 24 * 3600
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


def language() -> str:
    """English unless the address or the cookie says Arabic."""
    wanted = request.args.get("lang") or request.cookies.get(_COOKIE, "en")
    return "ar" if wanted == "ar" else "en"


def say(sentence: str) -> str:
    """A sentence of the page in the reader's language."""
    return words.ARABIC.get(sentence, sentence) if language() == "ar" else sentence


def mine(english: str, arabic: str) -> str:
    """The one of two texts that is in the reader's language."""
    return arabic if language() == "ar" else english


def code(text: object) -> Markup:
    """A code or number, kept left to right in any sentence."""
    return Markup('<bdi class="code" dir="ltr">{}</bdi>').format(text)


def omr(amount: Decimal | int) -> Markup:
    """An amount in rials with three decimals."""
    return Markup('<bdi class="money" dir="ltr">{}</bdi>').format(f"{Decimal(amount):,.3f}")


def moment(at: datetime | None) -> Markup:
    """A moment in Muscat, to the second."""
    if at is None:
        return Markup("")
    shown = at.astimezone(MUSCAT)
    return Markup('<time datetime="{}"><bdi dir="ltr">{}</bdi></time>').format(
        shown.isoformat(timespec="seconds"), shown.strftime("%d.%m.%Y %H:%M:%S")
    )


def dress(app: Flask) -> None:
    """Teach the templates these words, and put the headers on every answer."""
    app.jinja_env.globals.update(
        t=say, mine=mine, lang=language, code=code, omr=omr, moment=moment, form_token=forms.token
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.after_request(_headers)
    app.register_error_handler(HTTPException, _sorry)
    app.register_error_handler(forms.ForgedForm, _forged)


def _headers(answer: Response) -> Response:
    answer.headers["Content-Security-Policy"] = _POLICY
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Referrer-Policy"] = "same-origin"
    if answer.mimetype == "text/html":
        answer.headers["Cache-Control"] = "no-store"
        answer.set_cookie(forms.COOKIE, forms.browser(), httponly=True, samesite="Strict")
        if request.args.get("lang") in {"en", "ar"}:
            answer.set_cookie(_COOKIE, language(), max_age=_YEAR, httponly=True, samesite="Lax")
    return answer


def _sorry(error: HTTPException) -> tuple[str, int] | Response:
    status = error.code or 500
    if request.path.startswith(("/_", "/oauth", "/$", "/cards/checkouts")):
        return Response(error.description or "", status, content_type="text/plain; charset=utf-8")
    return render_template("sorry.html", status=status), status


def _forged(_error: Exception) -> tuple[str, int]:
    return render_template("sorry.html", status=400), 400
