"""Paging by keys: every row once, forwards and backwards, and no cursor but ours."""

from __future__ import annotations

import base64
import json
from datetime import date
from itertools import chain

import pytest
from sqlalchemy import select

from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.paging import page_of
from app.reference.models import Payer

BY = (Payer.valid_from, Payer.licence)


@pytest.fixture
def _payers(context):
    for number in range(9):
        db.session.add(
            Payer(
                licence=f"T-{number}",
                name_en="T",
                name_ar="ت",
                valid_from=date(2021, 1, 1 + number // 3),
            )
        )
    db.session.flush()


def walk(cursor=None, *, size=2, step="next", descending=True):
    pages = []
    for _ in range(20):
        page = page_of(query(), by=BY, cursor=cursor, size=size, descending=descending)
        pages.append([row.licence for row in page.rows])
        cursor = getattr(page, step)
        if cursor is None:
            return pages, page
    raise AssertionError("the pages never end")


def query():
    return select(Payer).where(Payer.licence.like("T-%"))


@pytest.mark.usefixtures("_payers")
@pytest.mark.parametrize("size", [1, 2, 3, 8, 9, 10])
@pytest.mark.parametrize("descending", [True, False])
def test_every_row_once_both_ways(size, descending):
    pages, last = walk(size=size, descending=descending)
    expected = sorted((f"T-{n}" for n in range(9)), reverse=descending)
    assert list(chain(*pages)) == expected
    assert last.next is None
    if last.previous is not None:
        back, first = walk(last.previous, size=size, step="previous", descending=descending)
        assert list(chain(*reversed(back))) == expected[: len(list(chain(*back)))]
        assert first.previous is None


@pytest.mark.usefixtures("_payers")
def test_the_first_page_has_no_previous_and_an_empty_list_no_neighbours():
    assert page_of(query(), by=BY, size=20).previous is None
    empty = page_of(query().where(Payer.licence == "nobody"), by=BY)
    assert (empty.rows, empty.next, empty.previous) == ([], None, None)


@pytest.mark.usefixtures("_payers")
def test_rows_of_columns_page_too():
    page = page_of(
        select(Payer.licence, Payer.valid_from).where(Payer.licence.like("T-%")), by=BY, size=4
    )
    assert (len(page.rows), page.rows[0].licence) == (4, "T-8")
    assert page.next is not None


def forged(*values):
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


@pytest.mark.usefixtures("_payers")
@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "%%%",
        forged(0),
        forged(0, "not a day", "T-1"),
        forged(0, "2021-01-01"),
        forged(),
        "é",
        forged(0, None, None),
        forged(0, "2021-01-01", "T\x001"),
    ],
)
def test_a_cursor_not_made_here_is_not_found(cursor):
    with pytest.raises(NotFound):
        page_of(query(), by=BY, cursor=cursor)
