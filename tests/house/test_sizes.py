"""The walls of size: a file, a function, a view and a template stay small enough to be read."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
FILES = sorted(
    [*HOUSE.glob("app/**/*.py"), *HOUSE.glob("benchmarks/**/*.py"), *HOUSE.glob("tools/*.py")]
)
TEMPLATES = sorted(
    [*HOUSE.glob("templates/**/*.html"), *HOUSE.glob("app/sandbox/templates/**/*.html")]
)


def functions(file: Path) -> list[ast.FunctionDef]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]


def lines(node: ast.FunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_file_is_longer_than_300_lines():
    long = {
        str(f.relative_to(HOUSE)): n for f in FILES if (n := len(f.read_text().splitlines())) > 300
    }
    assert long == {}


def test_no_function_is_longer_than_40_lines():
    long = {
        f"{f.relative_to(HOUSE)}:{d.name}": lines(d)
        for f in FILES
        for d in functions(f)
        if lines(d) > 40
    }
    assert long == {}


def test_no_view_is_longer_than_25_lines():
    long = {
        f"{f.relative_to(HOUSE)}:{d.name}": lines(d)
        for f in FILES
        if "views" in f.parts or f.name == "views.py"
        for d in functions(f)
        if any(
            "route" in ast.unparse(mark) or "blueprint." in ast.unparse(mark)
            for mark in d.decorator_list
        )
        and lines(d) > 25
    }
    assert long == {}


def test_no_template_is_longer_than_120_lines():
    long = {
        str(f.relative_to(HOUSE)): n
        for f in TEMPLATES
        if (n := len(f.read_text().splitlines())) > 120
    }
    assert long == {}


@pytest.mark.parametrize("name", ["utils", "common", "helpers", "misc"])
def test_there_is_no_drawer(name):
    assert [f for f in FILES if f.stem == name or name in f.parts[len(HOUSE.parts) :]] == []
