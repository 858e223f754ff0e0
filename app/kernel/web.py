"""Small things every view needs: going somewhere, saying something, one answer per form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from flask import (
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext

from app.kernel.errors import DomainError
from app.kernel.pagewords import day_text, language
from app.kernel.paging import Page
from app.kernel.words import Bilingual

# What a part of a page that asks for itself is told once nothing changes any more; htmx then stops asking.
STOP_POLLING = 286
# What a page says without anybody having pressed anything carries this header.
BY_ITSELF = "X-By-Itself"


def go(endpoint: str, **values: Any) -> Response:
    """See-other to an endpoint, so that Back and reload repeat nothing."""
    return make_response(redirect(url_for(endpoint, **values), code=303))


def asked(names: Iterable[str]) -> dict[str, Any]:
    """Those of a list's filters that are in force, as they stand in the address."""
    # Nothing else is kept: another name may mean something to whoever builds the next address.
    return {name: request.args[name] for name in names if request.args.get(name)}


def neighbours(
    found: Page[Any], endpoint: str, cursor: str = "cursor", **filters: Any
) -> dict[str, Any]:
    """Where the pages after and before this one of a list are, as the macro `pager` wants them."""
    return {
        "next_url": url_for(endpoint, **filters | {cursor: found.next}) if found.next else None,
        "previous_url": url_for(endpoint, **filters | {cursor: found.previous}) if found.previous else None,
    }  # fmt: skip


def say(sentence: str, tone: str = "success") -> None:
    """A sentence on top of the next page; tones: success, info, warning, danger."""
    flash(sentence, tone)


def page(template: str, status: int = 200, **values: Any) -> Response:
    """A rendered page."""
    return make_response(render_template(template, **values), status)


def in_words(refusal: DomainError) -> str:
    """The refusal in the language of the person."""
    if not refusal.details:
        return gettext(refusal.sentence)
    told = {name: _in_a_sentence(value) for name, value in refusal.details.items()}
    return gettext(refusal.sentence, **told)


def _in_a_sentence(value: object) -> object:
    """Days and names as the page writes them, apart from the words around them, which run another way."""
    if isinstance(value, date):
        return f"\u2068{day_text(value, language())}\u2069"
    return f"\u2068{value.in_language(language())}\u2069" if isinstance(value, Bilingual) else value  # fmt: skip


@contextmanager
def refusals_said(tone: str = "warning") -> Iterator[None]:
    """Where a verb inside refuses, the next page says why in words and the rest inside is left out."""
    try:
        yield
    except DomainError as refusal:
        say(in_words(refusal), tone)


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
