"""Taking what a supply hands out off the shelf, and putting it back.

Whoever moves several batches, or boxes, moves them in one order: two counters with crossed lines wait, and never for each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from app.kernel.db import db
from app.kernel.money import ZERO
from app.pharmacy.dispensing import queries
from app.pharmacy.dispensing.box_errors import BoxHandedOut
from app.pharmacy.dispensing.boxes import apart, named
from app.pharmacy.dispensing.deciding import Decided
from app.pharmacy.dispensing.models import Dispense, DispenseBatch, DispenseLine, DispensePack
from app.pharmacy.dispensing.values import Pack, SupplyLine
from app.pharmacy.stock import service as stock

LINE_SUBJECT = "dispense_line"
BOX_RULE = "uq_dispense_packs_box"

Handed = tuple[DispenseLine, Decided]


def take(handed: Sequence[Handed], facility_id: UUID) -> None:
    """Move every batch and note every box; raises BatchExpired, BatchRecalled, NotEnough, BoxHandedOut."""
    picks = [(pick, line, one) for line, one in handed for pick in one.picks]
    for pick, line, one in sorted(picks, key=lambda row: row[0].batch_id):
        known = next(batch for batch in one.offer.batches if batch.batch_id == pick.batch_id)
        moved = stock.take(pick.batch_id, facility_id, pick.units, LINE_SUBJECT, line.id)
        line.batches.append(
            DispenseBatch(
                dispense_line_id=line.id,
                batch_id=pick.batch_id,
                movement_id=moved.id,
                lot=known.lot,
                expires_on=known.expires_on,
                units=pick.units,
            )
        )
    boxes = [(pack, line) for line, one in handed for pack in opened(one.asked)]
    for pack, line in sorted(boxes, key=lambda row: (row[0].gtin, row[0].serial)):
        _note(pack, line)


def opened(asked: SupplyLine) -> list[Pack]:
    """The boxes that were scanned, as far as the units handed out reach into them."""
    found, units = [], ZERO
    for pack in asked.packs:
        if units < asked.quantity:
            found.append(pack)
        units += pack.units
    return found


def _note(pack: Pack, line: DispenseLine) -> None:
    box = DispensePack(
        dispense_line_id=line.id, batch_id=pack.batch_id, gtin=pack.gtin, serial=pack.serial
    )
    try:
        with db.session.begin_nested():
            line.packs.append(box)
            db.session.flush()
    except IntegrityError as refused:
        if getattr(getattr(refused.orig, "diag", None), "constraint_name", None) != BOX_RULE:
            raise
        number = queries.box_went_with(pack.gtin, pack.serial) or ""
        raise BoxHandedOut(
            name=named(line), serial=apart(pack.serial), number=apart(number)
        ) from refused


def put_back(dispense: Dispense) -> None:
    """Every batch returns to its branch, and its boxes may be handed out again; raises AlreadyPutBack."""
    batches = [batch for line in dispense.lines for batch in line.batches]
    for batch in sorted(batches, key=lambda one: one.batch_id):
        stock.put_back(batch.movement_id)
    for line in dispense.lines:
        for pack in line.packs:
            pack.came_back = True
