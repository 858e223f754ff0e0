"""A box held over the open prescription: whose line it is, which batch, how many units; refuses by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.kernel.money import ZERO
from app.kernel.words import Bilingual
from app.pharmacy.dispensing.billing import plain
from app.pharmacy.dispensing.box_errors import (
    BoxesEnough,
    BoxExpired,
    BoxInHand,
    BoxKeptBack,
    BoxNotPrescribed,
    BoxRefused,
    LotNotHere,
    LotUsedUp,
    OtherBrandBegun,
)
from app.pharmacy.dispensing.errors import ApprovalNeeded, OverApproved
from app.pharmacy.dispensing.gathering import LineAtCounter, Offer
from app.pharmacy.dispensing.values import Pack
from app.pharmacy.stock.rules import EXPIRED, BatchOnHand, Pick


@dataclass(frozen=True, kw_only=True)
class Box:
    """A box of so many units of a medicine; lot and expiry where its code says them."""

    medicine_id: UUID
    name: Bilingual
    units: Decimal
    lot: str | None = None
    expires_on: date | None = None
    gtin: str = ""
    serial: str | None = None


@dataclass(frozen=True, kw_only=True)
class InHand:
    """What stands on the screen for a line: the brand, whether for cash, the price typed, and the boxes scanned so far."""

    service_id: UUID | None = None
    cash: bool = False
    picks: tuple[Pick, ...] = ()
    packs: tuple[Pack, ...] = ()
    price: Decimal | None = None

    @property
    def units(self) -> Decimal:
        """Units in the boxes scanned so far."""
        return sum((one.units for one in self.picks), ZERO)


@dataclass(frozen=True, kw_only=True)
class Placed:
    """Where a box belongs: the line, the brand, all boxes of the line now, and a batch to be used sooner."""

    at: LineAtCounter
    offer: Offer
    picks: tuple[Pick, ...]
    packs: tuple[Pack, ...]
    batch: BatchOnHand
    sooner: BatchOnHand | None

    @property
    def units(self) -> Decimal:
        """Units in the boxes of the line."""
        return sum((one.units for one in self.picks), ZERO)

    @property
    def short(self) -> Decimal:
        """Units of the line that the shelf lacks, once its last unit is in the hand."""
        is_empty = self.units >= self.offer.in_stock
        return max(self.at.line.item.left - self.units, ZERO) if is_empty else ZERO

    @property
    def is_substitute(self) -> bool:
        """Whether another brand than the prescribed one is in the hand."""
        return self.offer.service_id != self.at.line.service_id


def place(
    lines: Sequence[LineAtCounter], box: Box, in_hand: Mapping[UUID, InHand], on: date
) -> Placed:
    """The line that the box belongs to, with the units it adds, up to what may still be supplied.

    Raises BoxInHand, BoxExpired, BoxNotPrescribed, BoxesEnough, OtherBrandBegun, LotNotHere, LotUsedUp, BoxKeptBack,
    ApprovalNeeded, OverApproved.
    """
    _refuse_again(lines, box, in_hand)
    if box.expires_on is not None and box.expires_on < on:
        raise BoxExpired(name=box.name, ended=box.expires_on)
    at, offer = _line_of(lines, box, in_hand)
    held = in_hand.get(at.line.id, InHand())
    if held.picks and (held.service_id or at.prescribed.service_id) != offer.service_id:
        raise OtherBrandBegun(line=at.line.sequence, name=box.name)
    room = _room(at, offer, held)
    batch, left = _batch(offer, box, held)
    units = min(box.units, room, left)
    return Placed(
        at=at,
        offer=offer,
        picks=_added(held.picks, Pick(batch.batch_id, units)),
        packs=(*held.packs, *_told_apart(box, batch, units)),
        batch=batch,
        sooner=_sooner(offer, batch),
    )


def _refuse_again(lines: Sequence[LineAtCounter], box: Box, in_hand: Mapping[UUID, InHand]) -> None:
    for at in lines:
        held = in_hand.get(at.line.id, InHand()).packs
        if any((one.gtin, one.serial) == (box.gtin, box.serial) for one in held):
            raise BoxInHand(line=at.line.sequence, serial=apart(box.serial or ""))


def _told_apart(box: Box, batch: BatchOnHand, units: Decimal) -> tuple[Pack, ...]:
    """The box, where its code bears a serial."""
    if not box.serial:
        return ()
    return (Pack(gtin=box.gtin, serial=box.serial, batch_id=batch.batch_id, units=units),)


def _line_of(
    lines: Sequence[LineAtCounter], box: Box, in_hand: Mapping[UUID, InHand]
) -> tuple[LineAtCounter, Offer]:
    """The first line with room where the medicine was prescribed, else where it may stand in for another brand."""
    found = [(at, at.prescribed) for at in lines if _is(at.prescribed, box)]
    found += [(at, one) for at in lines for one in at.others if _is(one, box)]
    if not found:
        raise BoxNotPrescribed(name=box.name)
    for at, offer in found:
        if at.line.item.left > in_hand.get(at.line.id, InHand()).units:
            return at, offer
    raise BoxesEnough(line=found[0][0].line.sequence, name=box.name)


def _is(offer: Offer, box: Box) -> bool:
    return offer.medicine is not None and offer.medicine.medicine_id == box.medicine_id


def _room(at: LineAtCounter, offer: Offer, held: InHand) -> Decimal:
    """Units that the line still takes: what is left of it, and of the insurer's approval."""
    left = at.line.item.left - held.units
    if held.cash or not offer.needs_approval(held.units + left, held.price):
        return left
    granted, line = offer.granted, at.line.sequence
    if granted is None or not granted.holds:
        raise ApprovalNeeded(line=line)
    if granted.left <= held.units:
        raise OverApproved(line=line, left=plain(granted.left), wanted=plain(at.line.item.left))
    return min(left, granted.left - held.units)


