"""Whether each line may be handed out as asked, and at what price; refuses by name, writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from app.claims.rules import claim_amounts
from app.claims.values import LineDraft
from app.kernel.money import ZERO
from app.pharmacy.dispensing import boxes
from app.pharmacy.dispensing.alerting import days_of
from app.pharmacy.dispensing.boxes import named
from app.pharmacy.dispensing.cover import UNASKED
from app.pharmacy.dispensing.errors import (
    ApprovalNeeded,
    ApprovalOver,
    ConsentMissing,
    CoverUnknown,
    DaysMissing,
    LineTwice,
    MedicineUnknown,
    NotASubstitute,
    NotCovered,
    NotEnoughInStock,
    NothingToSupply,
    NotProvisional,
    OverApproved,
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
    price: Decimal
    picks: tuple[Pick, ...]
    days: int | None
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
        pays=patient_pays(lines, counter),
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
    return Decided(
        at=at,
        asked=asked,
        offer=offer,
        medicine=offer.medicine,
        price=_price(at, offer, asked),
        picks=_picks(at, offer, asked),
        days=_days(at, offer, asked),
        approval_id=_approval(at, offer, asked, provisional=draft.provisional),
    )


def _price(at: LineAtCounter, offer: Offer, asked: SupplyLine) -> Decimal:
    price = offer.price if asked.unit_price is None else asked.unit_price
    if not price:
        raise PriceMissing(line=at.line.sequence)
    if offer.regulated is not None and price > offer.regulated:
        raise PriceAboveRegulated(line=at.line.sequence, price=price, most=offer.regulated)
    return price


def _days(at: LineAtCounter, offer: Offer, asked: SupplyLine) -> int | None:
    """As the pharmacist says, else as dose or days tell; only what no insurer pays may go without."""
    days = asked.days or days_of(at.line, offer.medicine, asked.quantity)
    if days is None and not asked.cash:
        raise DaysMissing(line=at.line.sequence)
    return days


def _picks(at: LineAtCounter, offer: Offer, asked: SupplyLine) -> tuple[Pick, ...]:
    """The scanned boxes first; one that must not be handed out by now refuses the whole supply."""
    boxes.refuse_kept_back(offer, asked.boxes)
    picks = pick(offer.batches, asked.quantity, asked.boxes)
    if sum((one.units for one in picks), ZERO) < asked.quantity:
        raise NotEnoughInStock(line=at.line.sequence, left=_plain(offer.in_stock))
    return picks


def _approval(
    at: LineAtCounter, offer: Offer, asked: SupplyLine, *, provisional: bool
) -> UUID | None:
    """The approval that the line uses; None where it needs none. Refuses what is not covered."""
    if asked.cash:
        return None
    if offer.against == UNASKED:
        if not provisional:
            raise CoverUnknown
    elif offer.against:
        raise NotCovered(line=at.line.sequence)
    if not offer.terms.needs_approval(offer.local_code, asked.quantity * (offer.price or ZERO)):
        return None
    granted, line = offer.granted, at.line.sequence
    if granted is None:
        raise ApprovalNeeded(line=line)
    if not granted.holds:
        if granted.approval.valid_to is not None and granted.units:
            raise ApprovalOver(line=line, ended=granted.approval.valid_to)
        raise ApprovalNeeded(line=line)
    if asked.quantity > granted.left:
        raise OverApproved(line=line, left=_plain(granted.left), wanted=_plain(asked.quantity))
    return granted.approval.id


def patient_pays(lines: Sequence[Decided], counter: Counter) -> dict[UUID, Decimal]:
    """Prescription line -> what the patient pays of it now, as the claim will compute it."""
    cash, insured = [one for one in lines if one.cash], [one for one in lines if not one.cash]
    shares = claim_amounts(
        [as_claimed(one, counter.on) for one in insured], *counter.cover.copayment
    ).lines
    whole = claim_amounts([as_claimed(one, counter.on) for one in cash]).lines
    return {
        **{one.at.line.id: share.patient_share for one, share in zip(insured, shares, strict=True)},
        **{one.at.line.id: amount.net for one, amount in zip(cash, whole, strict=True)},
    }


def as_claimed(one: Decided, on: date) -> LineDraft:
    """The line as the claim bills it."""
    return LineDraft(
        sequence=one.at.line.sequence,
        local_code=one.offer.local_code,
        service_date=on,
        quantity=one.asked.quantity,
        unit_price=one.price,
        service_id=one.offer.service_id,
        vat_category=one.offer.vat_category,
        pointers=(1,),
        days_supply=one.days,
    )


def _plain(units: Decimal) -> str:
    return f"{units.normalize():f}"
