"""Files as answers: a table as XLSX or CSV, a paper as PDF in either language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, make_response, request, url_for
from flask_babel import force_locale

from app.kernel.pagewords import BABEL_LOCALES, language
from app.kernel.sheets import Table, write_table

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
}


def file(body: bytes, kind: str, name: str) -> Response:
    """A file to be kept under this name; its ending is the kind."""
    return _answer(body, kind, f'attachment; filename="{name}.{kind}"')


def table(kind: str, name: str, content: Table) -> Response:
    """A table as XLSX or CSV in the page's language, to be kept under this name."""
    return file(table_bytes(kind, content), kind, name)


def table_bytes(kind: str, content: Table) -> bytes:
    """A table as XLSX or CSV, laid out as the page's language is read."""
    # Written whole before it is sent: a stream would outlive the transaction it reads in.
    return write_table(kind, content, right_to_left=language() == "ar")


def links(endpoint: str, **filters: Any) -> dict[str, Any]:
    """Where a list is as a file, as the macro `downloads` wants it."""
    return {f"{kind}_url": url_for(endpoint, kind=kind, **filters) for kind in ("xlsx", "csv")}


def paper(body: bytes, name: str) -> Response:
    """A PDF that the browser shows; `name` with its ending."""
    return _answer(body, "pdf", f'inline; filename="{name}"')


def paper_language() -> str:
    """The language a paper is asked for in, whatever the page's; without one the page's."""
    asked = request.args.get("lang", "")
    return asked if asked in BABEL_LOCALES else language()


def printed(make: Callable[[], bytes]) -> bytes:
    """The paper that `make` writes, in the language asked for; raises what it raises."""
    with force_locale(BABEL_LOCALES[paper_language()]):
        return make()


def _answer(body: bytes, kind: str, disposition: str) -> Response:
    response = make_response(body)
    response.headers["Content-Type"] = TYPES[kind]
    response.headers["Content-Disposition"] = disposition
    return response
