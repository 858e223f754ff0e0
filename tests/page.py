"""The page as a person sees it, and the client that looks at every page for us."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from time import time
from typing import Any
from uuid import uuid4
from xml.etree import ElementTree as ET

import html5lib
from flask import Flask, url_for
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from app.access import session_store, sessions
from app.kernel.clock import now

XHTML = "{http://www.w3.org/1999/xhtml}"
HARMLESS = {
    # html5lib is older than these parts of HTML.
    "unexpected-null-character",
}


@dataclass
class Page:
    """A response and what stands on it."""

    response: TestResponse
    _tree: ET.Element | None = field(default=None, repr=False)

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def location(self) -> str:
        return self.response.headers.get("Location", "")

    @property
    def html(self) -> str:
        return self.response.get_data(as_text=True)

    @property
    def tree(self) -> ET.Element:
        if self._tree is None:
            parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"))
            self._tree = parser.parse(self.html)
            self.parse_errors = [error for error in parser.errors if error[1] not in HARMLESS]
        return self._tree

    @property
    def text(self) -> str:
        """All visible words, one space between them."""
        return re.sub(r"\s+", " ", " ".join(self._visible(self.tree))).strip()

    @property
    def heading(self) -> str:
        return self._words(self.all("h1")[0])

    @property
    def title(self) -> str:
        return self._words(self.all("title")[0])

    @property
    def errors(self) -> list[str]:
        """What the error summary says."""
        return [
            self._words(item)
            for summary in self.with_class("error-summary")
            for item in summary.iter(f"{XHTML}li")
        ]

    @property
    def links(self) -> set[str]:
        return {link.get("href", "") for link in self.all("a")}

    def all(self, tag: str) -> list[ET.Element]:
        return list(self.tree.iter(f"{XHTML}{tag}"))

    def with_class(self, name: str) -> list[ET.Element]:
        return [e for e in self.tree.iter() if name in (e.get("class") or "").split()]

    def rows(self) -> list[list[str]]:
        """The body rows of all tables, as words."""
        return [
            [self._words(cell) for cell in row if cell.tag in {f"{XHTML}td", f"{XHTML}th"}]
            for body in self.all("tbody")
            for row in body.iter(f"{XHTML}tr")
        ]

    def value(self, name: str) -> str:
        """What stands in a form field."""
        for tag in ("input", "textarea", "select"):
            for element in self.all(tag):
                if element.get("name") == name:
                    return self._field_value(element, tag)
        raise AssertionError(f"no field {name!r} on the page")

    def _field_value(self, element: ET.Element, tag: str) -> str:
        if tag == "textarea":
            return element.text or ""
        if tag == "select":
            chosen = [o for o in element.iter(f"{XHTML}option") if o.get("selected") is not None]
            return chosen[0].get("value", "") if chosen else ""
        return element.get("value", "")

    def _words(self, element: ET.Element) -> str:
        return re.sub(r"\s+", " ", " ".join(self._visible(element))).strip()

    def _visible(self, element: ET.Element) -> list[str]:
        if element.tag in {f"{XHTML}script", f"{XHTML}style", f"{XHTML}template"}:
            return []
        parts = [element.text or ""]
        for child in element:
            parts += self._visible(child)
            parts.append(child.tail or "")
        return parts


class PageClient:
    """A person at a browser. Every HTML page that comes back is looked at."""

    def __init__(self, app: Flask, client: FlaskClient) -> None:
        self.app = app
        self.client = client
        self._csrf: tuple[tuple[Any, ...], str] | None = None

    def get(self, target: str, status: int = 200, **values: Any) -> Page:
        return self._looked_at(self.client.get(self._path(target, values)), status)

    def post(
        self,
        target: str,
        data: dict[str, Any] | None = None,
        status: int = 303,
        *,
        once: str | None = None,
        follow: bool = False,
        **values: Any,
    ) -> Page:
        """Send a form with its tokens; `follow` answers with the page one is sent to."""
        form = {"csrf_token": self.csrf(), "_once": once or str(uuid4()), **(data or {})}
        page = self._looked_at(self.client.post(self._path(target, values), data=form), status)
        return self.get(page.location) if follow else page

    def answer(
        self, method: str, target: str, form: dict[str, Any] | None = None, **values: Any
    ) -> int:
        """The status of whatever answers; a form is sent with tokens of its own unless it brings them."""
        sent = form or {}
        if method == "POST":
            sent = {
                "csrf_token": sent.get("csrf_token") or self.csrf(),
                "_once": str(uuid4()),
                **sent,
            }
        response = self.client.open(self._path(target, values), method=method, data=sent)
        return self._looked_at(response, response.status_code).status

    def csrf(self) -> str:
        """A token such as every page has in its head; kept while the session lasts."""
        # A token outlives half an hour, and ends with the session it was made for.
        made_for = (time() // 1800, *sorted(one.value for one in self.client._cookies.values()))
        if self._csrf is None or self._csrf[0] != made_for:
            self._csrf = made_for, self._read_csrf()
        return self._csrf[1]

    def _read_csrf(self) -> str:
        """Signed here as the page would, from what the row of the session holds; a stranger reads a page."""
        cookie = self.client.get_cookie(sessions.cookie_name(self.app))
        if cookie is not None:
            with self.app.app_context():
                found = session_store.load(session_store.hash_of(cookie.value), now())
            if found is not None and "csrf_token" in found.data:
                signer = URLSafeTimedSerializer(self.app.secret_key, salt="wtf-csrf-token")
                return str(signer.dumps(found.data["csrf_token"]))
        for address in ("/account", "/sign-in"):
            html = self.client.get(address).get_data(as_text=True)
            if found_there := csrf_of(html):
                return found_there
        raise AssertionError("no page gave a csrf token")

    def _path(self, target: str, values: dict[str, Any]) -> str:
        if target.startswith("/"):
            return target
        with self.app.test_request_context():
            return url_for(target, **values)

    def _looked_at(self, response: TestResponse, status: int) -> Page:
        page = Page(response)
        assert page.status == status, f"{page.status} instead of {status}: {page.html[:600]}"
        if (
            not 300 <= status < 400
            and response.mimetype == "text/html"
            and page.html.lstrip().lower().startswith("<!doctype")
        ):
            look_at(page)
        return page


def csrf_of(html: str) -> str:
    """The token in the head of a page, as the script reads it; "" where there is none."""
    found = re.search(r'name="csrf-token" content="([^"]+)"', html)
    return unescape(found.group(1)) if found is not None else ""


def look_at(page: Page) -> None:
    """What holds for every page of the house."""
    tree = page.tree
    assert not page.parse_errors, page.parse_errors
    assert len(page.all("h1")) == 1, "a page has one h1"
    assert page.title.strip(" ·"), "a page has a title"
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids)), f"ids twice: {sorted(i for i in ids if ids.count(i) > 1)}"
    assert not re.search(r"\bNone\b", page.text), "None stands on the page"
    assert "style=" not in page.html, "a style attribute stands on the page"
    assert not re.search(r"\son[a-z]+=", page.html), "an inline handler stands on the page"
    assert "%(" not in page.text, "an unfilled placeholder stands on the page"
    root = page.all("html")[0]
    assert root.get("dir") == ("rtl" if root.get("lang") == "ar" else "ltr")
    assert "nonce-" in page.response.headers["Content-Security-Policy"]
    for form in page.all("form"):
        assert form.get("action") is not None, "a form says where it goes"
    labelled = {label.get("for") for label in page.all("label")}
    within = {e.get("id") for label in page.all("label") for e in label.iter() if e.get("id")}
    labelled |= within
    labelled |= {inside.get("id") for label in page.all("label") for inside in label.iter()}
    for tag in ("input", "select", "textarea"):
        for element in page.all(tag):
            if element.get("type") in {"hidden", "submit", "button"}:
                continue
            named = element.get("aria-label") or element.get("aria-labelledby")
            assert named or element.get("id") in labelled, f"no label: {element.attrib}"