def _batch(offer: Offer, box: Box, held: InHand) -> tuple[BatchOnHand, Decimal]:
    """The batch of the box with the units of it that are on the shelf and not scanned yet."""
    taken = {one.batch_id: one.units for one in held.picks}
    same = [one for one in offer.batches if _may_be(one, box)]
    if not same:
        raise LotNotHere(name=box.name, lot=apart(box.lot or "-"))
    usable = [one for one in same if not one.kept_back]
    if not usable:
        raise _kept_back(box.name, same[0])
    for one in usable:
        left = one.units - taken.get(one.batch_id, ZERO)
        if left > 0:
            return one, left
    raise LotUsedUp(name=box.name, lot=apart(usable[-1].lot))


def refuse_kept_back(offer: Offer, in_hand: Sequence[Pick]) -> None:
    """Raises BoxExpired, BoxKeptBack where a scanned box must not be handed out any more."""
    scanned = {one.batch_id for one in in_hand}
    for one in offer.batches:
        if one.batch_id in scanned and one.kept_back:
            raise _kept_back(named(offer), one)


def _kept_back(name: Bilingual, batch: BatchOnHand) -> BoxRefused:
    if batch.kept_back == EXPIRED:
        return BoxExpired(name=name, ended=batch.expires_on)
    return BoxKeptBack(name=name, lot=apart(batch.lot))


def _may_be(batch: BatchOnHand, box: Box) -> bool:
    """Whether the box can be of the batch; a bare GTIN can be of any."""
    same_lot = box.lot is None or batch.lot == box.lot
    return same_lot and (box.expires_on is None or batch.expires_on == box.expires_on)


def _sooner(offer: Offer, batch: BatchOnHand) -> BatchOnHand | None:
    """A batch on the shelf that expires before this one."""
    others = [one for one in offer.batches if not one.kept_back and one.units > 0]
    first = min(others, key=lambda one: one.expires_on)
    return first if first.expires_on < batch.expires_on else None


def _added(picks: tuple[Pick, ...], more: Pick) -> tuple[Pick, ...]:
    units = {one.batch_id: one.units for one in picks}
    units[more.batch_id] = units.get(more.batch_id, ZERO) + more.units
    return tuple(Pick(batch_id, held) for batch_id, held in units.items())


def named(row: Any) -> Bilingual:
    """A medicine's name for a sentence; the page shows its own language."""
    return Bilingual(row.name_en, row.name_ar)


def apart(text: str) -> str:
    """A text that keeps its own direction within a sentence."""
    return f"\u2068{text}\u2069"
