"""Small things every view needs: going somewhere, saying something, one answer per form."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import (
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    url_for,
)
from flask_babel import gettext

from app.kernel.errors import DomainError


def go(endpoint: str, **values: Any) -> Response:
    """See-other to an endpoint, so that Back and reload repeat nothing."""
    return make_response(redirect(url_for(endpoint, **values), code=303))


def say(sentence: str, tone: str = "success") -> None:
    """A sentence on top of the next page; tones: success, info, warning, danger."""
    flash(sentence, tone)


def page(template: str, status: int = 200, **values: Any) -> Response:
    """A rendered page."""
    return make_response(render_template(template, **values), status)


def in_words(refusal: DomainError) -> str:
    """The refusal in the language of the person."""
    return (
        gettext(refusal.sentence, **refusal.details)
        if refusal.details
        else gettext(refusal.sentence)
    )


def answer(form: Any, refusal: DomainError) -> None:
    """Put a refusal beside the field it names, or at the top of the form."""
    field = getattr(form, refusal.field, None) if refusal.field else None
    if field is not None:
        field.errors = [*field.errors, in_words(refusal)]
    else:
        form.form_errors.append(in_words(refusal))


def local_path(target: str | None, default: str) -> str:
    """The target if it stays on this site, else the default."""
    if not target:
        return default
    parts = urlsplit(target)
    if (
        parts.scheme
        or parts.netloc
        or not target.startswith("/")
        or target.startswith("//")
        or "\\" in target
    ):
        return default
    return target
