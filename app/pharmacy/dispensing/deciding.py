"""Whether each line may be handed out as asked, and at what price; refuses by name, writes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from app.kernel.money import ZERO
from app.pharmacy.dispensing import boxes
from app.pharmacy.dispensing.alerting import days_of
from app.pharmacy.dispensing.billing import Billed, approval_for, patient_pays, plain
from app.pharmacy.dispensing.boxes import named
from app.pharmacy.dispensing.errors import (
    ConsentMissing,
    DaysMissing,
    LineTwice,
    MedicineUnknown,
    NotASubstitute,
    NotEnoughInStock,
    NothingToSupply,
    NotProvisional,
    PriceAboveRegulated,
    PriceMissing,
    SubstitutionUnexplained,
    TwoApprovals,
)
from app.pharmacy.dispensing.gathering import Counter, LineAtCounter, Offer
from app.pharmacy.dispensing.values import SupplyDraft, SupplyLine
from app.pharmacy.medicines.values import MedicineFacts
from app.pharmacy.prescriptions.rules import Item
from app.pharmacy.stock.rules import Pick, pick


@dataclass(frozen=True, kw_only=True)
class Decided:
    """A line as it will be written: the medicine, its batches, price, and what the line's units become."""

    at: LineAtCounter
    asked: SupplyLine
    offer: Offer
    medicine: MedicineFacts
    billed: Billed
    picks: tuple[Pick, ...]
    approval_id: UUID | None

    @property
    def cash(self) -> bool:
        """Whether the patient pays it whole."""
        return self.asked.cash

    @property
    def is_substitute(self) -> bool:
        """Whether another brand than the prescribed one is given."""
        return self.offer.service_id != self.at.line.service_id


@dataclass(frozen=True, kw_only=True)
class Decision:
    """A whole supply, ready to be written; `items` are the lines' units after it."""

    lines: tuple[Decided, ...]
    items: dict[UUID, Item]
    pays: dict[UUID, Decimal]
    approval_id: UUID | None
    provisional: bool


def decide(counter: Counter, draft: SupplyDraft) -> Decision:
    """All of it, or the first refusal by name (see errors); alerts are judged by the caller."""
    asked = [line for line in draft.lines if line.quantity or line.owe or line.give_up]
    if not any(line.quantity for line in asked):
        raise NothingToSupply
    _refuse_repeats(counter, asked)
    items = {line.line_id: _item(counter, line) for line in asked}
    _refuse_guess(counter, draft)
    lines = tuple(_line(counter, one, draft) for one in asked if one.quantity)
    approvals = {one.approval_id for one in lines if one.approval_id is not None}
    if len(approvals) > 1:
        raise TwoApprovals
    return Decision(
        lines=lines,
        items=items,
        pays=_pays(lines, counter),
        approval_id=next(iter(approvals), None),
        provisional=draft.provisional,
    )


def _refuse_repeats(counter: Counter, asked: list[SupplyLine]) -> None:
    """Each line once: a second row of one line would hand out more than its remainder."""
    for place, one in enumerate(asked):
        if any(other.line_id == one.line_id for other in asked[:place]):
            raise LineTwice(line=_at(counter, one).line.sequence)


def _at(counter: Counter, asked: SupplyLine) -> LineAtCounter:
    found = counter.line(asked.line_id)
    if found is None:
        raise NothingToSupply
    return found


def _item(counter: Counter, asked: SupplyLine) -> Item:
    """The line's units after the supply; raises OverRemainder."""
    item = _at(counter, asked).line.item
    supplied = item.supply(asked.quantity, cash=asked.cash)
    return supplied.owe(asked.owe).give_up(asked.give_up)


def _refuse_guess(counter: Counter, draft: SupplyDraft) -> None:
    """A provisional supply is for the time while nobody answers, and with the patient's consent."""
    if not draft.provisional:
        return
    if counter.cover.is_known or counter.cover.policy is None:
        raise NotProvisional
    if not draft.consent:
        raise ConsentMissing


def _line(counter: Counter, asked: SupplyLine, draft: SupplyDraft) -> Decided:
    at = _at(counter, asked)
    offer = at.offer(asked.service_id)
    if offer is None:
        raise NotASubstitute(name=named(at.prescribed))
    if offer.medicine is None:
        raise MedicineUnknown(name=named(offer))
    if offer.service_id != at.line.service_id and not asked.substitution_reason:
        raise SubstitutionUnexplained(line=at.line.sequence)
    price, picks, days = _price(at, offer, asked), _picks(at, offer, asked), _days(at, offer, asked)
    billed = offer.billed(
        asked.quantity, price, sequence=at.line.sequence, is_insured=not asked.cash, days=days
    )
    return Decided(
        at=at,
        asked=asked,
        offer=offer,
        medicine=offer.medicine,
        billed=billed,
        picks=picks,
        approval_id=None if asked.cash else approval_for(offer.terms, billed, guessing=draft.provisional),
    )  # fmt: skip


def _pays(lines: tuple[Decided, ...], counter: Counter) -> dict[UUID, Decimal]:
    """Prescription line -> what the patient pays of it now, as the claim will compute it."""
    shares = patient_pays([one.billed for one in lines], counter.cover.copayment)
    return {one.at.line.id: share for one, share in zip(lines, shares, strict=True)}


def _price(at: LineAtCounter, offer: Offer, asked: SupplyLine) -> Decimal:
    price = offer.price if asked.unit_price is None else asked.unit_price
    if not price:
        raise PriceMissing(line=at.line.sequence)
    if offer.regulated is not None and price > offer.regulated:
        raise PriceAboveRegulated(line=at.line.sequence, price=price, most=offer.regulated)
    return price


def _days(at: LineAtCounter, offer: Offer, asked: SupplyLine) -> int:
    """As the pharmacist says, else as dose or days tell; later alerts count by them, whoever pays."""
    days = asked.days or days_of(at.line, offer.medicine, asked.quantity)
    if days is None:
        raise DaysMissing(line=at.line.sequence)
    return days


def _picks(at: LineAtCounter, offer: Offer, asked: SupplyLine) -> tuple[Pick, ...]:
    """The scanned boxes first; one that must not be handed out by now refuses the whole supply."""
    boxes.refuse_kept_back(offer, asked.boxes)
    picks = pick(offer.batches, asked.quantity, asked.boxes)
    if sum((one.units for one in picks), ZERO) < asked.quantity:
        raise NotEnoughInStock(line=at.line.sequence, left=plain(offer.in_stock))
    return picks
