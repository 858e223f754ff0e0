"""The same house from within, as a command of its operator sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from app import create_app
from app.config import load
from app.kernel.db import db
from app.mail import service as mail
from tests.journeys.running import House

_apps: dict[str, Flask] = {}


@contextmanager
def behind(live: House) -> Iterator[None]:
    """Inside, verbs work on the database of the house that runs; nothing is left connected."""
    if live.url not in _apps:
        _apps[live.url] = create_app(load(live.processes["web"].environment))
    with _apps[live.url].app_context():
        yield
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


def letters_to(live: House, address: str) -> list[mail.Letter]:
    """What lies in somebody's mailbox, the newest first."""
    with behind(live):
        return [kept.letter for kept in mail.outbox() if kept.letter.to == address]


def link_to(live: House, address: str, path: str) -> str:
    """Where the newest letter leads that names such a page."""
    for letter in letters_to(live, address):
        if found := re.search(rf"http://[^/\s]+({path}\S+)", letter.text):
            return found[1]
    raise AssertionError(f"no letter to {address} names {path}")
