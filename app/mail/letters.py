"""A letter as people get it: plain text, the reader's language first and the other below it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import current_app, render_template
from flask_babel import force_locale, gettext

from app.kernel.pagewords import BABEL_LOCALES
from app.mail import service
from app.mail.service import Letter

OTHER = {"en": "ar", "ar": "en"}


def write(
    purpose: str, subject: str, template: str, *, to: str, language: str, **values: Any
) -> UUID:
    """Send one letter in both languages; `subject` is a msgid. Raises NoWayOut."""
    parts, subjects = [], []
    for spoken in (language, OTHER[language]):
        with force_locale(BABEL_LOCALES[spoken]):
            subjects.append(gettext(subject))
            parts.append(render_template(template, **values).strip())
    text = "\n\n* * *\n\n".join(parts) + "\n"
    return service.send(purpose, Letter(to, " · ".join(subjects), text))


def address(path: str) -> str:
    """A page of ours as a letter names it."""
    base: str = current_app.extensions["settings"].base_url
    return f"{base}{path}"


def link(endpoint: str, **values: Any) -> str:
    """A page of ours by its endpoint; letters are written outside of requests too."""
    return address(current_app.url_map.bind("").build(endpoint, values))
