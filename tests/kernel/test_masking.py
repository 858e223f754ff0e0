"""No log names a token that still opens something: neither the server's two, nor the house's own."""

from __future__ import annotations

import logging
import runpy
from types import SimpleNamespace

import pytest
from flask import Flask
from gunicorn.config import Config
from gunicorn.glogging import Logger

from app.kernel.masking import NO_TOKENS, masked

# As `secrets.token_urlsafe(32)` makes them; always the same, so that every worker collects the same tests.
TOKEN = "aB3-" * 10 + "aB3"
PATHS = {
    f"/apply/return/{TOKEN}": "/apply/return/***",
    f"/apply/return/{TOKEN}.": "/apply/return/***.",
    f"/apply/return/{TOKEN}x/y": "/apply/return/***/y",
    "/claims/018f0000-0000-7000-8000-000000000000": "/claims/018f0000-0000-7000-8000-000000000000",
}


@pytest.mark.parametrize("path", PATHS)
def test_a_token_is_taken_out_of_a_path_and_nothing_else(path):
    assert masked(path) == PATHS[path]


@pytest.fixture
def told():
    """What the server's two logs write, as gunicorn.conf.py sets them up in a worker."""
    conf, log, lines = runpy.run_path("gunicorn.conf.py"), Logger(Config()), []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(record.getMessage())
    both = (log.access_log, log.error_log)
    conf["post_worker_init"](SimpleNamespace(log=log))
    for one in both:
        one.addHandler(handler)
        one.setLevel(logging.INFO)
    yield SimpleNamespace(log=log, lines=lines, form=conf["access_log_format"])
    for one in both:
        one.removeHandler(handler)
        one.removeFilter(NO_TOKENS)


def test_the_server_writes_no_token(told):
    path = f"/apply/return/{TOKEN}"
    atoms = {"h": "127.0.0.1", "m": "GET", "U": path, "s": "200", "B": 12, "L": "0.1"}
    told.log.access_log.info(told.form, told.log.atoms_wrapper_class(atoms))
    told.log.error("Error handling request %s", path)
    assert told.lines == [
        '127.0.0.1 "GET /apply/return/***" 200 12 bytes 0.1 s',
        "Error handling request /apply/return/***",
    ]


def test_the_house_writes_no_token_when_a_page_breaks(house: Flask, caplog):
    with house.test_request_context(f"/apply/return/{TOKEN}"):
        house.log_exception((None, None, None))
    assert "/apply/return/***" in caplog.text
    assert TOKEN not in caplog.text
