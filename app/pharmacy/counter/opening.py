"""What opens at a scan, ready to show: a box, the head of a person's pages, a prescription in a list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from app.claims.cover_chip import cover_chip
from app.claims.starting import branch_of
from app.kernel.clock import today
from app.kernel.money import total
from app.patients.models import Patient
from app.pharmacy.barcodes import PackScan
from app.pharmacy.counter import wording
from app.pharmacy.dispensing.cover import cover_on
from app.pharmacy.medicines import queries as medicines
from app.pharmacy.prescriptions.models import Prescription
from app.pharmacy.stock import queries as stock
from app.pharmacy.stock.rules import BatchOnHand


@dataclass(frozen=True)
class Told:
    """A sentence about a box, and its tone."""

    sentence: str
    tone: str


def box(scanned: PackScan, user_id: UUID, on: date) -> Told | None:
    """What is in the box, how much lies here, and whether its batch is kept back; None where unknown."""
    known = medicines.by_gtin(scanned.gtin)
    if known is None:
        return None
    facts = medicines.facts([known.id])[known.id]
    batches = stock.on_hand([known.id], branch_of(user_id), on)[known.id]
    units = total(one.units for one in batches if not one.kept_back)
    name = f"\u2068{wording.named(facts)}\u2069"
    kept_back = _kept_back(scanned, batches)
    if kept_back:
        return Told(_("%(name)s: this batch is %(why)s. Take it off the shelf.", name=name, why=kept_back), "danger")  # fmt: skip
    return Told(_("%(name)s: %(units)s in stock here.", name=name, units=wording.plain(units)), "info")  # fmt: skip


def _kept_back(scanned: PackScan, batches: list[BatchOnHand]) -> str:
    same = [one for one in batches if scanned.lot and one.lot == scanned.lot.upper()]
    if scanned.expires_on is not None and scanned.expires_on < today():
        return str(wording.KEPT_BACK["expired"])
    return next((str(wording.KEPT_BACK[one.kept_back]) for one in same if one.kept_back), "")


def head(one: Patient) -> dict[str, Any]:
    """Who stands at the counter, and how the cover is."""
    cover = cover_on(one.id, today())
    chip = cover_chip(one.id, cover.policy.payer_id, today()) if cover.policy else None
    return {
        "patient": one,
        "patient_name": wording.named(one),
        "cover": cover,
        "chip": chip,
        "waits": cover.check is not None and cover.check.status == "asked" and not cover.is_known,
    }


def row(one: Prescription) -> dict[str, Any]:
    """A prescription in a list."""
    return {"one": one, "state": wording.tag(wording.prescription_status(one.status))}
