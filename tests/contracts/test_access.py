from __future__ import annotations

import pytest

from tests import doors

PEOPLE = ("amal", "badr", "huda", "salim", "nadia", "salma", "")
# path: what each of the people gets, in the order above; salma is the stranger.
TABLE = {
    "/contracts/": (200, 200, 403, 403, 200, 200, 303),
    "/contracts/new": (200, 403, 403, 403, 403, 200, 303),
    "/contracts/{contract}": (200, 200, 403, 403, 200, 404, 303),
    "/contracts/{contract}/tolerance": (200, 403, 403, 403, 403, 404, 303),
    "/contracts/{contract}/end": (200, 403, 403, 403, 403, 404, 303),
    "/contracts/{contract}/lists/new": (200, 403, 403, 403, 403, 404, 303),
    "/contracts/lists/{prices}/prices/{visit}": (200, 403, 403, 403, 403, 404, 303),
    "/contracts/lists/{prices}/prices.csv": (200, 200, 403, 403, 200, 404, 303),
    "/contracts/lists/{prices}/prices.xlsx": (200, 200, 403, 403, 200, 404, 303),
    "/imports/new/prices?target={prices}": (200, 403, 403, 403, 403, 200, 303),
    "/imports/new/prices/present.csv?target={prices}": (200, 403, 403, 403, 403, 404, 303),
    "/contracts/services": (200, 200, 403, 403, 200, 200, 303),
    "/contracts/services/new": (200, 403, 403, 403, 403, 200, 303),
    "/contracts/services/{visit}": (200, 403, 403, 403, 403, 404, 303),
    "/contracts/services/search?payer={payer}&on=2026-11-22": (200, 200, 200, 200, 200, 200, 303),
    "/contracts/codes": (200, 200, 403, 403, 200, 200, 303),
    "/contracts/codes/{visit}": (200, 403, 403, 403, 403, 404, 303),
}


@pytest.mark.parametrize("name", PEOPLE)
def test_who_may_enter(noor, as_, name):
    assert doors.pages(as_(name), TABLE, **noor["own"]) == doors.column(TABLE, PEOPLE, name)
