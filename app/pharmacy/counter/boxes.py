"""A box scanned over the open screen: its line is ticked, its batch kept, its units added; nothing is written."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask_babel import gettext as _

from app.kernel.errors import DomainError
from app.kernel.pagewords import day_text, language, name_of
from app.kernel.web import answer
from app.pharmacy.barcodes import PackScan, read
from app.pharmacy.counter.errors import BoxUnknown
from app.pharmacy.counter.forms import LineForm, SupplyForm, identity
from app.pharmacy.counter.opening import Told
from app.pharmacy.counter.wording import plain
from app.pharmacy.dispensing import queries
from app.pharmacy.dispensing.box_errors import BoxHandedOut, BoxRefused, NoBox
from app.pharmacy.dispensing.boxes import Box, InHand, Placed, apart, named, place
from app.pharmacy.dispensing.gathering import Counter
from app.pharmacy.medicines import queries as medicines


def take(counter: Counter, form: SupplyForm) -> tuple[Told, ...]:
    """Put the box beside its line, or the refusal beside the scan box; an empty scan changes nothing."""
    if not form.code.data:
        return ()
    rows = {identity(entry.form.line_id.data): entry.form for entry in form.lines}
    try:
        placed = place(counter.lines, _box(form.code.data, counter.on), _in_hand(rows), counter.on)
    except DomainError as refusal:
        answer(form, refusal)
        if isinstance(refusal, BoxRefused):
            form.code.process_data("")  # The code was right: the next scan finds an empty box.
        return ()
    form.code.process_data("")
    _tick(rows[placed.at.line.id], placed)
    return _told(placed)


def _box(text: str, on: date) -> Box:
    """What is in the box; raises UnreadableCode, NoBox, BoxUnknown, BoxHandedOut."""
    scanned = read(text, on)
    if not isinstance(scanned, PackScan):
        raise NoBox
    known = medicines.box(scanned.gtin)
    if known is None:
        raise BoxUnknown(gtin=scanned.gtin)
    name = named(medicines.facts([known.medicine_id])[known.medicine_id])
    number = queries.box_went_with(scanned.gtin, scanned.serial) if scanned.serial else None
    if number is not None:
        raise BoxHandedOut(name=name, serial=apart(scanned.serial or ""), number=apart(number))
    return Box(
        medicine_id=known.medicine_id,
        name=name,
        units=known.units,
        lot=scanned.lot,
        expires_on=scanned.expires_on,
        gtin=scanned.gtin,
        serial=scanned.serial,
    )


def _in_hand(rows: dict[UUID, LineForm]) -> dict[UUID, InHand]:
    return {
        line_id: InHand(
            service_id=row.brand.data,
            cash=bool(row.cash.data),
            picks=row.picks,
            packs=row.packs,
            price=row.unit_price.data,
        )
        for line_id, row in rows.items()
    }


def _tick(row: LineForm, placed: Placed) -> None:
    """A quantity that was typed by hand stands; one that the page wrote follows the boxes.

    What the shelf lacks is put down as owed, where nothing is said of it.
    """
    before = sum(one.units for one in row.picks)
    if row.quantity.data in {None, before, placed.at.suggested}:
        row.quantity.process_data(placed.units)
    if placed.short and not row.owe.typed.strip():
        row.owe.process_data(placed.short)
    row.hold(placed.picks, placed.packs)
    row.brand.process_data(placed.offer.service_id)


def _told(placed: Placed) -> tuple[Told, ...]:
    line, name, lot = placed.at.line.sequence, apart(name_of(placed.offer)), placed.batch.lot
    told = [Told(_("Line %(line)s: %(name)s, batch %(lot)s, %(units)s in hand.", line=line, name=name, lot=apart(lot), units=plain(placed.units)), "success")]  # fmt: skip
    if placed.is_substitute:
        told.append(Told(_("This is another brand of line %(line)s. Choose why beside it, or put the box back.", line=line), "warning"))  # fmt: skip
    if placed.short:
        told.append(Told(_("The shelf is empty: %(units)s of line %(line)s is put down as owed. Change it if the patient wants it otherwise.", line=line, units=plain(placed.short)), "warning"))  # fmt: skip
    if placed.sooner is not None:
        ends = apart(day_text(placed.sooner.expires_on, language()))
        told.append(Told(_("Batch %(lot)s expires sooner, on %(day)s. Use it first where you can.", lot=apart(placed.sooner.lot), day=ends), "warning"))  # fmt: skip
    return tuple(told)
