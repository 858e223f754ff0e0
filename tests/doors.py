"""Tables of who may knock at which door: what a person is answered, and what the table says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar
from uuid import uuid4

from flask import Flask

from tests.page import PageClient

# Method, endpoint, and the names of the address's parts.
Door = tuple[str, str, tuple[str, ...]]
Key = TypeVar("Key")
USUAL = {"kind": "csv", "subject_kind": "claim"}


def answers(person: PageClient, table: Iterable[Door], **words: str | int) -> dict[Door, int]:
    """The status of every door, knocked at with the words given and ids that nobody has."""
    known = {**USUAL, **words}
    form = {"csrf_token": person.csrf()}
    found = {}
    for method, endpoint, names in table:
        values = {name: known.get(name) or uuid4() for name in names}
        found[method, endpoint, names] = person.answer(method, endpoint, form, **values)
    return found


def pages(person: PageClient, paths: Iterable[str], **words: object) -> dict[str, int]:
    """The status of every page, the words put into its path."""
    return {path: person.answer("GET", path.format(**words)) for path in paths}


def column(
    table: Mapping[Key, tuple[int, ...]], people: tuple[str, ...], name: str
) -> dict[Key, int]:
    """What a table with one column for each of the people says of this one."""
    place = people.index(name)
    return {key: statuses[place] for key, statuses in table.items()}


def listed(table: Iterable[Door]) -> set[tuple[str, str]]:
    """Method and endpoint of the doors in a table."""
    return {(method, endpoint) for method, endpoint, _names in table}


def standing(app: Flask, blueprint: str) -> set[tuple[str, str]]:
    """Method and endpoint of the doors there are."""
    return {
        (method, rule.endpoint)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith(f"{blueprint}.")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
