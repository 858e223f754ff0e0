"""A walk through a part of the house: every page read, every form sent thrice, and all that was said meanwhile."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import update
from werkzeug.routing import Rule

from app.exchange.models import Message
from app.exchange.states import ACKED, SENDING, UNACKED
from app.kernel.authz import sign_of
from app.kernel.db import db
from app.plans.cards import gateway
from app.plans.cards.gateway import Checkout, Opened
from app.tenants.scope import in_tenant
from tests import bodies, places
from tests.page import Page, PageClient
from tests.world import World

# Forms that need another row than the page of the same name, because an earlier form used it up.
ROWS_TO_SEND: dict[str, dict[str, str]] = {
    "approvals.discard": {"approval_id": "approval_unfinished"},
    "claims.discard": {"claim_id": "claim_unfinished"},
    "medicines.undo_import": {"import_id": "medicine_import"},
    "access.end_access": {"membership_id": "membership"},
}
# Sent last, in this order: they take away what others need.
LAST = (
    # One grant at a time: the one of the world is taken back before.
    "support.grant",
    "practice.reset",
    "access.require_second_factor",
    "access.end_access",
    "access.password",
    "access.switch_workplace",
)


def nothing_on_the_wire(world: World) -> None:
    """What the world holds on its way was answered meanwhile."""
    with world.app.app_context(), in_tenant(world.people["amal"].tenant_id):
        on_the_way = update(Message).where(Message.status.in_((SENDING, UNACKED)))
        db.session.execute(on_the_way.values(status=ACKED))
        db.session.commit()


class CardsAtOnce:
    """A card gateway that opens whatever is asked of it."""

    def begin(self, checkout: Checkout) -> Opened:
        return Opened(f"DEMO-{checkout.reference}", "http://127.0.0.1:9/pay")


def cards_are_taken(world: World) -> None:
    """The installation has a card gateway."""
    world.app.extensions[gateway.KEY] = CardsAtOnce()


# What must be so before a form can take effect.
BEFORE = {"practice.reset": nothing_on_the_wire, "plans.pay_by_card": cards_are_taken}


def through(part: str) -> Any:
    """A part of the house as a parameter: the tests that look at its walk stay with one worker, which walks once."""
    return pytest.param(part, marks=pytest.mark.xdist_group(f"walk-{part}"))


@dataclass
class Seen:
    """A page as somebody saw it."""

    rule: Rule
    path: str
    page: Page

    @property
    def is_page(self) -> bool:
        """A whole HTML page, not a piece, a file or a redirect."""
        is_html = self.page.response.mimetype == "text/html" and self.page.status < 300
        return is_html and self.page.html.lstrip().lower().startswith("<!doctype")


@dataclass
class Sent:
    """A valid form sent once, again with the same token, and again with another body."""

    rule: Rule
    first: Any
    moved: list[str]
    again: Any
    moved_again: list[str]
    changed: Any
    moved_by_changed: list[str]


@dataclass
class Walk:
    """What was seen, sent and said in a part of the house."""

    world: World
    part: str
    english: list[Seen] = field(default_factory=list)
    arabic: list[Seen] = field(default_factory=list)
    stranger: list[Seen] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    log: list[str] = field(default_factory=list)

    @property
    def everything(self) -> list[Seen]:
        return [*self.english, *self.arabic, *self.stranger]


class _Listener(logging.Handler):
    """Keeps every line of every log, with its arguments and traces."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__(logging.DEBUG)
        self.lines = lines
        self.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@contextmanager
def listening(walk: Walk) -> Iterator[None]:
    """Hear what the house logs, at the loudest setting."""
    root, ours, listener = logging.getLogger(), logging.getLogger("app"), _Listener(walk.log)
    levels = root.level, ours.level
    root.addHandler(listener)
    root.setLevel(logging.INFO)
    ours.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        root.setLevel(levels[0])
        ours.setLevel(levels[1])
        root.removeHandler(listener)


def read_all(walk: Walk) -> None:
    """Amal reads every page of the part in English and Arabic, Salma of the other clinic in English."""
    amal, salma = walk.world.as_("amal"), walk.world.as_("salma")
    walk.english = _read(walk, amal, "noor")
    speak(amal, "ar")
    walk.arabic = _read(walk, amal, "noor")
    speak(amal, "en")
    walk.stranger = _read(walk, salma, "seeb")


def speak(browser: PageClient, language: str) -> None:
    """Choose the language of the pages."""
    form = {"csrf_token": browser.csrf(), "language": language}
    assert browser.client.post("/language", data=form).status_code == 303


def _read(walk: Walk, browser: PageClient, key: str) -> list[Seen]:
    return [
        Seen(rule, path, Page(browser.client.get(path, buffered=True)))
        for rule, path in walk.world.pages(key, walk.part)
    ]


def unsafe_rules(app: Flask, part: str) -> list[Rule]:
    """Every address that changes something for a signed-in person, in the order in which it can be tried."""
    found = [rule for rule in places.rules(app, part) if set(places.methods(rule)) - {"GET"} and is_guarded(app, rule)]  # fmt: skip
    return sorted(
        found,
        key=lambda rule: (LAST.index(rule.endpoint) + 1 if rule.endpoint in LAST else 0, rule.endpoint),
    )  # fmt: skip


def is_guarded(app: Flask, rule: Rule) -> bool:
    """Behind a permission, and not only reading."""
    view = app.view_functions[rule.endpoint]
    sign = sign_of(app, rule.endpoint)
    return sign is not None and sign.permission is not None and not getattr(view, "reads_only", False)  # fmt: skip


def send_all(walk: Walk, written: Any) -> None:
    """Amal sends the valid form of every address of the part thrice."""
    amal = walk.world.as_("amal")
    for rule in unsafe_rules(walk.world.app, walk.part):
        if prepare := BEFORE.get(rule.endpoint):
            prepare(walk.world)
        walk.sent.append(_send(walk.world, amal, rule, written))


def _send(world: World, browser: PageClient, rule: Rule, written: Any) -> Sent:
    filled = bodies.fill_in(world, browser, rule, rows=ROWS_TO_SEND.get(rule.endpoint))
    tokens = {"csrf_token": browser.csrf(), "_once": str(uuid4())}
    states, answers = [written()], []
    for more in ({}, {}, {"_other": "body"}):
        data = filled.data(**tokens, **more)
        answers.append(browser.client.post(filled.path, data=data, buffered=True))
        states.append(written())
        tokens["csrf_token"] = browser.csrf()
    moves = [
        [name for name in before if before[name] != after[name]]
        for before, after in pairwise(states)
    ]
    first, again, changed = answers
    return Sent(rule, first, moves[0], again, moves[1], changed, moves[2])
