"""What the checker hears of a pharmacy's claims: what each line handed out, and what the patient still has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select

from app.claims.gathering.dispensed import Handed
from app.claims.models import Claim, ClaimLine
from app.claims.surroundings import DispenseFacts, PrescriptionFacts
from app.claims.values import ONE
from app.kernel.db import db
from app.pharmacy.dispensing.earlier import before, parts, still_has
from app.pharmacy.dispensing.models import Dispense, DispenseLine
from app.pharmacy.medicines import queries as medicines
from app.pharmacy.medicines.values import MedicineFacts
from app.pharmacy.prescriptions.queries import prescription
from app.pharmacy.stock.models import StockBatch
from app.tenants.scope import find

SEVERE = ("contraindicated", "severe")


def handed_out(claims: Sequence[Claim]) -> Mapping[UUID, Handed]:
    """Claim -> what it hands out; claims that no dispense made are missing."""
    query = select(Dispense).where(Dispense.claim_id.in_([claim.id for claim in claims]))
    made = {one.claim_id: one for one in db.session.scalars(query)}
    return {
        claim.id: _Dispensed(claim, made[claim.id]).handed() for claim in claims if claim.id in made
    }


class _Dispensed:
    """One claim and the dispense it bills."""

    def __init__(self, claim: Claim, dispense: Dispense) -> None:
        self._claim = claim
        self._source = prescription(dispense.prescription_id)
        self._ordered = {line.id: line for line in self._source.lines}
        self._given = _paired(claim, [line for line in dispense.lines if not line.cash])
        service_ids = [line.service_id for _billed, line in self._given]
        self._known = medicines.by_service(service_ids)
        self._listed = medicines.on_formulary(claim.payer_id, service_ids, claim.service_date)
        self._before = before(dispense, self._ordered)
        self._parts = parts(dispense, self._ordered)
        self._supplies = still_has(
            claim.patient_id, claim.service_date, apart_from=dispense.prescription_id
        )
        names = {name for one in self._known.values() for name in one.ingredients}
        self._fights = _fights(names | {one.ingredient for one in self._supplies})

    def handed(self) -> Handed:
        """Every line of the claim that is a medicine, by its sequence."""
        lines = {
            billed.sequence: self._facts(billed, given, self._known[given.service_id])
            for billed, given in self._given
            if given.service_id in self._known
        }
        return Handed(lines=lines, supplies=self._supplies)

    def _facts(self, billed: ClaimLine, given: DispenseLine, known: MedicineFacts) -> DispenseFacts:
        first = given.batches[0] if given.batches else None
        cost = find(StockBatch, first.batch_id).unit_cost if first else None
        return DispenseFacts(
            prescription=self._prescribed(given, known),
            ingredients=known.ingredients,
            interacts_with=frozenset().union(*(self._fights[name] for name in known.ingredients)),
            only_sex=known.only_sex or "",
            min_age=known.min_age,
            max_age=known.max_age,
            days_supply=billed.days_supply or given.days_supply,
            batch=first.lot if first else "",
            batch_expires_on=first.expires_on if first else None,
            on_formulary=self._listed.get(given.service_id),
            substituted_for=given.substituted_for,
            substitution_reason=given.substitution_reason,
            regulated_price=known.regulated_price,
            cost=cost or None,
            parts=self._parts[given.line_id],
        )

    def _prescribed(self, given: DispenseLine, known: MedicineFacts) -> PrescriptionFacts:
        line = self._ordered[given.line_id]
        # A part of what was prescribed, or whole bottles, never equals dose x times x days.
        is_whole = known.content == ONE and given.quantity == line.quantity
        return PrescriptionFacts(
            reference=self._source.reference or self._source.number,
            expires_on=self._source.expires_on,
            quantity=line.quantity,
            dispensed=self._before[line.id],
            dose=line.dose if is_whole else None,
            times_a_day=line.times_a_day if is_whole else None,
            days=line.days if is_whole else None,
        )


def _paired(claim: Claim, given: Sequence[DispenseLine]) -> list[tuple[ClaimLine, DispenseLine]]:
    """Lines of the claim with what each hands out; the same medicine in two lines stays in its order."""
    left = list(given)
    pairs = []
    for billed in claim.lines:
        found = next((one for one in left if one.local_code == billed.local_code), None)
        if found is not None:
            left.remove(found)
            pairs.append((billed, found))
    return pairs


def _fights(names: Collection[str]) -> Mapping[str, frozenset[str]]:
    """Ingredient -> those it does severe harm with."""
    found: dict[str, frozenset[str]] = defaultdict(frozenset)
    for one in medicines.interactions(names):
        if one.severity in SEVERE:
            found[one.first] |= {one.second}
            found[one.second] |= {one.first}
    return found
