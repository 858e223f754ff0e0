"""Whatever happens at a counter and on its shelf, in whatever order: units, levels, claims and money always add up."""

from __future__ import annotations

import os
from collections import Counter as Tally
from decimal import Decimal
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.claims.models import Claim
from app.kernel.db import db
from app.kernel.errors import DomainError
from app.kernel.money import total
from app.patients.queries import policy
from app.pharmacy.alerts import settings as alert_settings
from app.pharmacy.alerts.settings import NewAlertSetting
from app.pharmacy.dispensing import service
from app.pharmacy.dispensing.models import Dispense
from app.pharmacy.dispensing.states import REVERSED, SUPPLIED
from app.pharmacy.stock import service as stock
from app.pharmacy.stock.models import StockLevel, StockMovement
from app.tenants.scope import find
from tests.factories import counter, shelf

# More of them: PROPERTY_EXAMPLES=300 in the environment.
EXAMPLES = int(os.environ.get("PROPERTY_EXAMPLES", "6"))
PRESCRIBED = Decimal(24)
VERBS = (
    "supply", "supply", "supply_cash", "supply_other", "supply_and_owe", "owe", "give_up",
    "reverse", "reverse", "return", "send", "count", "recall", "lift",
)  # fmt: skip
STEPS = st.lists(st.tuples(st.sampled_from(VERBS), st.integers(1, 9)), min_size=8, max_size=16)


class Days:
    """A counter's days: one prescription, two brands of it on the shelf, driven by the real verbs."""

    def __init__(self, shop: counter.Shop, branches: tuple[UUID, UUID]) -> None:
        self.shop, self.branches = shop, branches
        self.paper = counter.a_prescription(shop, (counter.AMOXICILLIN, str(PRESCRIBED)))
        self.line = self.paper.lines[0]
        self.batch = shop.batches[counter.AMOXICILLIN]
        self.other = shop.batches[counter.OTHER_BRAND]
        self.medicine = counter.medicine_of(counter.AMOXICILLIN)
        self.other_id = counter.medicine_of(counter.OTHER_BRAND).service_id
        self.recalled: UUID | None = None

    def do(self, verb: str, number: int) -> bool:
        """Do a step; whether it was done. A refusal leaves everything as it was."""
        before = self.snapshot()
        try:
            with db.session.begin_nested():
                getattr(self, f"_{verb}")(Decimal(number))
        except DomainError:
            assert self.snapshot() == before
            return False
        return True

    def _draft(self, **wishes: Any) -> None:
        draft = counter.a_draft(self.shop, self.paper, wishes)
        service.supply(self.paper.id, draft, self.paper.version)

    def _promise(self, **wishes: Any) -> None:
        draft = counter.a_draft(self.shop, self.paper, wishes)
        service.promise(self.paper.id, draft, self.paper.version)

    def _supply(self, units: Decimal) -> None:
        self._draft(quantity=units)

    def _supply_cash(self, units: Decimal) -> None:
        self._draft(quantity=units, cash=True)

    def _supply_other(self, units: Decimal) -> None:
        self._draft(quantity=units, service_id=self.other_id, substitution_reason="out_of_stock")

    def _supply_and_owe(self, units: Decimal) -> None:
        self._draft(quantity=units, owe=units)

    def _owe(self, units: Decimal) -> None:
        self._promise(owe=units)

    def _give_up(self, units: Decimal) -> None:
        self._promise(give_up=units)

    def _reverse(self, number: Decimal) -> None:
        made = self.dispenses()
        if made:
            service.reverse(made[int(number) % len(made)].id, "not_collected")

    def _return(self, units: Decimal) -> None:
        stock.return_to_supplier(self.batch, self.branches[0], units, "damaged")

    def _send(self, units: Decimal) -> None:
        stock.transfer(self.batch, *self.branches, units)

    def _count(self, units: Decimal) -> None:
        stock.count(self.batch, self.branches[0], units * 4, "stocktaking")

    def _recall(self, _units: Decimal) -> None:
        self.recalled = stock.recall(self.medicine.id, "LOT-MED-AMOX", "regulator").id

    def _lift(self, _units: Decimal) -> None:
        if self.recalled is not None:
            stock.lift(self.recalled, "entered_by_mistake")
            self.recalled = None

    def dispenses(self) -> list[Dispense]:
        """Every dispense of the prescription, the first one first."""
        query = select(Dispense).where(Dispense.prescription_id == self.paper.id)
        return list(db.session.scalars(query.order_by(Dispense.id)))

    def snapshot(self) -> tuple[Any, ...]:
        """All that a refused step must leave alone."""
        counts = [db.session.scalar(select(func.count(of.id))) for of in (Dispense, Claim, StockMovement)]  # fmt: skip
        return self.line.item, self.paper.status, tuple(counts), tuple(sorted(self.levels().items()))  # fmt: skip

    def levels(self) -> dict[tuple[UUID, UUID], Decimal]:
        """(batch, branch) -> units."""
        query = select(StockLevel.batch_id, StockLevel.facility_id, StockLevel.units)
        return {(batch, branch): units for batch, branch, units in db.session.execute(query)}


