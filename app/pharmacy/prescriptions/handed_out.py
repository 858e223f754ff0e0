"""What became of an order's lines by the time it goes back to where it came from, in the prescriber's own units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from app.exchange.messages import HandedOut
from app.kernel.money import ZERO
from app.pharmacy.prescriptions.models import Prescription, PrescriptionLine
from app.prescribing.ordered import UNIT, Ordered, OrderedMedicine


def handed_out(ordered: Ordered, prescription: Prescription) -> tuple[HandedOut, ...]:
    """Each line that is on file here: supplied by whoever and whoever paid, paid in cash, and given up."""
    ours = _ours(prescription)
    return tuple(
        HandedOut(
            sequence=one.sequence,
            supplied=_of(one, ours[one.sequence], ours[one.sequence].supplied),
            cash=_of(one, ours[one.sequence], ours[one.sequence].cash),
            not_supplied=_of(one, ours[one.sequence], ours[one.sequence].not_supplied),
        )
        for one in ordered.medicines
        if one.sequence in ours
    )


def with_supplied(ordered: Ordered, prescription: Prescription) -> Ordered:
    """The order with what was handed out here and before."""
    told = {one.sequence: one.supplied for one in handed_out(ordered, prescription)}
    return replace(
        ordered,
        medicines=tuple(
            replace(one, supplied=told.get(one.sequence, one.supplied)) for one in ordered.medicines
        ),
    )


def without(
    ordered: Ordered, prescription: Prescription, came_back: Mapping[UUID, Decimal]
) -> Ordered:
    """The order with so many units of our lines not handed out after all; what others handed out stays."""
    ours = _ours(prescription)
    return replace(
        ordered,
        medicines=tuple(
            replace(one, supplied=max(one.supplied - _of(one, line, came_back[line.id]), ZERO))
            if (line := ours.get(one.sequence)) is not None
            else one
            for one in ordered.medicines
        ),
    )


def _ours(prescription: Prescription) -> dict[int, PrescriptionLine]:
    """Our lines by the order's own number of each, wherever they stand here."""
    return {
        line.ordered_sequence: line
        for line in prescription.lines
        if line.ordered_sequence is not None
    }


def _of(one: OrderedMedicine, line: PrescriptionLine, units: Decimal) -> Decimal:
    """Units as we count them, in those of the order."""
    return (one.quantity * units / line.quantity).quantize(UNIT)
