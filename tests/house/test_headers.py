"""Headers that guard the browser stand on every answer: pages, pieces, files, redirects, errors, static files."""

from __future__ import annotations

import re
from http.cookies import SimpleCookie
from pathlib import Path

from app import create_app
from app.kernel.db import db
from tests.cast import PASSWORD
from tests.conftest import settings_for
from tests.page import Page
from tests.places import FEWEST_PAGES

WANTED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
DIRECTIVES = {
    "default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'",
}  # fmt: skip


def missing(response) -> list[str]:
    """Which of the headers an answer lacks."""
    lacks = [name for name, value in WANTED.items() if response.headers.get(name) != value]
    policy = response.headers.get("Content-Security-Policy", "")
    lacks += [one for one in DIRECTIVES if one not in policy]
    lacks += [
        one for one in ("unsafe-inline", "unsafe-eval", "http:", "https:", "*") if one in policy
    ]
    lacks += [] if "Permissions-Policy" in response.headers else ["Permissions-Policy"]
    return lacks + [name for name in ("X-Powered-By", "Via") if name in response.headers]


def nonce_of(response) -> str:
    return re.search(r"'nonce-([\w-]+)'", response.headers["Content-Security-Policy"])[1]


def test_every_answer_of_the_walk_is_guarded(walk):
    bare = {one.path: lacks for one in walk.everything if (lacks := missing(one.page.response))}
    assert bare == {}


def test_nothing_of_a_signed_in_person_is_kept_by_browsers(walk):
    kept = {
        one.path: found
        for one in walk.everything
        if "no-store" not in (found := one.page.response.headers.get("Cache-Control", ""))
    }
    assert kept == {}


def test_a_nonce_is_used_once_and_every_script_carries_it(walk):
    pages = [one for one in walk.everything if one.is_page]
    nonces = [nonce_of(one.page.response) for one in pages]
    assert len(set(nonces)) == len(nonces) > 3 * FEWEST_PAGES
    for one in walk.english:
        if one.is_page:
            expected = nonce_of(one.page.response)
            assert all(script.get("nonce") == expected for script in one.page.all("script")), (
                one.path
            )
            assert all(len(nonce) >= 20 for nonce in nonces)


def test_a_download_says_what_it_is(walk):
    """A file is named and never sniffed; its name holds nothing of a patient."""
    files = [one for one in walk.english if one.page.response.mimetype not in {"text/html", "application/json"}]  # fmt: skip
    files = [one for one in files if one.page.status == 200]
    for one in files:
        kept = one.page.response.headers["Content-Disposition"]
        assert re.match(r"(attachment|inline); filename=(\"?)[A-Za-z0-9.-]+\2$", kept), (
            one.path,
            kept,
        )
    assert len(files) >= 2


def errors(world):
    """One answer of each kind of refusal, as (what, response)."""
    amal, nobody = world.as_("amal"), world.as_("")
    csrf = amal.csrf()
    yield "400 no token", amal.client.post("/practitioners/new", data={"name_en": "x"})
    yield "403", world.as_("huda").client.get("/audit")
    yield "404", amal.client.get("/nowhere")
    yield "404 for nobody", nobody.client.get("/nowhere")
    yield "405", amal.client.put("/patients")
    yield "409", _other_body(amal, csrf)
    yield "413", amal.client.post("/practitioners/new", data=b"x" * 13_000_000)
    yield "303 to sign in", nobody.client.get("/patients")
    yield "sign in", nobody.client.get("/sign-in")
    yield "options", amal.client.options("/patients")
    yield "head", amal.client.head("/patients")
    yield "live", nobody.client.get("/healthz/live")


def _other_body(browser, csrf):
    token = {"csrf_token": csrf, "_once": "6f1c9f2e-7a36-4d0b-9a0f-0d7f3c1f2b11"}
    form = {"language": "en", "digits": "latn", "theme": "light", **token}
    assert browser.client.post("/account", data=form).status_code == 303
    return browser.client.post("/account", data={**form, "theme": "dark"})


def test_every_refusal_is_guarded_and_friendly(world):
    for what, response in errors(world):
        assert missing(response) == [], what
        if what[:3].isdigit():
            assert response.status_code == int(what[:3]), what
        if response.status_code >= 400 and response.mimetype == "text/html":
            page = Page(response)
            assert len(page.all("h1")) == 1, what
            assert "Traceback" not in page.html, what


def test_a_failure_of_ours_is_guarded_and_tells_nothing(world, monkeypatch):
    def broken(*_args, **_kwargs):
        raise RuntimeError("the secret inside")

    monkeypatch.setattr("app.patients.views.searching.page", broken)
    amal = world.as_("amal")
    answer = amal.client.get("/patients")
    assert answer.status_code == 500
    assert missing(answer) == []
    assert "secret inside" not in answer.get_data(as_text=True)
    assert len(Page(answer).all("h1")) == 1


def test_a_static_file_is_guarded_too(house):
    built = Path(house.static_folder) / "build"
    file = next((one for one in sorted(built.glob("*.css"))), None)
    assert file is not None, "run `make assets`"
    answer = house.test_client().get(f"/static/build/{file.name}", buffered=True)
    assert answer.status_code == 200
    # Nothing runs in a file, so its policy is shorter.
    assert set(missing(answer)) <= {"object-src 'none'", "form-action 'self'"}
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    gone = house.test_client().get("/static/build/nowhere.css", buffered=True)
    assert (gone.status_code, missing(gone)) == (404, [])


def cookies_of(response):
    jar = SimpleCookie()
    for line in response.headers.getlist("Set-Cookie"):
        jar.load(line)
    return jar


def signed_in(app):
    client = app.test_client()
    page = Page(client.get("/sign-in", base_url=app.extensions["settings"].base_url))
    form = {
        "csrf_token": page.value("csrf_token"),
        "email": "amal@noor.example",
        "password": PASSWORD,
    }
    return page.response, client.post("/sign-in", data=form, base_url=app.extensions["settings"].base_url)  # fmt: skip


def test_cookies_cannot_be_read_by_scripts_or_sent_by_others(app):
    before, after = signed_in(app)
    assert after.status_code == 303
    for response in (before, after):
        jar = cookies_of(response)
        assert jar, "no cookie was set"
        for cookie in jar.values():
            assert cookie["httponly"]
            assert cookie["samesite"] in {"Lax", "Strict"}
            assert cookie["path"] == "/"
            assert not cookie["domain"]


def test_over_https_cookies_are_bound_to_the_host_and_the_browser_is_told_to_stay(
    app, cluster, database_name
):
    secure = create_app(
        settings_for(
            cluster, database_name, base_url="https://maqbul.example", installation="trial"
        )
    )
    before, after = signed_in(secure)
    with secure.app_context():
        db.engine.dispose()
    assert after.status_code == 303
    for response in (before, after):
        for name, cookie in cookies_of(response).items():
            assert name.startswith("__Host-")
            assert cookie["secure"]
        assert "max-age=" in response.headers["Strict-Transport-Security"]
