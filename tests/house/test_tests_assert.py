"""Every test says itself what it expects: a helper that asserts inside may change without anybody seeing."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
EXPECTING = {"raises", "warns", "expect"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def own_body(node: ast.AST) -> Iterator[ast.AST]:
    """What runs when the test runs: functions it only defines are left out."""
    for part in ast.iter_child_nodes(node):
        if not isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield part
            yield from own_body(part)


def expects(part: ast.AST) -> bool:
    """Whether this states something that can fail."""
    if isinstance(part, ast.Assert):
        return not isinstance(part.test, ast.Constant)
    if not isinstance(part, ast.Call):
        return False
    name = part.func.attr if isinstance(part.func, ast.Attribute) else getattr(part.func, "id", "")
    return name in EXPECTING


def cases(source: str) -> list[Function]:
    return [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
    ]


def silent(tests: list[Function]) -> list[str]:
    """Those that expect nothing by themselves."""
    return [test.name for test in tests if not any(map(expects, own_body(test)))]


def test_every_test_expects_something_itself():
    files = {file: cases(file.read_text(encoding="utf-8")) for file in TESTS.rglob("test_*.py")}
    found = {str(file.relative_to(TESTS)): silent(tests) for file, tests in files.items()}
    assert {file: names for file, names in found.items() if names} == {}
    assert sum(map(len, files.values())) > 1000


@pytest.mark.parametrize(
    ("body", "is_silent"),
    [
        ("page.get('/', status=404)", True),
        ("assert True", True),
        ("def inner(): assert page", True),
        ("assert page.status == 404", False),
        ("for one in pages: assert one", False),
        ("with pytest.raises(ValueError): read('x')", False),
        ("expect(box).to_be_focused()", False),
    ],
)
def test_what_counts_as_expecting(body, is_silent):
    assert silent(cases(f"def test_it(): \n  {body}")) == (["test_it"] if is_silent else [])