def adds_up(days: Days) -> None:
    """Prescription, shelf, dispenses, claims and money say the same."""
    item, made = days.line.item, days.dispenses()
    standing = [one for one in made if one.status == SUPPLIED]
    lines = [line for one in standing for line in one.lines]
    assert item.to_come + item.supplied + item.owing + item.not_supplied == PRESCRIBED
    assert min(item.to_come, item.supplied, item.owing, item.not_supplied, item.cash) >= 0
    assert item.supplied == total(line.quantity for line in lines)
    assert item.cash == total(line.quantity for line in lines if line.cash)
    shelf_adds_up(days, made)
    for one in made:
        claim_adds_up(one)


def shelf_adds_up(days: Days, made: list[Dispense]) -> None:
    """Levels are the sums of their movements, never below zero; what stands left the shelf, what came back is there."""
    moved: Tally[tuple[UUID, UUID]] = Tally()
    of_line: Tally[UUID] = Tally()
    for one in db.session.scalars(select(StockMovement)):
        moved[one.batch_id, one.facility_id] += one.units
        if one.subject_id is not None:
            of_line[one.subject_id] += one.units
    levels = days.levels()
    assert {place: moved[place] for place in levels} == levels
    assert min(levels.values()) >= 0
    for dispense in made:
        for line in dispense.lines:
            assert total(batch.units for batch in line.batches) == line.quantity
            out = line.quantity if dispense.status == SUPPLIED else 0
            assert of_line[line.id] == -out


def claim_adds_up(dispense: Dispense) -> None:
    """A supply that stands bills its insured units and their money exactly; one that came back bills nothing."""
    insured = [line for line in dispense.lines if not line.cash]
    assert dispense.cash == total(line.patient_pays for line in dispense.lines if line.cash)
    assert (dispense.claim_id is not None) == bool(insured)
    if dispense.claim_id is None:
        return
    claim = find(Claim, dispense.claim_id)
    assert (claim.status == "cancelled") == (dispense.status == REVERSED)
    assert [(row.local_code, row.quantity, row.unit_price) for row in claim.lines] == [
        (line.local_code, line.quantity, line.unit_price) for line in insured
    ]
    assert claim.net == total(row.net for row in claim.lines)
    assert claim.net == claim.patient_share + claim.payer_share
    assert claim.patient_share == dispense.patient_share == total(line.patient_pays for line in insured)  # fmt: skip


def test_units_levels_claims_and_money_always_add_up(app, people, inside, clock):
    done: Tally[str] = Tally()
    with inside("faris"):
        counter.make_codes()
        shop = counter.a_shop()
        counter.covered(policy(shop.policy_id))
        alert_settings.put(NewAlertSetting(alert="refill", handling="ignore", valid_from=counter.today()))  # fmt: skip
        branches = (shop.facility_id, shelf.second_branch())
        db.session.commit()

        @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
        @given(STEPS)
        def whatever_happens(steps):
            days = Days(shop, branches)
            for verb, number in steps:
                done[verb] += days.do(verb, number)
                adds_up(days)
            db.session.rollback()

        whatever_happens()
    assert sum(done.values()) >= EXAMPLES
