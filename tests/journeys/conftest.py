"""The live house, a browser, and people who walk through it by keyboard."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect, sync_playwright
from sqlalchemy import make_url

from app import create_app
from app.config import load
from app.demo.people import PASSWORD
from app.kernel import migrations, roles
from app.kernel.cluster import Cluster
from app.kernel.db import db
from tests import database
from tests.journeys import running, shop, stage
from tests.journeys.running import House
from tests.journeys.walk import HTML_USUAL, Examined, Walk

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
WIDE, PHONE, NARROWEST = (1280, 900), (360, 740), (320, 640)
SECONDS_AT_MOST = 300
HERE = Path(__file__).parent


# Before xdist reads the marks: it puts the group into the name of a test.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The journeys of a file stay with one worker, one after the other; each worker has a house of its own."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.xdist_group(f"journeys-{item.path.stem}"))
            # The first one also waits for the house to stand.
            item.add_marker(pytest.mark.timeout(SECONDS_AT_MOST))


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where the browser is."""
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        pytest.skip("no Chromium is installed on this machine (Debian: apt-get install chromium)")
    return found


@pytest.fixture(scope="session")
def live(
    chromium: str, cluster: Cluster, database_name: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """The house with its stage set: a trial installation as the launcher starts it."""
    name = f"journeys_{database_name}"
    with database.one_at_a_time():
        roles.prepare(cluster.url(), name, dict.fromkeys(roles.ROLES, database.PASSWORD))
        owner = cluster.url(name, "maqbul_owner", database.PASSWORD)
        migrations.upgrade(owner)
    addresses = {
        "DATABASE_URL": cluster.url(name, "maqbul_app", database.PASSWORD),
        "DATABASE_OWNER_URL": owner,
        "DATABASE_PLATFORM_URL": cluster.url(name, "maqbul_platform", database.PASSWORD),
        "SANDBOX_DATABASE_URL": cluster.url(name, "maqbul_sandbox", database.PASSWORD),
    }
    ports = running.addresses()
    settings = running.environment(addresses, ports)
    house = running.open_house(settings, ports, tmp_path_factory.mktemp("house"))
    try:
        set_stage(create_app(load(settings)))
        running.wait_for(house)
        yield house
    finally:
        house.stop()


def set_stage(app: Flask) -> None:
    """Filled while the processes load, which takes them as long."""
    assert make_url(app.config["SQLALCHEMY_DATABASE_URI"]).database.startswith("journeys_")
    stage.play(app)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """A browser for the journeys of one file.

    No longer: while Playwright is up, its event loop runs in this thread, and other tests could start none.
    """
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture(scope="session")
def examined() -> Iterator[Examined]:
    """What was examined; at the end, whether the usual page was light."""
    found = Examined()
    yield found
    if found.weights:
        assert median(found.weights) <= HTML_USUAL, sorted(found.weights)


@pytest.fixture(scope="session")
def open_doors() -> dict[str, Any]:
    """The cookies of people who have come through the door already, by e-mail."""
    return {}


Opener = Callable[..., Walk]


@pytest.fixture
def walk(
    live: House, browser: Browser, examined: Examined, open_doors: dict[str, Any]
) -> Iterator[Opener]:
    """`walk("ar", PHONE)` is a fresh browser; given whose, that person has signed in."""
    walks: list[Walk] = []
    expect.set_options(timeout=15_000)

    def begin(
        language: str = "en", size: tuple[int, int] = WIDE, *, whose: str | None = "receptionist",
        script: bool = True,
    ) -> Walk:  # fmt: skip
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale="ar-OM" if language == "ar" else "en-GB",
            timezone_id="Asia/Muscat",
            java_script_enabled=script,
            accept_downloads=True,
            has_touch=size != WIDE,
            reduced_motion="reduce",
        )
        context.set_default_timeout(30_000)
        one = Walk(context, live.url, language, examined, scripted=script)
        walks.append(one)
        if whose is not None:
            email = stage.RECEPTIONISTS[language] if whose == "receptionist" else whose
            come_in(one, email, open_doors)
        return one

    yield begin
    for one in walks:
        complaints = one.complaints
        one.context.close()
        assert complaints == []


def come_in(walk: Walk, email: str, open_doors: dict[str, Any]) -> None:
    """To the first page: through the door the first time, later as somebody who is in and was not away for long."""
    if email in open_doors:
        walk.context.add_cookies(open_doors[email])
        walk.open("/pharmacy" if email in shop.PHARMACISTS.values() else "/")
        if "/sign-in" not in walk.page.url:
            walk.speak()
            return
        walk.context.clear_cookies()
    sign_in(walk, email)
    if email not in stage.LOCKED.values():
        open_doors[email] = walk.context.cookies()


def sign_in(walk: Walk, email: str) -> None:
    """Through the door, by keyboard where there is script, else by the form alone."""
    walk.open("/sign-in")
    walk.page.locator("#email").fill(email)
    walk.page.locator("#password").fill(PASSWORD)
    with walk.new_page():
        walk.page.locator("#password").press("Enter")
    begins = "/pharmacy" if email in shop.PHARMACISTS.values() else ""
    assert walk.page.url.rstrip("/") == walk.house_url + begins, walk.page.url
