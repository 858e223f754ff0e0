"""The one screen of the counter, ready to show: each line with all that decides it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from app.claims.starting import branch_of, usual_practitioner
from app.kernel.clock import today
from app.kernel.money import ZERO, total
from app.kernel.web import in_words
from app.pharmacy.counter import opening, wording
from app.pharmacy.counter.forms import SupplyForm, filled
from app.pharmacy.dispensing import asking, queries
from app.pharmacy.dispensing.alerting import days_of
from app.pharmacy.dispensing.billing import Billed, patient_pays
from app.pharmacy.dispensing.gathering import Counter, LineAtCounter, Offer, at_counter
from app.pharmacy.medicines.wording import form_words
from app.pharmacy.prescriptions import task_queries
from app.pharmacy.prescriptions.errors import PrescriptionExpired
from app.pharmacy.prescriptions.models import Prescription
from app.pharmacy.prescriptions.rules import is_over
from app.pharmacy.prescriptions.states import EXPIRED, OPEN
from app.practitioners.queries import practitioners
from app.tenants.queries import branches_to_work_in


def counter_of(
    prescription: Prescription, user_id: UUID, chosen: Mapping[UUID, UUID] | None = None,
    branch: UUID | None = None,
) -> Counter:  # fmt: skip
    """The prescription in the branch chosen, else where this person works, with the brands chosen."""
    known = {one.id for one in branches_to_work_in()}
    here = branch if branch in known else branch_of(user_id)
    return at_counter(prescription, here, today(), chosen)


def fresh_form(counter: Counter, user_id: UUID) -> SupplyForm:
    """The screen as it opens: everything that can be handed out now."""
    data = filled(counter) | {"practitioner": usual_practitioner(user_id, counter.on)}
    return dressed(SupplyForm(formdata=None, data=data), counter)


def dressed(form: SupplyForm, counter: Counter) -> SupplyForm:
    """The form with its choices; raises NotFound for a line of another prescription."""
    form.facility.choices = [(one.id, wording.named(one)) for one in branches_to_work_in()]
    working = practitioners(active_on=counter.on)
    form.practitioner.choices = [(one.id, wording.named(one)) for one in working]
    form.offer(counter)
    return form


@dataclass(frozen=True, kw_only=True)
class Now:
    """What the screen as it stands hands out for a line: the brand chosen, and its units as they are billed."""

    offer: Offer
    billed: Billed


def _now(at: LineAtCounter, box: Any = None) -> Now:
    """As the line's box says; without one, what is usually handed out."""
    offer = (at.offer(box.brand.data) if box else None) or at.prescribed
    typed = box.unit_price.data if box else None
    units = (box.quantity.data or ZERO) if box else at.suggested
    is_insured = not offer.against and not (box and box.cash.data)
    return Now(offer=offer, billed=offer.billed(units, typed, is_insured=is_insured))


def shown(counter: Counter, form: SupplyForm) -> dict[str, Any]:
    """What templates/pharmacy/counter.html shows."""
    prescription = counter.prescription
    boxes = {entry.form.line_id.data: entry.form for entry in form.lines}
    passes = {entry.form.mark.data: entry.form for entry in form.passes}
    now = [_now(at, boxes.get(str(at.line.id))) for at in counter.lines]
    pays = patient_pays([one.billed for one in now], counter.cover.copayment)
    alerts = [wording.alert(one) | {"box": passes.get(one.fingerprint)} for one in counter.alerts]
    return {
        **opening.head(counter.patient),
        "prescription": prescription,
        "state": wording.tag(wording.prescription_status(prescription.status)),
        "source": wording.SOURCES[prescription.source],
        "form": form,
        "is_open": prescription.status == OPEN and prescription.expires_on >= counter.on,
        "why_closed": _why_closed(prescription, counter.on),
        "lines": [
            _line(at, boxes.get(str(at.line.id)), one, alerts) | {"pays": share}
            for at, one, share in zip(counter.lines, now, pays, strict=True)
        ],
        "alerts": [one for one in alerts if not one["line"]],
        "together": total(pays),
        "owes": any(at.line.owing for at in counter.lines),
        "is_untold": task_queries.is_untold(prescription),
        "dispenses": [_dispense(one) for one in queries.of_prescription(prescription.id)],
        "let_go": task_queries.last_let_go(prescription.id),
        "may_guess": counter.cover.policy is not None and not counter.cover.is_known,
        "to_ask": bool(asking.to_ask(counter, [entry.form.to_line() for entry in form.lines])),
    }


def _why_closed(prescription: Prescription, on: date) -> str:
    """Why nothing may be supplied from it on the day, and the way on; empty where it may."""
    if prescription.status in {OPEN, EXPIRED}:
        is_past = is_over(prescription.expires_on, on)
        return in_words(PrescriptionExpired(ended=prescription.expires_on)) if is_past else ""
    status = wording.prescription_status(prescription.status)
    return f"{_(status.happens_next)} {_(status.you_can)}"


def _line(at: LineAtCounter, box: Any, now: Now, alerts: list[dict[str, Any]]) -> dict[str, Any]:
    offer, item = now.offer, at.line.item
    return {
        "one": at.line,
        "name": wording.named(at.line),
        "given": wording.named(offer) if offer is not at.prescribed else "",
        "strength": offer.medicine.strength if offer.medicine else "",
        "form": form_words(offer.medicine.form) if offer.medicine else "",
        "unknown": offer.medicine is None,
        "box": box,
        "scanned": _scanned(at, box),
        "item": item,
        "state": wording.item_tag(at.line.status),
        "batches": [_batch(one) for one in offer.batches],
        "in_stock": offer.in_stock,
        "price": offer.price,
        "regulated": offer.regulated,
        "cover": wording.cover_tag(offer),
        "approval": wording.approval_words(offer, item.left, now.billed.unit_price),
        "days": days_of(at.line, offer.medicine, now.billed.units or item.left),
        "alerts": [one for one in alerts if one["line"] == at.line.sequence],
        "others": [_other(one, item.left) for one in at.others if one.in_stock],
    }  # fmt: skip


def _scanned(at: LineAtCounter, box: Any) -> list[dict[str, Any]]:
    """The boxes in the hand for a line, by batch."""
    held = {one.batch_id: one.units for one in box.picks} if box else {}
    batches = [batch for offer in (at.prescribed, *at.others) for batch in offer.batches]
    serials = [(one.batch_id, one.serial) for one in box.packs] if box else []
    return [
        {
            "one": one,
            "units": held[one.batch_id],
            "serials": [serial for batch_id, serial in serials if batch_id == one.batch_id],
        }
        for one in batches
        if one.batch_id in held
    ]


def _batch(one: Any) -> dict[str, Any]:
    return {"one": one, "why": wording.KEPT_BACK.get(one.kept_back)}


def _other(offer: Offer, units: Decimal) -> dict[str, Any]:
    """Another brand with what the patient would pay for what is left."""
    whole = offer.billed(units, is_insured=not offer.against)
    return {
        "name": wording.named(offer),
        "in_stock": offer.in_stock,
        "cover": wording.cover_tag(offer),
        "pays": patient_pays([whole], offer.terms.cover.copayment)[0],
    }


def _dispense(one: Any) -> dict[str, Any]:
    return {"one": one, "state": wording.tag(wording.dispense_status(one.status))}
