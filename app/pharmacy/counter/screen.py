"""The one screen of the counter, ready to show: each line with all that decides it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from app.claims.rules import claim_amounts
from app.claims.starting import branch_of, usual_practitioner
from app.claims.values import LineDraft
from app.kernel.clock import today
from app.kernel.money import ZERO, total
from app.pharmacy.counter import opening, wording
from app.pharmacy.counter.forms import SupplyForm, filled
from app.pharmacy.dispensing import asking, queries
from app.pharmacy.dispensing.gathering import Counter, LineAtCounter, Offer, at_counter
from app.pharmacy.medicines.wording import form_words
from app.pharmacy.prescriptions.models import Prescription
from app.pharmacy.prescriptions.states import OPEN
from app.practitioners.queries import practitioners
from app.tenants.queries import facilities


def counter_of(
    prescription: Prescription, user_id: UUID, facility_id: UUID | None = None
) -> Counter:
    """The prescription as it stands in the branch where this person works."""
    return at_counter(prescription, facility_id or branch_of(user_id), today())


def fresh_form(counter: Counter, user_id: UUID) -> SupplyForm:
    """The screen as it opens: everything that can be handed out now."""
    data = filled(counter) | {"practitioner": usual_practitioner(user_id, counter.on)}
    return dressed(SupplyForm(formdata=None, data=data), counter)


def dressed(form: SupplyForm, counter: Counter) -> SupplyForm:
    """The form with its choices; raises NotFound for a line of another prescription."""
    form.facility.choices = [(one.id, wording.named(one)) for one in facilities()]
    working = practitioners(active_on=counter.on)
    form.practitioner.choices = [(one.id, wording.named(one)) for one in working]
    form.offer(counter)
    return form


def shown(counter: Counter, form: SupplyForm) -> dict[str, Any]:
    """What templates/pharmacy/counter.html shows."""
    prescription = counter.prescription
    boxes = {entry.form.line_id.data: entry.form for entry in form.lines}
    passes = {entry.form.mark.data: entry.form for entry in form.passes}
    pays = _pays(counter)
    alerts = [wording.alert(one) | {"box": passes.get(one.fingerprint)} for one in counter.alerts]
    return {
        **opening.head(counter.patient),
        "prescription": prescription,
        "state": wording.tag(wording.prescription_status(prescription.status)),
        "source": wording.SOURCES[prescription.source],
        "form": form,
        "is_open": prescription.status == OPEN and prescription.expires_on >= counter.on,
        "lines": [_line(at, boxes.get(str(at.line.id)), alerts, pays) for at in counter.lines],
        "alerts": [one for one in alerts if not one["line"]],
        "insured": total(pays[at.line.id] for at in counter.lines if not at.prescribed.against),
        "together": total(pays.values()),
        "owes": any(at.line.owing for at in counter.lines),
        "dispenses": [_dispense(one) for one in queries.of_prescription(prescription.id)],
        "may_guess": counter.cover.policy is not None and not counter.cover.is_known,
        "to_ask": bool(asking.to_ask(counter)),
    }


def _line(
    at: LineAtCounter, box: Any, alerts: list[dict[str, Any]], pays: dict[UUID, Decimal]
) -> dict[str, Any]:
    offer, item = at.prescribed, at.line.item
    return {
        "one": at.line,
        "name": wording.named(at.line),
        "strength": offer.medicine.strength if offer.medicine else "",
        "form": form_words(offer.medicine.form) if offer.medicine else "",
        "unknown": offer.medicine is None,
        "box": box,
        "item": item,
        "state": wording.item_tag(at.line.status),
        "batches": [_batch(one) for one in offer.batches],
        "in_stock": offer.in_stock,
        "price": offer.price,
        "regulated": offer.regulated,
        "cover": wording.cover_tag(offer),
        "approval": wording.approval_words(offer, item.left),
        "pays": pays[at.line.id],
        "alerts": [one for one in alerts if one["line"] == at.line.sequence],
        "others": [_other(one, item.left) for one in at.others if one.in_stock],
    }  # fmt: skip


def _batch(one: Any) -> dict[str, Any]:
    return {"one": one, "why": wording.KEPT_BACK.get(one.kept_back)}


def _other(offer: Offer, units: Decimal) -> dict[str, Any]:
    """Another brand with what the patient would pay for what is left."""
    return {
        "name": wording.named(offer),
        "in_stock": offer.in_stock,
        "cover": wording.cover_tag(offer),
        "pays": _share([offer], [units])[0],
    }


def _pays(counter: Counter) -> dict[UUID, Decimal]:
    """Line -> what the patient pays for what is usually handed out now."""
    offers = [at.prescribed for at in counter.lines]
    shares = _share(offers, [at.suggested for at in counter.lines])
    return {at.line.id: share for at, share in zip(counter.lines, shares, strict=True)}


def _share(offers: list[Offer], units: list[Decimal]) -> list[Decimal]:
    """What the patient pays of each: the share of what is covered, the whole of the rest."""
    drafts = [_draft(offer, many) for offer, many in zip(offers, units, strict=True)]
    covered = [not offer.against for offer in offers]
    insured = [draft for draft, is_covered in zip(drafts, covered, strict=True) if is_covered]
    copayment = offers[0].terms.cover.copayment if offers else (None, None)
    shares = iter(claim_amounts(insured, *copayment).lines)
    whole = claim_amounts(drafts).lines
    return [
        next(shares).patient_share if is_covered else amount.net
        for is_covered, amount in zip(covered, whole, strict=True)
    ]


def _draft(offer: Offer, units: Decimal) -> LineDraft:
    return LineDraft(
        sequence=1, local_code=offer.local_code, service_date=offer.terms.on, quantity=units,
        unit_price=offer.price or ZERO, vat_category=offer.vat_category,
    )  # fmt: skip


def _dispense(one: Any) -> dict[str, Any]:
    return {"one": one, "state": wording.tag(wording.dispense_status(one.status))}
