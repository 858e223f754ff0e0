"""Addresses stay on this site, and no field has a monstrous name."""

from __future__ import annotations

import pytest

from app.kernel.limits import LONGEST_NAME
from app.kernel.web import local_path

# fmt: off
TARGETS = [
    # asked for                    where one goes
    ("/claims?status=held",        "/claims?status=held"),
    (None,                         "/"),
    ("",                           "/"),
    ("claims",                     "/"),
    ("//evil.example/x",           "/"),
    ("https://evil.example/x",     "/"),
    ("/\\evil.example",            "/"),
    ("javascript:alert(1)",        "/"),
]
# fmt: on


@pytest.mark.parametrize(("asked", "gone"), TARGETS)
def test_one_stays_on_this_site(asked, gone):
    assert local_path(asked, "/") == gone


def test_a_monstrous_name_is_a_bad_request(as_):
    amal = as_("amal")
    names = ("x" * LONGEST_NAME, "x" * (LONGEST_NAME + 1), "lines-" + "9" * 5000)
    found = [amal.answer("POST", "/account", {name: "1"}) for name in names]
    assert found == [422, 400, 400]
