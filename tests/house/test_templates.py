"""Templates: each one is used, compiles, and holds no style, script or raw address."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import nodes

HOUSE = Path(__file__).parents[2]
TEMPLATES = sorted((HOUSE / "templates").glob("**/*.html"))
NAMES = [str(file.relative_to(HOUSE / "templates")) for file in TEMPLATES]
CODE = "\n".join(file.read_text(encoding="utf-8") for file in HOUSE.glob("app/**/*.py"))
# Shown by tools outside the application, not by a view.
ELSEWHERE = {"gallery.html"}


@pytest.mark.parametrize("name", NAMES)
def test_it_compiles(house, name):
    assert house.jinja_env.get_template(name).name == name


@pytest.mark.parametrize("name", NAMES)
def test_it_holds_no_inline_style_script_or_handler(name):
    source = (HOUSE / "templates" / name).read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=", source)
    assert not re.search(r"\son(click|change|submit|load|input)=", source)
    assert not re.search(r"<script(?![^>]*nonce)", source)
    assert not re.search(r"(?:src|href)=\"https?://", source)


def test_no_template_is_an_orphan(house):
    used = set(ELSEWHERE)
    for name in NAMES:
        tree = house.jinja_env.parse((HOUSE / "templates" / name).read_text(encoding="utf-8"))
        for kind in (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport):
            used |= {
                n.template.value for n in tree.find_all(kind) if isinstance(n.template, nodes.Const)
            }
    orphans = [
        name
        for name in NAMES
        if name not in used and f'"{name}"' not in CODE and not name.startswith("errors/")
    ]
    assert orphans == []
