"""Papers: a print template with plain values becomes a PDF. The only place that knows WeasyPrint."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import current_app, render_template

from app.kernel.words import N_

# A page takes half a second of a processor and a hundred megabytes: more than two at once
# would starve the pages of everybody else.
AT_ONCE = 2
WAIT_SECONDS = 20
PACKED_FONT = ".woff2"
# Never asked for: only a scheme that relative addresses can be joined to.
OWN_HOST = "house.invalid"
BASE = f"http://{OWN_HOST}/"
_presses = BoundedSemaphore(AT_ONCE)


class PdfUnavailable(RuntimeError):
    """No PDF can be made here and now; `sentence` (a msgid) says why, to a person."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


LIBRARIES_MISSING = N_(
    "PDF files cannot be made on this server: the Pango library is missing. Ask your administrator to install it."
)
TOO_BUSY = N_("Many papers are being printed at the moment. Try again in a minute.")


def render(template: str, **plain: Any) -> bytes:
    """The PDF of a print template in the language of the request. Raises PdfUnavailable."""
    html = render_template(template, **plain)
    with _press():
        return _typeset()(html, Path(current_app.static_folder or "static"))


@contextmanager
def _press() -> Iterator[None]:
    if not _presses.acquire(timeout=WAIT_SECONDS):
        raise PdfUnavailable(TOO_BUSY)
    try:
        yield
    finally:
        _presses.release()


@cache
def _typeset() -> Callable[[str, Path], bytes]:
    """WeasyPrint behind a closed door; imported late, because it takes a second and system libraries."""
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher, URLFetcherResponse
    except (ImportError, OSError) as error:
        raise PdfUnavailable(LIBRARIES_MISSING) from error

    class OwnFilesOnly(URLFetcher):
        """Serves our built files and nothing else: no network, no other file, no other scheme."""

        def __init__(self, static: Path) -> None:
            super().__init__(allowed_protocols=(), allow_redirects=False)
            self._static = static

        def fetch(self, url: str, headers: object = None) -> Any:  # noqa: ARG002 - WeasyPrint's own signature
            path = own_file(url, self._static)
            kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            body = unpacked(path) if path.suffix == PACKED_FONT else path.read_bytes()
            return URLFetcherResponse(url, BytesIO(body), {"Content-Type": kind})

    def typeset(html: str, static: Path) -> bytes:
        document = HTML(string=html, base_url=BASE, url_fetcher=OwnFilesOnly(static))
        pdf: bytes = document.write_pdf(pdf_tags=True, presentational_hints=False)
        return pdf

    return typeset


@cache
def unpacked(path: Path) -> bytes:
    """A built font as it is used. Unpacking takes as long as setting a page; a built name means one content."""
    from fontTools.ttLib import woff2

    font = BytesIO()
    woff2.decompress(BytesIO(path.read_bytes()), font)
    return font.getvalue()


def own_file(url: str, static: Path) -> Path:
    """The built file that an address in a print template means; raises ValueError for any other."""
    parts = urlsplit(url)
    if parts.netloc != OWN_HOST or parts.scheme != "http":
        raise ValueError("only the house's own files are printed")
    built = (static / "build").resolve()
    path = (static / unquote(parts.path).removeprefix("/static/").lstrip("/")).resolve()
    if not path.is_relative_to(built) or not path.is_file():
        raise ValueError("not a built file")
    return path
