from __future__ import annotations

import pytest

from app.kernel.db import db
from tests.factories import shelf
from tests.factories.clinic import ALPHA, Mark, make_codes, payer_id

PEOPLE = ("amal", "badr", "huda", "salim", "nadia", "salma", "")
VIEW = (200, 403, 403, 403, 200, 200, 303)
VIEW_ONE = (200, 403, 403, 403, 200, 404, 303)
WRITE = (200, 403, 403, 403, 403, 200, 303)
WRITE_ONE = (200, 403, 403, 403, 403, 404, 303)
# path: what each of the people gets, in the order above; salma is the stranger.
TABLE = {
    "/pharmacy/stock/": VIEW,
    "/pharmacy/stock/export.csv": VIEW,
    "/pharmacy/stock/export.xlsx": VIEW,
    "/pharmacy/stock/expiry": VIEW,
    "/pharmacy/stock/losses": VIEW,
    "/pharmacy/stock/losses.csv": VIEW,
    "/pharmacy/stock/prices": VIEW,
    "/pharmacy/stock/prices.csv": VIEW,
    "/pharmacy/stock/receive": WRITE,
    "/pharmacy/stock/receipts": VIEW,
    "/pharmacy/stock/receipts/{receipt_of_stock}": VIEW_ONE,
    "/pharmacy/stock/recalls": VIEW,
    "/pharmacy/stock/recalls/new": WRITE,
    "/pharmacy/stock/recalls/{recall}": VIEW_ONE,
    "/pharmacy/stock/recalls/{recall}/receivers.csv": WRITE_ONE,
    "/pharmacy/stock/register": VIEW,
    "/pharmacy/stock/register.xlsx": VIEW,
    "/pharmacy/stock/batches/{batch_on_shelf}": VIEW_ONE,
    "/pharmacy/stock/batches/{batch_on_shelf}/{facility}/count": WRITE_ONE,
    "/pharmacy/stock/batches/{batch_on_shelf}/{facility}/adjust": WRITE_ONE,
    "/pharmacy/stock/batches/{batch_on_shelf}/{facility}/return": WRITE_ONE,
    "/pharmacy/stock/batches/{batch_on_shelf}/{facility}/transfer": WRITE_ONE,
    "/pharmacy/stock/prices/{price_list_alpha}/{medicine}": WRITE_ONE,
    "/pharmacy/medicines/": VIEW,
    "/pharmacy/medicines/export.csv": VIEW,
    "/pharmacy/medicines/search?q=amox": VIEW,
    "/pharmacy/medicines/new": WRITE,
    "/pharmacy/medicines/{medicine}": VIEW_ONE,
    "/pharmacy/medicines/{medicine}/edit": WRITE_ONE,
    "/pharmacy/medicines/boxes/00036000291452": WRITE,
    "/pharmacy/medicines/boxes/00036000291453": (404, 403, 403, 403, 403, 404, 303),
    # Lists of medicines come in by the import of lists.
    "/pharmacy/medicines/import": (303, 403, 403, 403, 403, 303, 303),
    "/pharmacy/medicines/interactions": VIEW,
    "/pharmacy/medicines/interactions/import": WRITE,
    "/pharmacy/medicines/formulary": VIEW,
    "/pharmacy/medicines/formulary/import": WRITE,
    "/pharmacy/medicines/imports/{medicine_import}": VIEW_ONE,
}


@pytest.fixture
def rows(inside, clock):
    """Noor's shelf; salma's is empty."""
    make_codes()
    with inside("amal"):
        ids = {"facility": shelf.branch()}
        ids["price_list_alpha"] = shelf.a_price_list(payer_id(ALPHA))
        shelf.everything(ids, Mark("NOORMARK", "علامة"))
        db.session.commit()
    return ids


def test_who_may_enter(rows, as_):
    for place, person in enumerate(PEOPLE):
        client = as_(person)
        for path, statuses in TABLE.items():
            page = client.client.get(path.format(**rows))
            assert page.status_code == statuses[place], (person, path)
